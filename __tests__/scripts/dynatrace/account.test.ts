import { listGroups, listServiceUsers } from '../../../scripts/dynatrace/account';
import type { ApiRequest, Context } from '../../../scripts/dynatrace/context';
import { failureOf } from '../support';

describe('account', () => {
  const queries: ApiRequest['query'][] = [];
  /** Answers with the pages in their order. */
  const contextWith = (pages: object[]): Context => {
    queries.length = 0;
    const send = <T>({ query }: ApiRequest<T>) => Promise.resolve({ body: pages[queries.push(query) - 1] as T });
    return { accountUuid: 'account', send } as unknown as Context;
  };
  const user = (name: string) => ({ uid: name, name, email: name });

  it('reads every page of service users, each by its key alone', async () => {
    const pages = [
      { results: [user('a')], nextPageKey: 'k1', totalCount: 3 },
      { results: [user('b')], nextPageKey: 'k2', totalCount: 3 },
      { results: [user('c')], nextPageKey: null, totalCount: 3 },
    ];

    const users = await listServiceUsers(contextWith(pages));

    expect(users.map(({ uid }) => uid)).toEqual(['a', 'b', 'c']);
    expect(queries).toEqual([{ 'page-size': '100' }, { 'page-key': 'k1' }, { 'page-key': 'k2' }]);
  });

  it('reads further pages of groups, should there be any', async () => {
    const group = (uuid: string) => ({ uuid, name: uuid });
    const pages = [
      { count: 2, items: [group('a')], nextPageKey: 'k' },
      { count: 2, items: [group('b')] },
    ];

    expect(await listGroups(contextWith(pages))).toHaveLength(2);
  });

  it('takes no part of a list for the whole', async () => {
    const error = await failureOf(listGroups(contextWith([{ count: 250, items: [] }])));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain('got 0 of 250');
  });
});
