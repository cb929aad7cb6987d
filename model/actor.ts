import type { Accessor } from './accessor';

/** Who workflows run as: a service user to create, one that exists, or a group. */
export interface Actor {
  kind: 'create' | 'existing' | 'group';
  /** For `create` a name, else a uuid or a name. */
  name: string;
}

/** What an actor must look like, for messages. */
export const ACTOR_FORMS =
  '`service-user:create:<name>`, `service-user:existing:<name or uuid>` or `group:<name or uuid>`';

const PREFIXES: Record<Actor['kind'], string> = {
  create: 'service-user:create:',
  existing: 'service-user:existing:',
  group: 'group:',
};

/** The text that stands for an actor in Terraform's state. */
export function encodeActor({ kind, name }: Actor): string {
  return `${PREFIXES[kind]}${name}`;
}

/** The actor that a text stands for, or nothing when it has none of the forms. */
export function parseActor(text: string): Actor | undefined {
  for (const [kind, prefix] of Object.entries(PREFIXES)) {
    if (text.startsWith(prefix) && text.length > prefix.length) {
      return { kind: kind as Actor['kind'], name: text.slice(prefix.length) };
    }
  }
  return undefined;
}

/** An actor as somebody whom connections are shared with. */
export function accessorOf({ kind, name }: Actor): Accessor {
  return { type: kind === 'group' ? 'group' : 'service-user', who: name };
}
