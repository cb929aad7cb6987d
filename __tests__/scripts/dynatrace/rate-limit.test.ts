import { retryAfter, spread } from '../../../scripts/dynatrace/rate-limit';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('the pause that a response asks for', () => {
  const asked = (headers: Record<string, string>, text = '', status = 429) =>
    retryAfter({ status, headers, text }, NOW);

  test.each<[string, Record<string, string>, string, number | undefined]>([
    ['seconds', { 'retry-after': '17' }, '', 17_000],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }, '', 20_000],
    ['a date that is over', { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, '', 0],
    ['its body', {}, '{"retryAfterSeconds":12}', 12_000],
    ['its body, with white space', {}, '{"retryAfterSeconds" : 12}', 12_000],
    ['its body where the header is neither', { 'retry-after': 'later' }, '{"retryAfterSeconds":12}', 12_000],
    ['the header before the body', { 'retry-after': '1' }, '{"retryAfterSeconds":12}', 1_000],
    ['the seconds that are left', { 'x-ratelimit-reset': '30' }, '', 30_000],
    ['the microseconds since the epoch', { 'x-ratelimit-reset': String((NOW + 40_000) * 1_000) }, '', 40_000],
    ['microseconds that are over', { 'x-ratelimit-reset': String((NOW - 40_000) * 1_000) }, '', 0],
    ['the body before the reset', { 'x-ratelimit-reset': '30' }, '{"retryAfterSeconds":12}', 12_000],
    ['nothing', {}, '{}', undefined],
    ['a reset that is no number', { 'x-ratelimit-reset': 'soon' }, '', undefined],
  ])('is read from %s', (_, headers, text, pause) => {
    expect(asked(headers, text)).toBe(pause);
  });

  test.each([
    [429, 5_000],
    [503, 5_000],
    [500, undefined],
  ])('counts with %s: %s ms', (status, pause) => {
    expect(asked({ 'retry-after': '5' }, '', status)).toBe(pause);
  });
});

describe('a pause is spread', () => {
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['by nothing at best', 7_000, 1, 0, 7_000],
    ['by a second after one try', 7_000, 1, 1, 8_000],
    ['by twice as much after each', 7_000, 3, 1, 11_000],
    ['by 15 seconds at most', 7_000, 9, 1, 22_000],
    ['by a share of that', 7_000, 1, 0.5, 7_375],
    ['over a second where none is asked for', undefined, 1, 1, 1_000],
  ])('%s', (_, asked, tries, random, pause) => {
    jest.spyOn(Math, 'random').mockReturnValue(random);

    expect(spread(asked, tries)).toBe(pause);
  });
});
