import type { SandboxRequest, SandboxResponse } from '../server';
import { accountCaller, type Caller } from './credentials';
import { type Account, addGroup, addUser, type Group, timestamp, type User, userOf } from './directory';
import { accountError } from './errors';
import { type Call, isObject, jsonBody, jsonObject, routes } from './router';
import type { Tenant } from './state';

type AccountCall = Call<Caller>;

/** Account management: users, service users and groups. Source: the published account management API, version 1. */
export function accountRoutes(tenant: Tenant) {
  const { account } = tenant;
  const may = (scope: string, handle: (call: AccountCall) => SandboxResponse) => (call: AccountCall) => {
    if (!call.caller.scopes.includes(scope)) throw accountError(403, 'User not authorized');
    if (call.params.account !== account.uuid) throw accountError(404, 'Account not found');
    return handle(call);
  };
  const read = (handle: (call: AccountCall) => SandboxResponse) => may('account-idm-read', handle);
  const write = (handle: (call: AccountCall) => SandboxResponse) => may('account-idm-write', handle);
  const environments = () => {
    const data = account.environments.map((environment) => ({ ...environment, active: true }));
    return { status: 200, body: { data } };
  };
  return [
    ...routes('/env/v2/accounts/{account}', accountCaller(tenant), {
      'GET /environments': may('account-env-read', environments),
    }),
    ...routes('/iam/v1/accounts/{account}', accountCaller(tenant), {
      'GET /users': read(({ request }) => listUsers(account, request)),
      'GET /users/{email}': read((call) => ({
        status: 200,
        body: userWithGroups(account, userByEmail(account, call)),
      })),
      'POST /users/{email}': write((call) => setGroups(account, call, 'add')),
      'PUT /users/{email}/groups': write((call) => setGroups(account, call, 'replace')),
      'DELETE /users/{email}/groups': write((call) => leaveGroups(account, call)),
      'GET /service-users': read(({ request }) => listServiceUsers(account, request)),
      'POST /service-users': write(({ request }) => createServiceUser(account, request)),
      'GET /service-users/{user}': read((call) => ({ status: 200, body: serviceUserView(serviceUser(account, call)) })),
      'PUT /service-users/{user}': write((call) => updateServiceUser(account, call)),
      'DELETE /service-users/{user}': write((call) => deleteServiceUser(account, call)),
      'GET /groups': read(() => list(visibleGroups(account).map(groupView))),
      'POST /groups': write(({ request }) => createGroups(account, request)),
      'PUT /groups/{group}': write((call) => updateGroup(account, call)),
      'DELETE /groups/{group}': write((call) => deleteGroup(account, call)),
      'GET /groups/{group}/users': read((call) => {
        const { members } = groupOf(account, call.params.group);
        return list(account.users.filter(({ uuid }) => members.includes(uuid)).map(userView));
      }),
    }),
  ];
}

function listUsers({ users }: Account, { query }: SandboxRequest): SandboxResponse {
  const withService = query.get('service-users') === 'true';
  return list(users.filter(({ kind }) => kind === 'user' || withService).map(userView));
}

function userByEmail({ users }: Account, { params }: AccountCall): User {
  const user = users.find(({ email }) => email === params.email);
  if (!user) throw accountError(404, `User ${params.email} not found`);
  return user;
}

function setGroups(account: Account, call: AccountCall, mode: 'add' | 'replace'): SandboxResponse {
  const { uuid } = userByEmail(account, call);
  const wanted = jsonBody<unknown>(call.request);
  if (!Array.isArray(wanted)) throw accountError(400, 'An array of group uuids is expected');
  const groups = wanted.map((id) => groupOf(account, String(id)));
  for (const group of visibleGroups(account)) {
    const members = group.members.filter((member) => member !== uuid);
    const stays = mode === 'add' && members.length < group.members.length;
    group.members = stays || groups.includes(group) ? [...members, uuid] : members;
  }
  return { status: mode === 'add' ? 201 : 200 };
}

function leaveGroups(account: Account, call: AccountCall): SandboxResponse {
  const { uuid } = userByEmail(account, call);
  const ids = call.request.query.getAll('group-uuid');
  if (ids.length === 0) throw accountError(400, 'group-uuid is required');
  for (const group of ids.map((id) => groupOf(account, id))) {
    group.members = group.members.filter((member) => member !== uuid);
  }
  return { status: 200 };
}

function listServiceUsers({ users }: Account, { query }: SandboxRequest): SandboxResponse {
  const all = users.filter(({ kind }) => kind === 'service').map(serviceUserView);
  const size = Number(query.get('page-size') ?? 100);
  const start = Number(query.get('page-key') ?? 0);
  const more = start + size < all.length ? { nextPageKey: String(start + size) } : {};
  return { status: 200, body: { results: all.slice(start, start + size), totalCount: all.length, ...more } };
}

