import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from '../../model/blocks';
import { KIND_NAMES, KINDS } from '../../model/kinds';
import { blocksTable, kindsTable } from '../../model/kinds-table';

const position = new Map<string, number>(KIND_NAMES.map((kind, index) => [kind, index]));

describe('the order of kinds', () => {
  test.each(KIND_NAMES)('%s comes after what it needs and what it is a part of', (kind) => {
    const { after, partOf } = KINDS[kind];
    const earlier = [...after, ...partOf].filter((other) => other !== 'aws');
    const late = earlier.filter((other) => (position.get(other) ?? 0) >= (position.get(kind) ?? 0));

    expect(late).toEqual([]);
  });

  test('everything comes after the preflight, and the inventory after everything with connections', () => {
    const reached = (kind: (typeof KIND_NAMES)[number]): string[] =>
      KINDS[kind].after.flatMap((other) => (other === 'aws' ? [] : [other, ...reached(other)]));

    for (const kind of KIND_NAMES.slice(1)) expect(reached(kind)).toContain('preflight');
    const connections = KIND_NAMES.filter((kind) => /^(?:legacy-)?connection/.test(kind));
    expect(reached('inventory')).toEqual(expect.arrayContaining(connections));
  });
});

test('what is made again has a guard, or is a part of something that has one', () => {
  for (const kind of KIND_NAMES) {
    const { repair, partOf } = KINDS[kind];
    const repairs = [repair.missing, repair.changed, ...Object.values(repair.attributes ?? {})];
    const guarded = [kind, ...partOf].some((one) => blocksOf(one).includes('guard'));
    if (repairs.includes('replace')) expect([kind, guarded]).toEqual([kind, true]);
  }
});

// The document is what people agreed on: a change of a description is a change of it, made by `npm run generate`.
test.each([
  ['blocks', blocksTable],
  ['kinds', kindsTable],
])('docs/architecture.md has the current %s', (_, table) => {
  const document = readFileSync(join(__dirname, '../../docs/architecture.md'), 'utf8');

  expect(document).toContain(table());
});
