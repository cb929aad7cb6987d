import type { ResolvedConnection } from '../../deployment/resolved-stack';
import { blockName } from '../../model/blocks';
import type { Kind } from '../../model/kind-types';
import { quoted } from '../../model/terraform';
import { Reference } from '../expressions';

/** A reference to the object id that Dynatrace gave a connection. */
export function objectIdOf({ key, schema }: Pick<ResolvedConnection, 'key' | 'schema'>): Reference {
  const kind = schema === 'enhanced' ? 'connection' : 'legacy-connection';
  return new Reference(`local.${blockName(kind, 'record')}[${quoted(key)}]`);
}

/** A reference to a trigger of a guard. */
export function guardTrigger(kind: Kind, key: string, name: string): Reference {
  return new Reference(`local.${blockName(kind, 'guard')}[${quoted(key)}].triggers.${name}`);
}

/** A reference to the id of a guard, which changes when the object is made again. */
export function guardId(kind: Kind, key: string): Reference {
  return new Reference(`local.${blockName(kind, 'guard')}[${quoted(key)}].id`);
}
