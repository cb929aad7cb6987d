import type { ApiRequest, Context } from './context';
import { ConfigurationError, TransientError } from './errors';
import { collectPages } from './pages';
import { DONE, isList, isOptional, isRecord, isText, shape } from './shapes';

export interface ServiceUser {
  uid: string;
  email: string;
  name: string;
  description?: string;
  /** The group that policies for this user are bound to; only reading a single user shows it. */
  groupUuid?: string;
}

export interface Group {
  uuid: string;
  name: string;
}

/** A user with an e-mail address; service users are listed apart. */
export interface User {
  uid: string;
  email: string;
}

interface Page<T> {
  items?: T[];
  results?: T[];
  count?: number;
  totalCount?: number;
  nextPageKey?: string | null;
}

const SERVICE_USER = shape<ServiceUser>('a service user', isServiceUser);
const CREATED = shape<{ uid: string }>('the uid of the service user', (body) => isRecord(body) && isText(body.uid));
const USER = shape<{ uid: string }>('a user', (body) => isRecord(body) && isText(body.uid));
const SERVICE_USERS = pageOf<ServiceUser>('a page of service users', 'results', isServiceUser);
const USERS = pageOf<User>(
  'a list of users',
  'items',
  (item) => isRecord(item) && isText(item.uid) && isText(item.email),
);
const GROUPS = pageOf<Group>(
  'a list of groups',
  'items',
  (item) => isRecord(item) && isText(item.uuid) && isText(item.name),
);

export const ACCOUNT_READ = [{ permission: 'account-idm-read' }];
const WRITE = [{ permission: 'account-idm-write' }];
export const ACCOUNT_WRITE = [...ACCOUNT_READ, ...WRITE];

function pageOf<T>(expected: string, list: 'items' | 'results', holds: (item: unknown) => boolean) {
  return shape<Page<T>>(
    expected,
    (body) =>
      isRecord(body) && isList(body[list], holds) && isOptional(body.nextPageKey, (key) => typeof key === 'string'),
  );
}

function isServiceUser(item: unknown): boolean {
  if (!isRecord(item) || !isText(item.uid) || typeof item.name !== 'string') return false;
  return [item.description, item.groupUuid].every((one) => isOptional(one, (text) => typeof text === 'string'));
}

/** @throws ConfigurationError when neither the deployment file nor the environment names the account. */
function accountOf({ accountUuid }: Context): string {
  if (accountUuid) return accountUuid;
  throw new ConfigurationError('the UUID of the Dynatrace account is not set', {
    cure: 'Set `accountUuid` for the tenant, or export DT_ACCOUNT_ID.',
  });
}

export function listServiceUsers(context: Context): Promise<ServiceUser[]> {
  return listAll(context, {
    what: 'list the service users',
    path: '/service-users',
    query: { 'page-size': '100' },
    answer: SERVICE_USERS,
  });
}

export async function getServiceUser(context: Context, uid: string): Promise<ServiceUser | undefined> {
  const path = `/service-users/${encodeURIComponent(uid)}`;
  return find(context, { what: `read the service user ${uid}`, path, answer: SERVICE_USER });
}

export async function createServiceUser(
  context: Context,
  user: Pick<ServiceUser, 'name' | 'description'>,
): Promise<{ uid: string }> {
  const { body } = await context.send({
    what: `create the service user ${user.name}`,
    service: 'account',
    method: 'POST',
    path: accountPath(context, '/service-users'),
    json: user,
    permissions: WRITE,
    answer: CREATED,
  });
  return body as { uid: string };
}

export async function updateServiceUser(
  context: Context,
  uid: string,
  user: Pick<ServiceUser, 'name' | 'description'>,
): Promise<void> {
  await context.send({
    what: `update the service user ${user.name}`,
    service: 'account',
    method: 'PUT',
    path: accountPath(context, `/service-users/${encodeURIComponent(uid)}`),
    json: user,
    permissions: WRITE,
    answer: DONE,
  });
}

export async function deleteServiceUser(context: Context, uid: string): Promise<void> {
  await context.send({
    what: `delete the service user ${uid}`,
    service: 'account',
    method: 'DELETE',
    path: accountPath(context, `/service-users/${encodeURIComponent(uid)}`),
    permissions: WRITE,
    answer: DONE,
    accept: [404],
  });
}

export function listGroups(context: Context): Promise<Group[]> {
  return listAll(context, { what: 'list the groups', path: '/groups', answer: GROUPS });
}

export function listUsers(context: Context): Promise<User[]> {
  return listAll(context, { what: 'list the users', path: '/users', answer: USERS });
}

/** Uuid of a user, or nothing when the account has none of this e-mail address. */
export async function findUser(context: Context, email: string): Promise<string | undefined> {
  const path = `/users/${encodeURIComponent(email)}`;
  return (await find(context, { what: `look up the user ${email}`, path, answer: USER }))?.uid;
}

type Read<T> = Pick<ApiRequest<T>, 'what' | 'path' | 'query' | 'answer'>;

/** Follows the keys of the pages, each of which stands alone in its request. */
async function listAll<T>(context: Context, request: Read<Page<T>>): Promise<T[]> {
  let count = 0;
  const all = await collectPages(request.what, async (key) => {
    const query = key === undefined ? request.query : { 'page-key': key };
    const { body } = await context.send(reading(context, { ...request, query }));
    const page = body as Page<T>;
    count = page.count ?? page.totalCount ?? 0;
    return { items: (page.items ?? page.results) as T[], next: page.nextPageKey };
  });
  if (all.length >= count) return all;
  throw new TransientError(`could not ${request.what}`, {
    said: `got ${all.length} of ${count}, and no key for another page`,
    cure: 'Run it again.',
  });
}

async function find<T>(context: Context, request: Read<T>): Promise<T | undefined> {
  return (await context.send({ ...reading(context, request), accept: [404] })).body;
}

function reading<T>(context: Context, { path, ...request }: Read<T>): ApiRequest<T> {
  const common = { service: 'account', method: 'GET', permissions: ACCOUNT_READ } as const;
  return { ...request, ...common, path: accountPath(context, path) };
}

function accountPath(context: Context, path: string): string {
  return `/iam/v1/accounts/${accountOf(context)}${path}`;
}
