import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import * as connectionShare from '../../../scripts/kinds/connection-share';
import { type Bench, complete, failureOf, MARK, OWN_OBJECTS, startBench } from '../support';

const verbs = complete(connectionShare.verbs);
const SCHEMA = CONNECTION_SCHEMAS.enhanced;
const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('connection-share', () => {
  let bench: Bench;
  let objectId: string;
  beforeEach(async () => {
    bench = await startBench();
    const owner = bench.dynatrace.admin.user;
    objectId = bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue('ops') }, { owner }).objectId;
  });
  afterEach(() => bench.close());

  const account = () => bench.context({ access: { accountUuid: bench.dynatrace.tenant.account.uuid } });
  const input = (accessor: string, change = {}) => ({
    environment: bench.dynatrace.url,
    schema: SCHEMA,
    object_id: objectId,
    ...MARK,
    accessor,
    actor: '',
    name: 'ops',
    permission: 'read' as const,
    ...change,
  });
  const shared = () => bench.dynatrace.tenant.objects.find((object) => object.objectId === objectId)?.accessors;
  const someone = () => bench.dynatrace.addUser({ email: 'ann@example.com', policy: '' }).user;
  const serviceUser = () =>
    Object.assign(bench.dynatrace.addUser({ email: 'robot@service.example.com' }).user, {
      kind: 'service' as const,
      name: 'robot',
    });

  it('shares with everyone, and changes the access in place', async () => {
    await verbs.create(input('all-users'), bench.context());
    expect(shared()).toEqual([{ accessor: { type: 'all-users' }, permissions: ['r'] }]);
    expect(bench.lines).toEqual(['connection ops is shared with all-users (read)']);

    await verbs.create(input('all-users', { permission: 'read-write' }), bench.context());
    expect(shared()).toEqual([{ accessor: { type: 'all-users' }, permissions: ['r', 'w'] }]);
    expect(bench.requests().filter((request) => request.startsWith('POST /objects'))).toHaveLength(1);
  });

  it('shares with uuids without asking the account', async () => {
    const { uuid } = someone();
    const group = bench.dynatrace.addGroup({ name: 'operators' });

    await verbs.create(input(`user:${uuid}`), bench.context());
    await verbs.create(input(`group:${group.uuid}`), bench.context());

    expect(shared()?.map(({ accessor }) => accessor)).toEqual([
      { type: 'user', id: uuid },
      { type: 'group', id: group.uuid },
    ]);
  });

  it('looks up names in the account', async () => {
    const { uuid } = someone();
    const robot = serviceUser();
    const group = bench.dynatrace.addGroup({ name: 'ops: night' });
    const context = account();

    await verbs.create(input('user:ann@example.com'), context);
    await verbs.create(input('service-user:robot'), context);
    await verbs.create(input('group:ops: night'), context);

    expect(shared()?.map(({ accessor }) => accessor.id)).toEqual([uuid, robot.uuid, group.uuid]);
  });

  it.each(['user:nobody@example.com', 'group:nobody', 'service-user:nobody'])('refuses %s', async (accessor) => {
    const error = await failureOf(verbs.create(input(accessor), account()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toMatch(/the account has no .*nobody/);
  });

  it('refuses a uuid that the environment does not know', async () => {
    const error = await failureOf(verbs.create(input(`user:${NOBODY}`), bench.context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain(`cannot share the connection ops with user:${NOBODY} (${objectId})`);
    expect(error.message).toContain('Unknown accessor');
    expect(error.message).toContain('Check that the user or group exists');
  });

  it('refuses a name that several groups have', async () => {
    bench.dynatrace.addGroup({ name: 'twins' });
    bench.dynatrace.addGroup({ name: 'twins' });

    expect((await failureOf(verbs.create(input('group:twins'), account()))).message).toContain('Write its UUID');
  });

  it('needs the account for names, and says how to give it', async () => {
    const error = await failureOf(verbs.create(input('group:operators'), bench.context()));

    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.message).toContain('DT_ACCOUNT_ID');
  });

  it('needs an OAuth client for names', async () => {
    const env = {
      DYNATRACE_PLATFORM_TOKEN: bench.dynatrace.admin.platformToken,
      DT_ACCOUNT_ID: bench.dynatrace.tenant.account.uuid,
    };

    const error = await failureOf(verbs.create(input('group:operators'), bench.context({ env })));

    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.message).toContain('the account API accepts only OAuth clients');
  });

  it('refuses an accessor of no known form', async () => {
    expect(await failureOf(verbs.create(input('robot'), bench.context()))).toMatchObject({ exitCode: 2 });
  });

  it('says when the connection is gone', async () => {
    const error = await failureOf(verbs.create(input('all-users', { object_id: 'gone' }), bench.context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('something else deleted the connection');
  });

  it('says when an API token created the connection', async () => {
    objectId = bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue('public') }).objectId;

    const error = await failureOf(verbs.create(input('all-users'), bench.context()));

    expect(error.message).toContain('has no owner');
  });

  it.each(['before', 'after'] as const)('shares once when the connection breaks %s', async (reset) => {
    bench.dynatrace.faults.add({ method: 'POST', path: /permissions$/, reset });

    await verbs.create(input('all-users'), bench.context());

    expect(shared()).toHaveLength(1);
  });

  it('revokes, and is done when access, user or connection are gone', async () => {
    await verbs.create(input('all-users'), bench.context());
    const context = account();

    await verbs.delete(input('all-users'), context);
    expect(bench.lines.at(-1)).toBe('access of all-users to the connection ops is revoked');
    await verbs.delete(input('all-users'), context);
    await verbs.delete(input('group:nobody'), context);
    await verbs.delete(input('all-users', { object_id: 'gone', name: 'gone' }), context);

    expect(shared()).toEqual([]);
    expect(bench.lines.at(-1)).toContain('already gone');
  });

  const CLIENTS = {
    'with admin access': {},
    'without admin access': { scopes: OWN_OBJECTS },
  };

  it.each(Object.entries(CLIENTS))(
    'does not take access for revoked that is hidden, with a client %s',
    async (_, user) => {
      await verbs.create(input('all-users'), bench.context());
      bench.dynatrace.tenant.objects[0]?.accessors.splice(0);

      const error = await failureOf(verbs.delete(input('all-users'), bench.context({ env: bench.client(user) })));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('the connection ops cannot be seen with these credentials');
    },
  );

  it.each(Object.entries(CLIENTS))(
    'revokes nothing of a connection that is gone, with a client %s',
    async (_, user) => {
      bench.dynatrace.removeObjects(() => true);

      await verbs.delete(input('all-users'), bench.context({ env: bench.client(user) }));

      expect(bench.lines.at(-1)).toBe('access of all-users to the connection ops was already gone');
    },
  );

  it.each(Object.entries(CLIENTS))(
    'reads a share as hidden or missing with its connection, for a client %s',
    async (_, user) => {
      const context = bench.context({ env: bench.client(user) });

      const live = await verbs.read(
        [input('all-users'), input('all-users', { object_id: 'gone', name: 'gone' })],
        context,
      );

      expect(live.map(({ status }) => status)).toEqual(['hidden', 'missing']);
    },
  );

  it('compares with one request for each connection', async () => {
    await verbs.create(input('all-users'), bench.context());
    bench.requests();
    const context = account();

    const live = await verbs.read(
      [
        input('all-users'),
        input('all-users', { permission: 'read-write' }),
        input(`user:${NOBODY}`),
        input('group:nobody'),
        input('all-users', { object_id: 'gone', name: 'gone' }),
      ],
      context,
    );

    expect(live.map(({ status }) => status)).toEqual(['in-sync', 'changed', 'missing', 'missing', 'missing']);
    expect(live[1]?.changes).toEqual([{ attribute: 'permission', from: 'read-write', to: 'read' }]);
    expect(live.map(({ note }) => note)).toEqual([
      undefined,
      undefined,
      undefined,
      'group:nobody no longer exists',
      undefined,
    ]);
    expect(bench.requests().filter((request) => request.includes('/permissions'))).toHaveLength(2);
  });

  it('sees who may write, and who is somebody else', async () => {
    const { uuid } = someone();
    const other = bench.dynatrace.addUser({ email: 'bob@example.com', policy: '' }).user;
    await verbs.create(input(`user:${uuid}`, { permission: 'read-write' }), bench.context());

    const live = await verbs.read([input(`user:${uuid}`), input(`user:${other.uuid}`)], bench.context());

    expect(live).toMatchObject([
      { status: 'changed', changes: [{ attribute: 'permission', from: 'read', to: 'read-write' }] },
      { status: 'missing' },
    ]);
  });

  it.each(['delete', 'read'] as const)('passes on what keeps it from a %s', async (verb) => {
    bench.dynatrace.faults.add({ method: 'GET', path: /groups/, status: 403, body: { code: 403, message: 'no' } });
    const share = input('group:operators');

    const attempt = verb === 'read' ? verbs.read([share], account()) : verbs.delete(share, account());

    expect(await failureOf(attempt)).toMatchObject({ exitCode: 3 });
  });
});
