import * as account from '../../../scripts/dynatrace/account';
import type { ApiAnswer, ApiRequest, Context } from '../../../scripts/dynatrace/context';
import { failureOf } from '../support';

describe('account', () => {
  let requests: ApiRequest[];
  /** Answers with the bodies in their order. */
  function contextWith(bodies: unknown[] = [], accountUuid: string | undefined = 'account'): Context {
    requests = [];
    const send = async <T>(request: ApiRequest<T>): Promise<ApiAnswer<T>> => {
      requests.push(request as ApiRequest);
      return { body: bodies[requests.length - 1] as T };
    };
    return { accountUuid, send } as unknown as Context;
  }
  const user = (name: string) => ({ uid: name, name, email: name });
  const group = (uuid: string) => ({ uuid, name: uuid });
  const page = (...items: unknown[]) => ({ items, results: items });

  it('reads every page of service users, each by its key alone', async () => {
    const pages = [
      { results: [user('a')], nextPageKey: 'k1', totalCount: 3 },
      { results: [user('b')], nextPageKey: 'k2', totalCount: 3 },
      { results: [user('c')], nextPageKey: null, totalCount: 3 },
    ];

    const users = await account.listServiceUsers(contextWith(pages));

    expect(users.map(({ uid }) => uid)).toEqual(['a', 'b', 'c']);
    expect(requests.map(({ query }) => query)).toEqual([
      { 'page-size': '100' },
      { 'page-key': 'k1' },
      { 'page-key': 'k2' },
    ]);
  });

  it('reads further pages of groups, should there be any', async () => {
    const pages = [
      { count: 2, items: [group('a')], nextPageKey: 'k' },
      { count: 2, items: [group('b')] },
    ];

    expect(await account.listGroups(contextWith(pages))).toHaveLength(2);
  });

  it('takes no part of a list for the whole', async () => {
    expect(await failureOf(account.listGroups(contextWith([{ count: 250, items: [group('a')] }])))).toMatchObject({
      exitCode: 5,
      message: 'could not list the groups: got 1 of 250, and no key for another page. Run it again.',
    });
  });

  const named = { name: 'ops', description: 'd' };
  it.each<[string, (context: Context) => Promise<unknown>, string, string, string]>([
    ['listServiceUsers', account.listServiceUsers, 'GET', '/service-users', 'list the service users'],
    [
      'getServiceUser',
      (c) => account.getServiceUser(c, 'a/b'),
      'GET',
      '/service-users/a%2Fb',
      'read the service user a/b',
    ],
    [
      'createServiceUser',
      (c) => account.createServiceUser(c, named),
      'POST',
      '/service-users',
      'create the service user ops',
    ],
    [
      'updateServiceUser',
      (c) => account.updateServiceUser(c, 'a/b', named),
      'PUT',
      '/service-users/a%2Fb',
      'update the service user ops',
    ],
    [
      'deleteServiceUser',
      (c) => account.deleteServiceUser(c, 'a/b'),
      'DELETE',
      '/service-users/a%2Fb',
      'delete the service user a/b',
    ],
    ['listGroups', account.listGroups, 'GET', '/groups', 'list the groups'],
    ['listUsers', account.listUsers, 'GET', '/users', 'list the users'],
    ['findUser', (c) => account.findUser(c, 'a@b.c'), 'GET', '/users/a%40b.c', 'look up the user a@b.c'],
  ])('%s asks for what it says', async (_, act, method, path, what) => {
    await act(contextWith([{ ...page(), uid: 'a' }]));

    const permission = method === 'GET' ? 'account-idm-read' : 'account-idm-write';
    expect(requests).toEqual([
      expect.objectContaining({
        what,
        service: 'account',
        method,
        path: `/iam/v1/accounts/account${path}`,
        permissions: [{ permission }],
      }),
    ]);
  });

  it.each<[string, (context: Context) => Promise<unknown>]>([
    ['getServiceUser', (context) => account.getServiceUser(context, 'a')],
    ['deleteServiceUser', (context) => account.deleteServiceUser(context, 'a')],
    ['findUser', (context) => account.findUser(context, 'a')],
  ])('%s copes with what is not there', async (_, act) => {
    expect(await act(contextWith())).toBeUndefined();
    expect(requests.map(({ accept }) => accept)).toEqual([[404]]);
  });

  it('sends a service user as it is to be', async () => {
    await account.createServiceUser(contextWith([{ uid: 'a' }]), named);
    expect(requests.map(({ json }) => json)).toEqual([named]);
    await account.updateServiceUser(contextWith(), 'a', named);
    expect(requests.map(({ json }) => json)).toEqual([named]);
  });

  it('needs to know the account', async () => {
    await expect(async () => account.listGroups(contextWith([], ''))).rejects.toMatchObject({
      exitCode: 2,
      message:
        'the UUID of the Dynatrace account is not set. Set `accountUuid` for the tenant, or export DT_ACCOUNT_ID.',
    });
  });

  it('needs to read what it is to change', () => {
    expect(account.ACCOUNT_WRITE.map(({ permission }) => permission)).toEqual([
      'account-idm-read',
      'account-idm-write',
    ]);
  });

  const CALLS = {
    'a service user': (context: Context) => account.getServiceUser(context, 'a'),
    'the uid of the service user': (context: Context) => account.createServiceUser(context, named),
    'a user': (context: Context) => account.findUser(context, 'a'),
    'a page of service users': account.listServiceUsers,
    'a list of users': account.listUsers,
    'a list of groups': account.listGroups,
  };
  it.each<[keyof typeof CALLS, unknown, boolean]>([
    ['a service user', user('a'), true],
    ['a service user', { ...user('a'), description: null, groupUuid: 'g' }, true],
    ['a service user', { ...user('a'), name: '' }, true],
    ['a service user', { ...user('a'), uid: '' }, false],
    ['a service user', { ...user('a'), name: 1 }, false],
    ['a service user', { ...user('a'), description: 1 }, false],
    ['a service user', { ...user('a'), groupUuid: 1 }, false],
    ['a service user', null, false],
    ['the uid of the service user', { uid: 'a' }, true],
    ['the uid of the service user', { uid: '' }, false],
    ['the uid of the service user', null, false],
    ['a user', { uid: 'a' }, true],
    ['a user', { uid: '' }, false],
    ['a user', null, false],
    ['a page of service users', page(user('a'), user('b')), true],
    ['a page of service users', page(user('a'), {}), false],
    ['a page of service users', { items: [] }, false],
    ['a page of service users', null, false],
    ['a page of service users', { ...page(), nextPageKey: 'k' }, true],
    ['a page of service users', { ...page(), nextPageKey: null }, true],
    ['a page of service users', { ...page(), nextPageKey: 1 }, false],
    ['a list of users', page(user('a')), true],
    ['a list of users', page({ ...user('a'), uid: '' }), false],
    ['a list of users', page({ ...user('a'), email: '' }), false],
    ['a list of users', page(null), false],
    ['a list of users', { results: [] }, false],
    ['a list of groups', page(group('a')), true],
    ['a list of groups', page({ ...group('a'), uuid: '' }), false],
    ['a list of groups', page({ ...group('a'), name: '' }), false],
    ['a list of groups', page(null), false],
  ])('whether %s is what came: %j', async (expected, body, holds) => {
    await CALLS[expected](contextWith([page()]));

    const { answer } = requests[0] as ApiRequest;
    expect([answer.expected, answer.holds(body)]).toEqual([expected, holds]);
  });
});
