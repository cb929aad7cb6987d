import type { ResolvedConnection, ResolvedStack } from '../../deployment/resolved-stack';
import { blockName } from '../../model/blocks';
import type { Holding } from '../../model/kind-types';
import { quoted } from '../../model/terraform';
import { Reference } from '../expressions';
import { sharesOf } from './connection-share';
import type { KindProps } from './instances';
import { objectIdOf } from './references';

/**
 * Every connection of the stack, in one resource that depends on them all, so that it is destroyed before any of them.
 * Its script then looks whether these credentials can see what the state holds, before anything is deleted or replaced.
 */
export function inventory(stack: ResolvedStack): KindProps<'inventory'> {
  const { connections, environment } = stack;
  const holdings = byName(connections)
    .map((connection) => holdingOf(stack, connection))
    .join(', ');
  const all = {
    identity: { environment: environment.url },
    content: { connections: new Reference(`jsonencode([${holdings}])`) },
    options: {},
  };
  return {
    kind: 'inventory',
    instances: connections.length > 0 ? { all } : {},
    destroyVerb: 'look',
    createsNothing: !connections.some(({ config }) => config.exclusiveShares),
  };
}

/** The order of the file, and the keys, are not part of what is held. */
function byName(connections: ResolvedConnection[]): ResolvedConnection[] {
  return [...connections].sort((a, b) => (`${a.schema} ${a.name}` < `${b.schema} ${b.name}` ? -1 : 1));
}

function holdingOf(stack: ResolvedStack, connection: ResolvedConnection): string {
  const accessors = sharesOf(stack, connection).map(({ accessor }) => quoted(accessor));
  const local = blockName(connection.schema === 'enhanced' ? 'connection' : 'legacy-connection');
  const holding: Record<keyof Holding, string | boolean> = {
    schema: `local.${local}[${quoted(connection.key)}].identity.schema`,
    object_id: objectIdOf(connection).inner,
    name: quoted(connection.name),
    accessors: `[${accessors.join(', ')}]`,
    exclusive: connection.config.exclusiveShares,
  };
  const entries = Object.entries(holding).map(([name, value]) => `${name} = ${value}`);
  return `{ ${entries.join(', ')} }`;
}
