import type { SandboxResponse } from '../server';
import { type AccountCall, groupOf, list, namedBody, read, visibleGroups, write } from './account-access';
import { type Account, addServiceUser, addUser, removeGroup, removeUser, type User, userOf } from './directory';
import { accountError } from './errors';
import { jsonBody, jsonObject } from './router';

/** Users, and service users, which are users that only machines act as. */
export const userRoutes = {
  'GET /users': read(({ users }, { request }) => {
    const withService = request.query.get('service-users') === 'true';
    return list(users.filter(({ kind }) => kind === 'user' || withService).map(userView));
  }),
  'POST /users': write((account, { request }) => {
    const { email } = jsonObject(request);
    if (typeof email !== 'string' || !email.includes('@')) throw accountError(400, 'email is required');
    if (account.users.some((user) => user.email === email)) throw accountError(400, `User ${email} already exists`);
    addUser(account, { email, policy: '' });
    return { status: 201 };
  }),
  'GET /users/{email}': read((account, call) => ({
    status: 200,
    body: userWithGroups(account, userByEmail(account, call)),
  })),
  'POST /users/{email}': write((account, call) => setGroups(account, call, 'add')),
  'DELETE /users/{email}': write((account, call) => {
    removeUser(account, userByEmail(account, call));
    return { status: 200 };
  }),
  'PUT /users/{email}/groups': write((account, call) => setGroups(account, call, 'replace')),
  'DELETE /users/{email}/groups': write((account, call) => leaveGroups(account, call)),
  'GET /service-users': read((account, call) => listServiceUsers(account, call)),
  'POST /service-users': write((account, { request }) => ({
    status: 201,
    body: serviceUserView(addServiceUser(account, namedBody(request))),
  })),
  'GET /service-users/{user}': read((account, call) => ({
    status: 200,
    body: serviceUserView(serviceUser(account, call)),
  })),
  'PUT /service-users/{user}': write((account, call) => {
    Object.assign(serviceUser(account, call), namedBody(call.request));
    return { status: 200 };
  }),
  'DELETE /service-users/{user}': write((account, call) => {
    const user = serviceUser(account, call);
    removeUser(account, user);
    if (user.ownGroup) removeGroup(account, user.ownGroup);
    return { status: 200 };
  }),
};

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

function listServiceUsers({ users }: Account, { request: { query } }: AccountCall): SandboxResponse {
  const all = users.filter(({ kind }) => kind === 'service').map(serviceUserView);
  const size = Number(query.get('page-size') ?? 100);
  const start = Number(query.get('page-key') ?? 0);
  const more = start + size < all.length ? { nextPageKey: String(start + size) } : {};
  return { status: 200, body: { results: all.slice(start, start + size), totalCount: all.length, ...more } };
}

function serviceUser(account: Account, { params }: AccountCall): User {
  const user = userOf(account, params.user ?? '');
  if (user?.kind !== 'service') throw accountError(404, `Service user ${params.user} not found`);
  return user;
}

export function userView({ uuid: uid, email, name }: User): object {
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
