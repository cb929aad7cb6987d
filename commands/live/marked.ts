import type { ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { parseMark } from '../../model/marks';
import { deleteServiceUser, listServiceUsers } from '../../scripts/dynatrace/account';
import { deletePolicy, listPolicies } from '../../scripts/dynatrace/account-policies';
import type { Context } from '../../scripts/dynatrace/context';
import { ownerOf } from '../../scripts/dynatrace/ownership';
import { listHiddenObjects, listObjects } from '../../scripts/dynatrace/settings-read';
import { deleteObject } from '../../scripts/dynatrace/settings-write';
import type { Tracked } from '../../terraform/instances';

/** Something in a tenant that a deployment made, by its mark. */
export interface Marked {
  what: string;
  /** Id of the state that made it. */
  owner: string;
  key: string;
  /** Id of the guard that it was made under, where its mark has one. */
  guard?: string;
  /** Nothing where these credentials can only see that it exists. */
  remove?(context: Context): Promise<unknown>;
}

/** What carries a mark, and whether connections that are private to others are among it. */
export interface Search {
  found: Marked[];
  complete: boolean;
}

/**
 * Everything that carries the mark of a deployment of this name, as far as these credentials see it. With admin access they
 * see that connections exist which are private to others.
 */
export async function markedObjects(stack: ResolvedStack, context: Context): Promise<Search> {
  const { label } = stack;
  const found: Marked[] = [];
  let complete = true;
  const add = (text: string | null | undefined, entry: Pick<Marked, 'what' | 'remove'>) => {
    const mark = parseMark(text ?? undefined);
    if (mark?.label === label) found.push({ ...entry, owner: mark.owner, key: mark.key, guard: mark.guard });
  };
  for (const schema of Object.values(CONNECTION_SCHEMAS)) {
    const visible = await listObjects<{ name: string }>(context, schema);
    for (const { externalId, objectId, value } of visible) {
      add(externalId, { what: `connection ${value.name}`, remove: (it) => deleteObject(it, schema, objectId) });
    }
    const all = await listHiddenObjects<{ name: string }>(context, schema, {});
    complete &&= all !== undefined;
    for (const object of all ?? []) {
      const what = `connection ${object.value.name}, private to ${ownerOf(object)}`;
      if (!visible.some(({ objectId }) => objectId === object.objectId)) add(object.externalId, { what });
    }
  }
  // Only OAuth clients reach the account.
  if (context.credentials.kind !== 'oauth-client' || !context.accountUuid) return { found, complete };
  for (const { uid, name, description } of await listServiceUsers(context)) {
    add(description, { what: `service user ${name}`, remove: (it) => deleteServiceUser(it, uid) });
  }
  for (const { uuid, name, description } of await listPolicies(context)) {
    add(description, { what: `policy ${name}`, remove: (it) => deletePolicy(it, uuid) });
  }
  return { found, complete };
}

/** What is in none of the states. A connection of a key that is known, under another guard, is in none either. */
export function leftBehind(marked: Marked[], states: Tracked[][]): Marked[] {
  const known = new Set(
    states.flat().flatMap(({ instance }) => {
      const { owner, key, guard } = instance as { owner?: string; key?: string; guard?: string };
      return owner === undefined ? [] : [`${owner}/${key}`, `${owner}/${key}/${guard}`];
    }),
  );
  return marked.filter(
    ({ owner, key, guard }) => !known.has([owner, key, ...(guard === undefined ? [] : [guard])].join('/')),
  );
}
