import { LIMITS, limitsOf, startDeadline } from '../../../scripts/dynatrace/deadline';

const VARIABLE = 'DYNATRACE_CALL_TIMEOUT';

test.each([{}, { [VARIABLE]: '' }, { [VARIABLE]: ' ' }])('the limits are the documented ones with %j', (env) => {
  expect(limitsOf(env)).toBe(LIMITS);
});

test.each([
  ['1', 1_000],
  [' 90 ', 90_000],
  ['3600', 3_600_000],
])('a call may take "%s" seconds, and the other limits follow', (text, call) => {
  expect(limitsOf({ [VARIABLE]: text })).toEqual({
    call,
    attempt: expect.closeTo(call / 3, 5),
    turnedAway: expect.closeTo(call * 4, 5),
  });
});

test.each(['0', '3601', '1.5', '-5', '60s', 's60', '0x10'])('a call may not take "%s" seconds', (text) => {
  expect(() => limitsOf({ [VARIABLE]: text })).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: `DYNATRACE_CALL_TIMEOUT must be a whole number of seconds from 1 to 3600, got "${text}"`,
    }),
  );
});

test('pauses because of a rate limit take of the patience, and everything else of the call', () => {
  let now = 5_000;
  const limits = { call: 100, attempt: 50, turnedAway: 200 };
  const deadline = startDeadline({ now: () => now, sleep: async () => {} }, limits);

  now += 40;
  deadline.excuse(10);
  deadline.excuse(5);

  expect({ limits: deadline.limits, left: deadline.left(), patience: deadline.patience() }).toEqual({
    limits,
    left: 75,
    patience: 185,
  });
});
