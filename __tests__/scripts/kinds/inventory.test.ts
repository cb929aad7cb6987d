import {
  CONNECTION_SCHEMAS,
  type ConnectionSchema,
  enhancedConnectionValue,
  legacyConnectionValue,
} from '../../../model/connection';
import type { Holding } from '../../../model/kind-types';
import * as inventory from '../../../scripts/kinds/inventory';
import { type Bench, complete, failureOf, OWN_OBJECTS, startBench } from '../support';

const verbs = complete(inventory.verbs);
const ROLE = 'arn:aws:iam::123456789012:role/ops';

describe('inventory', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  function add(name: string, schema: ConnectionSchema = 'enhanced', change: Partial<Holding> = {}): Holding {
    const value = schema === 'legacy' ? legacyConnectionValue(name, ROLE, []) : enhancedConnectionValue(name);
    const owner = bench.dynatrace.admin.user;
    const { objectId } = bench.dynatrace.addObject(CONNECTION_SCHEMAS[schema], { ...value }, { owner });
    return { schema: CONNECTION_SCHEMAS[schema], object_id: objectId, name, accessors: [], exclusive: true, ...change };
  }
  const input = (...holdings: Holding[]) => ({
    environment: bench.dynatrace.url,
    connections: JSON.stringify(holdings),
  });
  const share = (
    { object_id: objectId }: Holding,
    type: 'user' | 'group' | 'all-users',
    id?: string,
    permissions = ['r'],
  ) =>
    bench.dynatrace.tenant.objects
      .find((object) => object.objectId === objectId)
      ?.accessors.push({ accessor: { type, ...(id && { id }) }, permissions });
  const shares = ({ object_id: objectId }: Holding) =>
    bench.dynatrace.tenant.objects
      .find((object) => object.objectId === objectId)
      ?.accessors.map(({ accessor: { type, id } }) => id ?? type);
  const hide = ({ object_id: objectId }: Holding) => {
    const { user } = bench.dynatrace.addUser({ email: 'somebody@example.com' });
    const object = bench.dynatrace.tenant.objects.find((one) => one.objectId === objectId);
    if (object) object.owner = { type: 'user', id: user.uuid };
  };

  describe('look', () => {
    const CLIENTS = [
      ['with admin access', {}, 'it'],
      ['without it', { scopes: OWN_OBJECTS }, 'it'],
    ] as const;

    it.each(CLIENTS)('stops a deploy that would not see what it holds, with a client %s', async (_, user) => {
      const holdings = [add('enhanced one'), add('legacy one', 'legacy'), add('seen')];
      for (const one of holdings.slice(0, 2)) hide(one);
      const seen = bench.dynatrace.tenant.objects.find(({ value }) => value.name === 'seen');
      if (seen) seen.owner = undefined;
      const before = bench.dynatrace.snapshot();

      const error = await failureOf(
        verbs.look(input(...holdings), bench.context({ env: bench.client(user as { scopes?: string[] }) })),
      );

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('2 of 3 connections cannot be seen with these credentials');
      expect(error.message).toContain('(enhanced one, legacy one)');
      expect(error.message).toContain('nothing was changed');
      expect(error.message).toContain('Use the credentials that created it');
      expect(bench.dynatrace.snapshot()).toMatchObject({ objects: (before as { objects: object[] }).objects });
    });

    it('does not take for gone what a client that only reads cannot tell', async () => {
      const env = bench.client({ policy: 'ALLOW settings:objects:read;', scopes: OWN_OBJECTS });

      const error = await failureOf(verbs.look(input(add('ops')), bench.context({ env })));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('cannot be seen');
    });

    it.each(CLIENTS)(
      'lets those pass that can be seen, shared ones too, and those that are gone: a client %s',
      async (_, user) => {
        const env = bench.client(user as { scopes?: string[] });
        const shared = add('shared');
        share(shared, 'all-users');
        const gone = add('gone');
        bench.dynatrace.removeObjects(({ objectId }) => objectId === gone.object_id);

        await verbs.look(input(shared, gone), bench.context({ env }));

        expect(bench.lines).toEqual(['all 2 connections can be seen, or are gone']);
      },
    );

    it('takes one list for each schema when all can be seen', async () => {
      const holdings = [add('a one'), add('b one'), add('c', 'legacy'), add('d', 'legacy')];

      await verbs.look(input(...holdings), bench.context());

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects', 'GET /objects']);
    });
  });

  describe('create', () => {
    it('takes access away that the file does not name, where it says so', async () => {
      const [ann, bob] = ['ann', 'bob'].map((name) => bench.dynatrace.addUser({ email: `${name}@example.com` }).user);
      const group = bench.dynatrace.addGroup({ name: 'operators' });
      const exclusive = add('exclusive', 'enhanced', { accessors: [`user:${ann?.uuid}`] });
      const open = add('open', 'legacy', { exclusive: false });
      for (const one of [exclusive, open]) {
        share(one, 'user', ann?.uuid);
        share(one, 'user', bob?.uuid);
        share(one, 'group', group.uuid, ['r', 'w']);
        share(one, 'all-users');
      }

      expect(await verbs.create(input(exclusive, open), bench.context())).toBeUndefined();

      expect(shares(exclusive)).toEqual([ann?.uuid]);
      expect(shares(open)).toHaveLength(4);
      expect(bench.lines).toContain('access of all-users to the connection exclusive is revoked');
    });

    it('knows names of the file, and removes nobody for one that the account does not have', async () => {
      const group = bench.dynatrace.addGroup({ name: 'operators' });
      const one = add('ops', 'enhanced', { accessors: ['group:operators', 'group:nobody'] });
      share(one, 'group', group.uuid);
      share(one, 'all-users');

      await verbs.create(input(one), bench.context({ access: { accountUuid: bench.dynatrace.tenant.account.uuid } }));

      expect(shares(one)).toEqual([group.uuid]);
    });

    it('removes nothing when it cannot find out who is meant', async () => {
      const one = add('ops', 'enhanced', { accessors: ['group:operators'] });
      share(one, 'all-users');

      expect(await failureOf(verbs.create(input(one), bench.context()))).toMatchObject({ exitCode: 2 });
      expect(shares(one)).toEqual(['all-users']);
    });

    it('does not take shares for removed that it may not read', async () => {
      const one = add('ops');
      share(one, 'all-users');
      bench.dynatrace.faults.add({ path: /permissions$/, status: 403, body: { error: { code: 403, message: 'no' } } });

      expect(await failureOf(verbs.create(input(one), bench.context()))).toMatchObject({
        exitCode: 3,
        message: `not allowed to read who has access to the connection ops (${one.object_id}). Use the credentials that created it, or leave \`exclusiveShares\` out.`,
      });
    });

    it.each([
      ['with admin access', {}],
      ['without it', { scopes: OWN_OBJECTS }],
    ])('does not take shares for removed of a connection that is hidden from a client %s', async (_, user) => {
      const one = add('ops');
      hide(one);

      const error = await failureOf(verbs.create(input(one), bench.context({ env: bench.client(user) })));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('the connection ops cannot be seen with these credentials');
    });

    it('passes over a connection that is gone', async () => {
      const gone = add('gone');
      bench.dynatrace.removeObjects(() => true);

      await verbs.create(input(gone), bench.context());

      expect(bench.lines).toEqual([]);
    });
  });

  describe('read', () => {
    it('reports access that the file does not name, whether it is to be removed or not', async () => {
      const group = bench.dynatrace.addGroup({ name: 'operators' });
      const exclusive = add('exclusive');
      const open = add('open', 'legacy', { exclusive: false, accessors: ['all-users'] });
      share(exclusive, 'all-users');
      share(open, 'all-users');
      share(open, 'group', group.uuid, ['r', 'w']);
      const before = bench.dynatrace.snapshot();

      const live = await verbs.read([input(exclusive, open)], bench.context());

      expect(live).toEqual([
        {
          status: 'changed',
          changes: [
            { attribute: 'exclusive_share', from: 'exclusive: none', to: 'exclusive: all-users (read)' },
            { attribute: 'foreign_share', from: 'open: none', to: `open: group ${group.uuid} (read-write)` },
          ],
        },
      ]);
      expect(bench.dynatrace.snapshot()).toEqual(before);
    });

    it('is content when there is none, and leaves what is gone or hidden to the connections themselves', async () => {
      const [shared, gone, hidden] = [
        add('shared', 'enhanced', { accessors: ['all-users'] }),
        add('gone'),
        add('hidden'),
      ];
      share(shared, 'all-users');
      share(hidden, 'group', bench.dynatrace.addGroup({ name: 'operators' }).uuid);
      hide(hidden);
      bench.dynatrace.removeObjects(({ objectId }) => objectId === gone.object_id);

      expect(await verbs.read([input(shared, gone, hidden)], bench.context())).toEqual([{ status: 'in-sync' }]);
    });
  });

  it('has nothing to delete', () => {
    expect(inventory.verbs.delete).toBeUndefined();
  });
});
