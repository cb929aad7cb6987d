import { addressOf, type Block, blockName, blockNamed, blocksOf, SHAPE_VERSION } from '../../model/blocks';
import { KIND_NAMES } from '../../model/kinds';

const everyBlock = KIND_NAMES.flatMap((kind) => blocksOf(kind).map((block) => ({ kind, block })));

describe('the blocks of kinds', () => {
  test('have names that nothing else has', () => {
    const names = everyBlock.map(({ kind, block }) => blockName(kind, block));

    expect(new Set(names).size).toBe(names.length);
  });

  test.each(everyBlock)('can be told by their name: $block of $kind', ({ kind, block }) => {
    const name = blockName(kind, block);

    expect(name).toMatch(/^[a-z][a-z_]*$/);
    expect(name.startsWith(kind.replaceAll('-', '_'))).toBe(true);
    expect(blockNamed(name)).toEqual({ kind, block });
  });

  test.each(['owner', 'hub-app', 'connection_before', 'constructor'])('are not taken for one: %s', (name) => {
    expect(blockNamed(name)).toBeUndefined();
  });

  test.each([
    ['hub-app', ['look', 'before', 'guard', 'made']],
    ['connection', ['guard', 'made', 'record']],
    ['connection-share', ['guard', 'made']],
    ['preflight', ['made']],
  ] as const)('come in the order in which they are created: %s', (kind, blocks) => {
    expect(blocksOf(kind)).toEqual(blocks);
  });

  test.each([
    ['made', 'null_resource.connection'],
    ['guard', 'null_resource.connection_guard'],
    ['record', 'null_resource.connection_id'],
  ] as [Block, string][])('have addresses: %s', (block, address) => {
    expect(addressOf('connection', block)).toBe(address);
    expect(addressOf('connection', block, 'a "b"')).toBe(`${address}["a \\"b\\""]`);
  });

  test('a record belongs to what a guard made', () => {
    for (const kind of KIND_NAMES.filter((one) => blocksOf(one).includes('record'))) {
      expect(blocksOf(kind)).toContain('guard');
    }
  });
});

test('the version of the shape is a number, so that a later one can be told', () => {
  expect(SHAPE_VERSION).toMatch(/^[1-9]\d*$/);
});
