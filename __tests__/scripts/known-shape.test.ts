import { requireKnownShape } from '../../scripts/known-shape';

test.each([[[]], [[{}]], [[{ v: '1' }, { v: '0' }]]])(
  'what a release up to this one wrote is known: %j',
  (instances) => {
    expect(() => requireKnownShape(instances)).not.toThrow();
  },
);

test('what a later release wrote is refused with the cure', () => {
  expect(() => requireKnownShape([{ v: '1' }, { v: '10' }])).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message:
        'a later version of dynatrace-aws-workflows wrote this state: the shape of its triggers is 10, and this version ' +
        'knows 1. Update dynatrace-aws-workflows on this machine.',
    }),
  );
});
