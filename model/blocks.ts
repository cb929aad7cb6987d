import type { Kind } from './kind-types';
import { type Blocks, KIND_NAMES, KINDS } from './kinds';
import { quoted } from './terraform';

/**
 * The version of the shape of triggers that this release writes. A later release reads older shapes; it must neither
 * replace what has one nor need what only a newer one has.
 */
export const SHAPE_VERSION = '1';

/** A block of a kind: the one that creates, or one beside it. */
export type Block = 'look' | 'before' | 'guard' | 'made' | 'record';

/** Terraform's name of a kind's block. */
export function blockName(kind: Kind, block: Block = 'made'): string {
  const { resource } = KINDS[kind];
  if (block === 'made') return resource;
  return block === 'record' ? `${resource}_id` : `${resource}_${block}`;
}

/** Address of an instance, or of the whole block without a key. */
export function addressOf(kind: Kind, block: Block, key?: string): string {
  const address = `null_resource.${blockName(kind, block)}`;
  return key === undefined ? address : `${address}[${quoted(key)}]`;
}

/** The blocks of a kind in the order in which they are created. */
export function blocksOf(kind: Kind): Block[] {
  const { look, guard, record }: Blocks = KINDS[kind].blocks;
  return [
    ...(look ? (['look', 'before'] as const) : []),
    ...(guard ? (['guard'] as const) : []),
    'made',
    ...(record ? (['record'] as const) : []),
  ];
}

const BLOCKS = new Map(
  KIND_NAMES.flatMap((kind) => blocksOf(kind).map((block) => [blockName(kind, block), { kind, block }] as const)),
);

/** What a null_resource of this name is, or nothing for one that is no part of a kind. */
export function blockNamed(name: string): { kind: Kind; block: Block } | undefined {
  return BLOCKS.get(name);
}
