import { actorPolicyName, connectionMark, markOf, parseMark } from '../../model/marks';

const MARK = { v: '1', label: 'platform', owner: '4711', key: 'ops', guard: '815' };

/** The settings API takes no longer external id. */
const MAX_EXTERNAL_ID = 500;

describe('markOf', () => {
  test('is final, for objects that exist carry it', () => {
    expect(markOf(MARK)).toBe('dynatrace-aws-workflows/platform/4711/ops');
    expect(connectionMark(MARK)).toBe('dynatrace-aws-workflows/platform/4711/ops/815');
    expect(actorPolicyName(MARK)).toBe('dynatrace-aws-workflows platform/ops 4711');
  });

  test.each([
    ['state', { owner: '4712' }],
    ['key', { key: 'dev' }],
    ['guard of the same key', { guard: '816' }],
  ])('differs for another %s', (_, part) => {
    expect(connectionMark({ ...MARK, ...part })).not.toBe(connectionMark(MARK));
  });

  test('keeps parts with slashes apart', () => {
    expect(markOf({ ...MARK, label: 'a/b', key: 'c' })).not.toBe(markOf({ ...MARK, label: 'a', key: 'b/c' }));
  });

  test('fits into an external id for the longest names', () => {
    const mark = { ...MARK, label: 'n'.repeat(64), owner: '9'.repeat(20), key: 'k'.repeat(64), guard: '9'.repeat(20) };

    expect(connectionMark(mark).length).toBeLessThanOrEqual(MAX_EXTERNAL_ID);
  });
});

describe('parseMark', () => {
  const { label, owner } = MARK;

  test.each(['ops', 'eu/ops', 'ä "b" %41', 'dynatrace-aws-workflows/x'])('reads what markOf wrote: %s', (key) => {
    expect(parseMark(markOf({ ...MARK, key }))).toEqual({ label, owner, key });
    expect(parseMark(connectionMark({ ...MARK, key }))).toEqual({ label, owner, key, guard: '815' });
    expect(parseMark(`Runs workflows. Managed by ${markOf({ ...MARK, key })}`)).toEqual({ label, owner, key });
  });

  test('reads the last of several', () => {
    const text = `Was ${markOf({ ...MARK, key: 'old' })} once, is ${markOf({ ...MARK, key: 'new' })}`;

    expect(parseMark(text)).toEqual({ label, owner, key: 'new' });
  });

  test.each([
    undefined,
    '',
    'made by hand',
    'another-tool/platform/4711/ops',
    'dynatrace-aws-workflows',
    'dynatrace-aws-workflows/platform/4711',
    'dynatrace-aws-workflows/platform//ops',
    'dynatrace-aws-workflows/platform/4711/%E0%A4%A',
  ])('finds none in %s', (text) => {
    expect(parseMark(text)).toBeUndefined();
  });
});