/** Every service user comes with a group of its own, to which policies can be bound and which no list shows. */
function createServiceUser(account: Account, request: SandboxRequest): SandboxResponse {
  const { name, description } = namedBody(request);
  const uuid = crypto.randomUUID();
  const email = `${uuid}@service.sso.dynatrace.com`;
  const { uuid: ownGroup } = addGroup(account, { name: `service-user-${uuid}`, members: [uuid], hidden: true });
  const user = addUser(account, { uuid, email, name, description, kind: 'service', policy: '', ownGroup });
  return { status: 201, body: serviceUserView(user) };
}

function updateServiceUser(account: Account, call: AccountCall): SandboxResponse {
  Object.assign(serviceUser(account, call), namedBody(call.request));
  return { status: 200 };
}

function deleteServiceUser(account: Account, call: AccountCall): SandboxResponse {
  const user = serviceUser(account, call);
  account.users.splice(account.users.indexOf(user), 1);
  for (const group of account.groups) group.members = group.members.filter((member) => member !== user.uuid);
  if (user.ownGroup) removeGroup(account, user.ownGroup);
  return { status: 200 };
}

function serviceUser(account: Account, { params }: AccountCall): User {
  const user = userOf(account, params.user ?? '');
  if (user?.kind !== 'service') throw accountError(404, `Service user ${params.user} not found`);
  return user;
}

function createGroups(account: Account, request: SandboxRequest): SandboxResponse {
  const body = jsonBody<unknown>(request);
  if (!Array.isArray(body)) throw accountError(400, 'An array of groups is expected');
  const wanted = body.map(named);
  for (const { name } of wanted) {
    if (account.groups.some((group) => group.name === name)) throw accountError(400, `Group ${name} already exists`);
  }
  return { status: 201, body: wanted.map((fields) => groupView(addGroup(account, fields))) };
}

function updateGroup(account: Account, { request, params }: AccountCall): SandboxResponse {
  Object.assign(groupOf(account, params.group), namedBody(request), { updatedAt: timestamp() });
  return { status: 200 };
}

function deleteGroup(account: Account, { params }: AccountCall): SandboxResponse {
  const { uuid, owner } = groupOf(account, params.group);
  if (owner !== 'LOCAL') throw accountError(400, `A group of owner ${owner} cannot be deleted here`);
  removeGroup(account, uuid);
  return { status: 200 };
}

function removeGroup(account: Account, uuid: string): void {
  account.groups = account.groups.filter((group) => group.uuid !== uuid);
  account.bindings = account.bindings.filter(({ groupUuid }) => groupUuid !== uuid);
}

function groupOf(account: Account, uuid: string | undefined): Group {
  const group = visibleGroups(account).find((known) => known.uuid === uuid);
  if (!group) throw accountError(404, `Group ${uuid} not found`);
  return group;
}

function visibleGroups({ groups }: Account): Group[] {
  return groups.filter(({ hidden }) => !hidden);
}

function namedBody(request: SandboxRequest): { name: string; description: string } {
  return named(jsonObject(request));
}

function named(body: unknown): { name: string; description: string } {
  const { name, description = '' } = isObject(body) ? body : {};
  if (typeof name !== 'string' || !name) throw accountError(400, 'name is required');
  if (String(description).length > 255) throw accountError(400, 'description must have at most 255 characters');
  return { name, description: String(description) };
}

function list(items: object[]): SandboxResponse {
  return { status: 200, body: { count: items.length, items } };
}

function userView({ uuid: uid, email, name }: User): object {
  return { uid, email, name, surname: '', userStatus: 'ACTIVE', emergencyContact: false };
}

function userWithGroups(account: Account, user: User): object {
  const groups = visibleGroups(account)
    .filter(({ members }) => members.includes(user.uuid))
    .map(({ uuid, name, description, owner, createdAt, updatedAt }) => {
      const accountFields = { accountUUID: account.uuid, accountName: account.name };
      return { groupName: name, uuid, owner, ...accountFields, description, createdAt, updatedAt };
    });
  return { ...userView(user), groups };
}

function serviceUserView({ uuid: uid, email, name, description, createdAt, ownGroup }: User): object {
  return { uid, email, name, surname: '', description, createdAt, groupUuid: ownGroup };
}

function groupView({ uuid, name, description, owner, createdAt, updatedAt }: Group): object {
  return { uuid, name, description, federatedAttributeValues: [], owner, createdAt, updatedAt };
}
