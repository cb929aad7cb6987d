import { defaultRoleName, ROLE_NAME, ROLE_PATH } from '../../model/names';

test.each(['a', 'dynatrace-prod-ops', 'A_b+c=d,e.f@g-h', 'n'.repeat(64)])('"%s" is the name of a role', (name) => {
  expect(name).toMatch(ROLE_NAME);
});

test.each(['', 'n'.repeat(65), 'a b', 'a/b', 'a:b', 'ä', 'a\n'])('%j is no name of a role', (name) => {
  expect(name).not.toMatch(ROLE_NAME);
});

test.each(['/', '/a/', '/a/b/', '/a.b-c!/', `/${'p'.repeat(510)}/`])('"%s" is the path of a role', (path) => {
  expect(path).toMatch(ROLE_PATH);
});

test.each(['', 'a', '/a', 'a/', 'a/b/', '/a/b', '/a b/', '/ä/', `/${'p'.repeat(511)}/`])(
  '%j is no path of a role',
  (path) => {
    expect(path).not.toMatch(ROLE_PATH);
  },
);

describe('defaultRoleName', () => {
  test('names the tenant and the connection', () => {
    expect(defaultRoleName('prod', 'ops')).toBe('dynatrace-prod-ops');
  });

  test('never exceeds what IAM takes', () => {
    expect(defaultRoleName('t'.repeat(64), 'c'.repeat(64))).toMatch(ROLE_NAME);
  });
});
