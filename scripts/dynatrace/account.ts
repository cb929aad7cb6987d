import type { ApiRequest, Context } from './context';
import { ConfigurationError } from './errors';

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

export const ACCOUNT_READ = [{ permission: 'account-idm-read' }];
const WRITE = [{ permission: 'account-idm-write' }];
export const ACCOUNT_WRITE = [...ACCOUNT_READ, ...WRITE];

/** @throws ConfigurationError when neither the deployment file nor the environment names the account. */
function accountOf({ accountUuid }: Context): string {
  if (accountUuid) return accountUuid;
  throw new ConfigurationError('the uuid of the Dynatrace account is not known', {
    cure: 'Set `accountUuid` for the tenant, or export DT_ACCOUNT_ID.',
  });
}

export async function listServiceUsers(context: Context): Promise<ServiceUser[]> {
  const users: ServiceUser[] = [];
  let pageKey: string | undefined;
  do {
    const body = await get<{ results: ServiceUser[]; nextPageKey?: string }>(context, {
      what: 'list the service users',
      path: '/service-users',
      query: { 'page-size': '100', 'page-key': pageKey },
    });
    users.push(...body.results);
    pageKey = body.nextPageKey || undefined;
  } while (pageKey);
  return users;
}

export async function getServiceUser(context: Context, uid: string): Promise<ServiceUser | undefined> {
  return find(context, { what: `read the service user ${uid}`, path: `/service-users/${encodeURIComponent(uid)}` });
}

export async function createServiceUser(
  context: Context,
  user: Pick<ServiceUser, 'name' | 'description'>,
): Promise<ServiceUser> {
  const { body } = await context.send({
    what: `create the service user ${user.name}`,
    service: 'account',
    method: 'POST',
    path: accountPath(context, '/service-users'),
    json: user,
    permissions: WRITE,
  });
  return body as ServiceUser;
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
  });
}

export async function deleteServiceUser(context: Context, uid: string): Promise<void> {
  await context.send({
    what: `delete the service user ${uid}`,
    service: 'account',
    method: 'DELETE',
    path: accountPath(context, `/service-users/${encodeURIComponent(uid)}`),
    permissions: WRITE,
    accept: [404],
  });
}

export async function listGroups(context: Context): Promise<Group[]> {
  const body = await get<{ items: Group[] }>(context, { what: 'list the groups', path: '/groups' });
  return body.items;
}

/** Uuid of a user, or nothing when the account has none of this e-mail address. */
export async function findUser(context: Context, email: string): Promise<string | undefined> {
  const path = `/users/${encodeURIComponent(email)}`;
  return (await find<{ uid: string }>(context, { what: `look up the user ${email}`, path }))?.uid;
}

type Read = Pick<ApiRequest, 'what' | 'path' | 'query'>;

async function get<Body>(context: Context, request: Read): Promise<Body> {
  return (await context.send(reading(context, request))).body as Body;
}

async function find<Body>(context: Context, request: Read): Promise<Body | undefined> {
  const { status, body } = await context.send({ ...reading(context, request), accept: [404] });
  return status === 404 ? undefined : (body as Body);
}

function reading(context: Context, { path, ...request }: Read): ApiRequest {
  const common = { service: 'account', method: 'GET', permissions: ACCOUNT_READ } as const;
  return { ...request, ...common, path: accountPath(context, path) };
}

function accountPath(context: Context, path: string): string {
  return `/iam/v1/accounts/${accountOf(context)}${path}`;
}
