import type { Kind } from '../../model/kind-types';
import type { Context } from '../../scripts/dynatrace/context';
import { ConflictError } from '../../scripts/dynatrace/errors';
import { VERBS } from '../../scripts/kinds';
import type { Live, Verbs } from '../../scripts/kinds/verbs';
import { type Question, readLive } from '../../scripts/look';

describe('readLive', () => {
  const context = {} as Context;
  afterEach(() => jest.restoreAllMocks());

  /** Lets a kind answer whatever it is asked, and keeps what it was asked. */
  function answer(kind: Kind, read: () => Promise<Live[]>) {
    const verb = jest.fn(read);
    jest.spyOn(VERBS, kind).mockReturnValue({ read: verb } as unknown as Verbs<never>);
    return verb;
  }
  const ask = (kind: Kind, key?: string) => ({ kind, key, instance: { name: key } }) as unknown as Question;
  const statuses = async (...questions: Question[]) =>
    (await readLive(questions, context)).map(({ status, note }) => (note ? `${status}: ${note}` : status));

  it('asks each kind once, and answers in the order of the questions', async () => {
    const connections = answer('connection', async () => [{ status: 'in-sync' }, { status: 'missing' }]);
    const hosts = answer('allowed-host', async () => [{ status: 'changed' }]);
    const questions = [ask('connection', 'a'), ask('allowed-host', 'h'), ask('connection', 'b')];

    expect(await statuses(...questions)).toEqual(['in-sync', 'changed', 'missing']);
    expect(connections.mock.calls).toEqual([[[{ name: 'a' }, { name: 'b' }], context]]);
    expect(hosts.mock.calls).toEqual([[[{ name: 'h' }], context]]);
  });

  it('keeps what one kind throws apart from the others', async () => {
    const error = new ConflictError('it is taken');
    answer('connection', async () => Promise.reject(error));
    answer('allowed-host', async () => [{ status: 'in-sync' }]);

    expect(await readLive([ask('connection', 'a'), ask('connection', 'b'), ask('allowed-host', 'h')], context)).toEqual(
      [
        { status: 'unreadable', note: 'it is taken', error },
        { status: 'unreadable', note: 'it is taken', error },
        { status: 'in-sync' },
      ],
    );
  });

  it.each<[string, string | undefined, Live['status'], string]>([
    ['of what is hidden', 'ops', 'missing', 'hidden: only admins see it'],
    ['of what is hidden, by a longer key', 'ops/group', 'missing', 'hidden: only admins see it'],
    ['that is there', 'ops', 'changed', 'changed'],
    ['of something else', 'opsgenie', 'missing', 'missing'],
    ['of something else that ends alike', 'x/ops/', 'missing', 'missing'],
    ['without a key', undefined, 'missing', 'missing'],
  ])('tells of a part %s', async (_, key, status, told) => {
    answer('connection', async () => [{ status: 'hidden', note: 'only admins see it' }]);
    answer('connection-share', async () => [{ status }]);

    expect(await statuses(ask('connection-share', key), ask('connection', 'ops'))).toEqual([
      told,
      'hidden: only admins see it',
    ]);
  });

  it.each<[string, Kind, string | undefined]>([
    ['another kind', 'allowed-host', 'ops'],
    ['what has no key', 'connection', undefined],
  ])('takes nothing for a part of %s', async (_, kind, key) => {
    answer(kind, async () => [{ status: 'hidden' }]);
    answer('connection-share', async () => [{ status: 'missing' }]);

    expect(await statuses(ask('connection-share', 'ops'), ask(kind, key))).toEqual(['missing', 'hidden']);
  });

  it('takes a part for missing when the whole is seen', async () => {
    answer('connection', async () => [{ status: 'missing' }]);
    answer('connection-share', async () => [{ status: 'missing' }]);

    expect(await statuses(ask('connection-share', 'ops'), ask('connection', 'ops'))).toEqual(['missing', 'missing']);
  });
});
