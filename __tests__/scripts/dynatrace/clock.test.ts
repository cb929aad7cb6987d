import { backoff, seconds, systemClock } from '../../../scripts/dynatrace/clock';

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test.each([
  ['half of it at least', 0, 0, 500],
  ['all of it at most', 0, 1, 1_000],
  ['twice as much after each attempt', 2, 0.5, 3_000],
  ['no more than the cap', 9, 1, 8_000],
])('a delay is %s', (_, attempt, random, delay) => {
  jest.spyOn(Math, 'random').mockReturnValue(random);

  expect(backoff(attempt, 1_000, 8_000)).toBe(delay);
});

test.each([
  [1_499, 1],
  [1_500, 2],
  [-5_000, 0],
])('%d ms are told as %d s', (milliseconds, told) => {
  expect(seconds(milliseconds)).toBe(told);
});

test('the clock of the system sleeps as long as it is told', async () => {
  jest.useFakeTimers({ now: 1_000 });
  const slept = systemClock.sleep(50).then(systemClock.now);

  await jest.advanceTimersByTimeAsync(1_000);

  expect(await Promise.race([slept, 'still asleep'])).toBe(1_050);
});
