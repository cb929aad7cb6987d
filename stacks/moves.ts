import type { ResolvedStack } from '../deployment/stacks';
import { addressOf, blocksOf, KIND_NAMES } from '../model/kinds';
import { blockNameOf, ROLE_RESOURCES } from './aws/connection-roles';
import type { Desired } from './dynatrace';
import { literal } from './expressions';

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
    const ofKinds = KIND_NAMES.flatMap((kind) =>
      Object.keys(kinds[kind].instances)
        .filter((instance) => instance === key || instance.startsWith(`${key}/`))
        .filter(() => kind !== 'workflow-actor' && kind !== 'workflow-actor-policy')
        .flatMap((instance) =>
          blocksOf(kind).map((block) => ({
            from: addressOf(kind, block, literal(movedFrom + instance.slice(key.length)) as string),
            to: addressOf(kind, block, literal(instance) as string),
          })),
        ),
    );
    const role = roles.find((one) => one.key === key && !one.existing);
    const ofRole = role
      ? ROLE_RESOURCES.map((type) => ({
          from: `${type}.${blockNameOf(role.account)}[${JSON.stringify(movedFrom)}]`,
          to: `${type}.${blockNameOf(role.account)}[${JSON.stringify(key)}]`,
        }))
      : [];
    return [...ofKinds, ...ofRole];
  });
}
