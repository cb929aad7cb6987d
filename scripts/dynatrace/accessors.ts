import { ACCESSOR_FORMS, isUuid, parseAccessor } from '../../model/accessor';
import { findUser, type Group, listGroups, listServiceUsers, type ServiceUser } from './account';
import type { Context } from './context';
import { ConfigurationError, RejectedError } from './errors';

/** Somebody with access to a settings object, as the API has it. */
export interface ObjectAccessor {
  type: 'user' | 'group' | 'all-users';
  id?: string;
}

/** Lists of the account that one run has read already. */
const lists = new WeakMap<Context, { groups?: Promise<Group[]>; serviceUsers?: Promise<ServiceUser[]> }>();

/**
 * Finds the accessor that a text stands for. Only what is no uuid is looked up in the account.
 *
 * @throws RejectedError with status 404 when there is nobody of this name.
 */
export async function resolveAccessor(text: string, context: Context): Promise<ObjectAccessor> {
  const accessor = parseAccessor(text);
  switch (accessor?.type) {
    case 'all-users':
      return { type: 'all-users' };
    case 'user':
      return { type: 'user', id: isUuid(accessor.who) ? accessor.who : await userUuid(accessor.who, context) };
    case 'group':
      return { type: 'group', id: await groupUuid(accessor.who, context) };
    case 'service-user':
      return {
        type: 'user',
        id: isUuid(accessor.who) ? accessor.who : (await serviceUserOf(accessor.who, context)).uid,
      };
    default:
      throw new ConfigurationError(`"${text}" must be an accessor`, { cure: `Write ${ACCESSOR_FORMS}.` });
  }
}

/** Uuid of a group by its uuid or its name. */
export async function groupUuid(group: string, context: Context): Promise<string> {
  if (isUuid(group)) return group;
  const known = listsOf(context);
  known.groups ??= listGroups(context);
  const found = (await known.groups).filter(({ name }) => name === group);
  return theOnly(found, 'group', group).uuid;
}

/** A service user by its uuid or its name. */
export async function serviceUserOf(user: string, context: Context): Promise<ServiceUser> {
  const found = (await serviceUsers(context)).filter(({ uid, name }) => uid === user || name === user);
  return theOnly(found, 'service user', user);
}

/** Every service user of the account, read once in a run. */
export function serviceUsers(context: Context): Promise<ServiceUser[]> {
  const known = listsOf(context);
  known.serviceUsers ??= listServiceUsers(context);
  return known.serviceUsers;
}

async function userUuid(email: string, context: Context): Promise<string> {
  const uid = await findUser(context, email);
  return theOnly(uid ? [uid] : [], 'user', email);
}

function theOnly<T>(found: T[], what: string, who: string): T {
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  if (found.length > 1) {
    throw new RejectedError(`the account has ${found.length} ${what}s called "${who}"`, { cure: 'Write its UUID.' });
  }
  const response = { status: 404, message: 'not found', violations: [], missingScopes: [], missingPermissions: [] };
  throw new RejectedError(`the account has no ${what} "${who}"`, {
    cure: `Create it in Account Management, or correct the name.`,
    response,
  });
}

function listsOf(context: Context) {
  const known = lists.get(context) ?? {};
  lists.set(context, known);
  return known;
}
