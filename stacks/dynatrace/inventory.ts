import type { ResolvedConnection, ResolvedStack } from '../../deployment/stacks';
import type { Holding } from '../../model/kinds';
import { literal, Reference } from '../expressions';
import { sharesOf } from './connection-share';
import type { KindProps } from './instances';
import { objectIdOf } from './references';

/**
 * Every connection of the stack, in one resource that depends on them all, so that it is destroyed before any of them.
 * Its script then looks whether these credentials can see what the state holds, before anything is deleted or replaced.
 */
export function inventory(stack: ResolvedStack): KindProps<'inventory'> {
  const { connections, environment } = stack;
  const holdings = connections.map((connection) => holdingOf(stack, connection)).join(', ');
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

function holdingOf(stack: ResolvedStack, connection: ResolvedConnection): string {
  const known: Omit<Holding, 'object_id' | 'schema'> = {
    name: connection.name,
    accessors: sharesOf(stack, connection).map(({ accessor }) => accessor),
    exclusive: connection.config.exclusiveShares,
  };
  const kind = connection.schema === 'enhanced' ? 'connection' : 'legacy_connection';
  const schema = `local.${kind}[${JSON.stringify(connection.key)}].identity.schema`;
  const objectId = objectIdOf(connection).inner;
  return `merge(${JSON.stringify(literal(known))}, { schema = ${schema}, object_id = ${objectId} })`;
}
