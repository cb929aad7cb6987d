import { listGroups, listServiceUsers, listUsers } from '../../scripts/dynatrace/account';
import type { Context } from '../../scripts/dynatrace/context';
import { DynatraceError } from '../../scripts/dynatrace/errors';

/** Names of users and groups by their uuids, as far as these credentials reach the account: readers like them. */
export async function namesOf(context: Context): Promise<Map<string, string>> {
  const { credentials, accountUuid } = context;
  if (credentials.kind !== 'oauth-client' || accountUuid === undefined) return new Map();
  try {
    return new Map([
      ...(await listGroups(context)).map(({ uuid, name }) => [uuid, name] as const),
      ...(await listUsers(context)).map(({ uid, email }) => [uid, email] as const),
      ...(await listServiceUsers(context)).map(({ uid, name }) => [uid, `service user ${name}`] as const),
    ]);
  } catch (error) {
    if (error instanceof DynatraceError) return new Map();
    throw error;
  }
}
