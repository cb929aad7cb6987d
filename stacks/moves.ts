import type { ResolvedStack } from '../deployment/resolved-stack';
import { addressOf, blocksOf } from '../model/blocks';
import { KIND_NAMES, KINDS } from '../model/kinds';
import { quoted } from '../model/terraform';
import { blockNameOf, ROLE_RESOURCES } from './aws/connection-roles';
import type { Desired } from './dynatrace';

export interface Move {
  from: string;
  to: string;
}

/** What tells Terraform that a connection has another key now, so that it moves in state and nothing is replaced. */
export function movedBlocks({ config, roles }: ResolvedStack, kinds: Desired): Move[] {
  const moves = Object.entries(config.connections).flatMap(([key, { movedFrom }]) =>
    movedFrom === undefined ? [] : [{ key, movedFrom }],
  );
  return moves.flatMap(({ key, movedFrom }) => {
    const ofKinds = KIND_NAMES.filter((kind) => KINDS[kind].shownAt === 'connection').flatMap((kind) =>
      Object.keys(kinds[kind].instances)
        .filter((instance) => instance === key || instance.startsWith(`${key}/`))
        .flatMap((instance) =>
          blocksOf(kind).map((block) => ({
            from: addressOf(kind, block, movedFrom + instance.slice(key.length)),
            to: addressOf(kind, block, instance),
          })),
        ),
    );
    const role = roles.find((one) => one.key === key && !one.existing);
    const ofRole = role
      ? ROLE_RESOURCES.map((type) => ({
          from: `${type}.${blockNameOf(role.account)}[${quoted(movedFrom)}]`,
          to: `${type}.${blockNameOf(role.account)}[${quoted(key)}]`,
        }))
      : [];
    return [...ofKinds, ...ofRole];
  });
}
