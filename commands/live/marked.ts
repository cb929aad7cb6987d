import type { ResolvedStack } from '../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { parseMark } from '../../model/marks';
import { deleteServiceUser, listServiceUsers } from '../../scripts/dynatrace/account';
import { deletePolicy, listPolicies } from '../../scripts/dynatrace/account-policies';
import type { Context } from '../../scripts/dynatrace/context';
import { listObjects } from '../../scripts/dynatrace/settings-read';
import { deleteObject } from '../../scripts/dynatrace/settings-write';
import type { Tracked } from '../../terraform/instances';

/** Something in a tenant that a deployment made, by its mark. */
export interface Marked {
  what: string;
  /** Id of the state that made it. */
  owner: string;
  key: string;
  remove(context: Context): Promise<unknown>;
}

/** Everything that these credentials see and that carries the mark of a deployment of this name. */
export async function markedObjects(stack: ResolvedStack, context: Context): Promise<Marked[]> {
  const { label } = stack;
  const found: Marked[] = [];
  const add = (text: string | null | undefined, entry: Pick<Marked, 'what' | 'remove'>) => {
    const mark = parseMark(text ?? undefined);
    if (mark?.label === label) found.push({ ...entry, owner: mark.owner, key: mark.key });
  };
  for (const schema of Object.values(CONNECTION_SCHEMAS)) {
    for (const { externalId, objectId, value } of await listObjects<{ name: string }>(context, schema)) {
      add(externalId, { what: `connection ${value.name}`, remove: (it) => deleteObject(it, schema, objectId) });
    }
  }
  // Only OAuth clients reach the account.
  if (context.credentials.kind !== 'oauth-client' || !context.accountUuid) return found;
  for (const { uid, name, description } of await listServiceUsers(context)) {
    add(description, { what: `service user ${name}`, remove: (it) => deleteServiceUser(it, uid) });
  }
  for (const { uuid, name, description } of await listPolicies(context)) {
    add(description, { what: `policy ${name}`, remove: (it) => deletePolicy(it, uuid) });
  }
  return found;
}

/** What is in none of the states. */
export function leftBehind(marked: Marked[], states: Tracked[][]): Marked[] {
  const known = new Set(
    states.flat().flatMap(({ instance }) => {
      const { owner, key } = instance as { owner?: string; key?: string };
      return owner === undefined ? [] : [`${owner}/${key}`];
    }),
  );
  return marked.filter(({ owner, key }) => !known.has(`${owner}/${key}`));
}
