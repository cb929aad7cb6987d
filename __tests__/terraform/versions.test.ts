import { compareVersions, satisfies } from '../../terraform/versions';

describe('compareVersions', () => {
  test.each([
    ['1.5.7', '1.5.7', 0],
    ['1.10.0', '1.9.9', 1],
    ['1.5', '1.5.1', -1],
    ['2', '1.99.99', 1],
  ])('%s and %s', (left, right, order) => {
    expect(Math.sign(compareVersions(left, right))).toBe(order);
  });
});

describe('satisfies', () => {
  test.each([
    ['5.81.0', '>= 5.81, < 7'],
    ['6.99.1', '>= 5.81, < 7'],
    ['3.2.4', '3.2.4'],
    ['3.2.4', '= 3.2.4'],
    ['3.2.4', '!= 3.2.3, <= 3.2.4, > 3'],
  ])('%s meets %s', (version, constraint) => {
    expect(satisfies(version, constraint)).toBe(true);
  });

  test.each([
    ['5.80.0', '>= 5.81, < 7'],
    ['7.0.0', '>= 5.81, < 7'],
    ['6.0.0-beta1', '>= 5.81, < 7'],
    ['3.2.3', '3.2.4'],
    ['index.json', '>= 1'],
  ])('%s does not meet %s', (version, constraint) => {
    expect(satisfies(version, constraint)).toBe(false);
  });

  test('an operator that is not supported is refused', () => {
    expect(() => satisfies('3.2.4', '>= 3, ~> 3.2')).toThrow(
      new RangeError('"~> 3.2" is not a version constraint that can be evaluated here'),
    );
  });
});
