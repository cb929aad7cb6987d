/** Somebody that a connection is shared with: `who` is a uuid, or a name (of a user, the e-mail address). */
export type Accessor = { type: 'all-users' } | { type: 'user' | 'group' | 'service-user'; who: string };

/** What an accessor must look like, for messages. */
export const ACCESSOR_FORMS =
  '`all-users`, `user:<uuid or e-mail>`, `group:<uuid or name>` or `service-user:<uuid or name>`';

/** The text that stands for an accessor in Terraform's state. */
export function encodeAccessor(accessor: Accessor): string {
  return accessor.type === 'all-users' ? accessor.type : `${accessor.type}:${accessor.who}`;
}

/** The accessor that a text stands for, or nothing when it has none of the forms. */
export function parseAccessor(text: string): Accessor | undefined {
  if (text === 'all-users') return { type: text };
  const [, type, who] = /^(user|group|service-user):(.+)/s.exec(text) ?? [];
  return who ? { type: type as 'user' | 'group' | 'service-user', who } : undefined;
}

/** Whether a name of somebody is a uuid, which needs no looking up. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
