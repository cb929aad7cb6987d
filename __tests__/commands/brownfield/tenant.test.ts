import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../../model/connection';
import { markOf } from '../../../model/marks';
import { enhancedSubject, legacySubject, roleArnOf } from '../../support/by-hand';
import { type DiscoverBench, startDiscoverBench } from './bench';

let bench: DiscoverBench;

beforeEach(async () => {
  bench = await startDiscoverBench();
  bench.hand.allow('*.amazonaws.com');
  bench.hand.installApp();
  await bench.hand.provider();
});
afterEach(() => bench.close());

const READS = Object.values(CONNECTION_SCHEMAS)
  .concat(ALLOWED_HOSTS_SCHEMA as never)
  .map((schema) => `ALLOW settings:objects:read, settings:objects:write WHERE settings:schemaId = "${schema}";`)
  .join(' ');

/** Somebody who may read and write settings, and no others' connections. */
function signInAs(policy: string, scopes?: string[]) {
  const user = bench.sandbox.dynatrace.addUser({ email: 'reader@example.com', policy, ...(scopes && { scopes }) });
  bench.signIn({ DT_CLIENT_ID: user.clientId, DT_CLIENT_SECRET: user.clientSecret });
  return user.user;
}

describe('what these credentials cannot see', () => {
  it('is named with admin access', async () => {
    const other = bench.sandbox.dynatrace.addUser({ email: 'other@example.com' });
    bench.hand.legacy('private', 'theirs', [], { owner: other.user });
    await bench.hand.role('theirs', [legacySubject('private')]);
    await bench.hand.role('left', [legacySubject('deleted')]);

    const { said, connections, code } = await bench.discover();

    expect(connections).toEqual({});
    expect(said('legacy connections of others')).toEqual([
      `hidden: these credentials cannot see private (of ${other.user.uuid})`,
    ]);
    expect(said('role theirs')).toEqual([
      'hidden: it trusts dtid:connection/private, which exists and is private to another user',
    ]);
    expect(said('role left')).toEqual(['other: it trusts dtid:connection/deleted, which does not exist']);
    expect(code).toBe(2);
  });

  it('shows in what roles trust without it', async () => {
    bench.hand.legacy('private', 'theirs');
    await bench.hand.role('theirs', [legacySubject('private')]);
    await bench.hand.role('new', [enhancedSubject('some-object')]);
    await bench.hand.role('left', [legacySubject('deleted')]);
    signInAs(`${READS} ALLOW app-engine:apps:run;`);

    const { said, code } = await bench.discover();

    expect(said('legacy connections of others')).toEqual([
      expect.stringMatching(/^hidden: .*without settings:objects:admin/),
    ]);
    expect(said('role theirs')).toEqual([
      expect.stringMatching(/^hidden: .*which exists and is private to another user$/),
    ]);
    expect(said('role new')).toEqual([expect.stringMatching(/^hidden: .*cannot see, or which is gone$/)]);
    expect(said('role left')).toEqual(['other: it trusts dtid:connection/deleted, which does not exist']);
    expect(code).toBe(2);
  });

  it('is told of what may not be read at all', async () => {
    signInAs(
      `ALLOW settings:objects:read, settings:objects:admin WHERE settings:schemaId = "${CONNECTION_SCHEMAS.enhanced}";`,
    );

    await bench.hand.role('theirs', [legacySubject('private')]);

    const { said, code } = await bench.discover();

    expect(said('role theirs')).toEqual([expect.stringMatching(/cannot see, or which is gone$/)]);
    expect(said('legacy connections')).toEqual([
      expect.stringMatching(/^unreadable: not allowed to list the objects of/),
    ]);
    expect(said('allowed hosts')).toEqual([expect.stringContaining('unreadable: not allowed')]);
    expect(said('app')).toEqual([expect.stringContaining('unreadable: not allowed to read the app')]);
    expect(code).toBe(2);
  });

  it('is told of scopes that the client lacks', async () => {
    signInAs(READS, ['settings:objects:read', 'settings:objects:write']);

    const { said } = await bench.discover();

    expect(said('app')).toEqual([
      expect.stringContaining('unreadable: the OAuth client in DT_CLIENT_ID lacks app-engine:apps:run'),
    ]);
    expect(said('allowed hosts')).toEqual(['taken: *.amazonaws.com']);
  });
});

describe('an environment', () => {
  it('that lacks a schema has no connections of it', async () => {
    bench.sandbox.dynatrace.tenant.schemas.delete(CONNECTION_SCHEMAS.legacy);
    await bench.hand.role('left', [legacySubject('deleted')]);

    const { said } = await bench.discover();

    expect(said('legacy connections')).toEqual(['other: this environment does not have them']);
    expect(said('role left')).toEqual(['other: it trusts dtid:connection/deleted, which does not exist']);
  });

  it('whose account these credentials do not reach gives uuids without names', async () => {
    const group = bench.sandbox.dynatrace.addGroup({ name: 'SRE' });
    const { objectId } = bench.hand.enhanced('auto', roleArnOf('made'), {
      accessors: [{ accessor: { type: 'group', id: group.uuid }, permissions: ['r'] }],
    });
    await bench.hand.role('made', [enhancedSubject(objectId)]);
    bench.sandbox.dynatrace.faults.add({ path: /\/iam\/v1\/accounts/, status: 403, times: 100 });

    const { connections, text } = await bench.discover('--account-uuid', bench.sandbox.dynatrace.tenant.account.uuid);

    expect(connections.auto?.share).toEqual([{ group: group.uuid, access: 'read' }]);
    expect(text).not.toContain('SRE');
  });
});

describe('nothing is written', () => {
  it.each([
    [{ path: /settings\/objects/, status: 503, times: 100, headers: { 'retry-after': '3600' } }, 'Run it again later'],
    [{ path: /settings\/objects/, status: 429, times: 100, headers: { 'retry-after': '3600' } }, '429'],
    [
      { path: /settings\/objects/, status: 400, body: { error: { code: 400, message: 'no' } } },
      'could not list the objects of',
    ],
    [{ path: /oauth2\/token/, status: 400, body: { error: 'invalid_client' }, times: 100 }, 'refused the OAuth client'],
  ])('when Dynatrace answers with %j', async (fault, message) => {
    bench.sandbox.dynatrace.faults.add(fault);

    expect(await bench.failure()).toContain(message);
  });

  it('without credentials', async () => {
    bench.signIn({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined });

    expect(await bench.failure()).toContain('Export DT_CLIENT_ID and DT_CLIENT_SECRET, or DYNATRACE_PLATFORM_TOKEN.');
    expect(await bench.failure('--credentials', 'PROD')).toContain('Export PROD_DT_CLIENT_ID');
  });
});

describe('connections', () => {
  it('that a deployment has, or that are for something else, are named and left out', async () => {
    const owner = { owner: bench.hand.owner };
    bench.hand.legacy('ours', 'x', [], {
      ...owner,
      externalId: `${markOf({ label: 'team', owner: '1', key: 'ops' })}/2`,
    });
    bench.sandbox.dynatrace.addObject(
      CONNECTION_SCHEMAS.enhanced,
      {
        name: 'monitoring',
        type: 'awsRoleBasedAuthentication',
        awsRoleBasedAuthentication: { roleArn: roleArnOf('x') },
      },
      owner,
    );

    const { connections, said, code, comments } = await bench.discover();

    expect(connections).toEqual({});
    expect(said('connection ours')).toEqual([
      'owned: a deployment named "team" has it in its state, under the key "ops"',
    ]);
    expect(said('connection monitoring')).toEqual([
      expect.stringContaining('other: its type is awsRoleBasedAuthentication'),
    ]);
    expect(comments).not.toContain('DECIDE:');
    expect(code).toBe(0);
  });

  it('that somebody else may manage, or whose session policies are masked, are comments to complete', async () => {
    await bench.hand.role('made', [legacySubject('foreign'), legacySubject('narrow')]);
    bench.hand.legacy('foreign', 'made', [], { externalId: 'monaco:1', owner: bench.hand.owner });
    bench.hand.legacy('narrow', 'made', ['arn:aws:iam::aws:policy/ReadOnlyAccess']);

    const { connections, said } = await bench.discover();

    expect(connections).toEqual({});
    expect(said('connection foreign')).toEqual([expect.stringContaining('carries the external id "monaco:1"')]);
    expect(said('connection narrow')).toEqual([expect.stringContaining('its 1 policy ARNs are masked on read')]);
  });

  it('that may only be read are comments to complete', async () => {
    const user = signInAs(`${READS} ALLOW app-engine:apps:run;`);
    bench.hand.enhanced('auto', roleArnOf('made'), {
      owner: bench.hand.owner,
      accessors: [{ accessor: { type: 'user', id: user.uuid }, permissions: ['r'] }],
    });

    const { said } = await bench.discover();

    expect(said('connection auto')).toEqual([expect.stringContaining('decide: these credentials may only read it')]);
  });

  it('get keys that are like their names, and differ', async () => {
    for (const [index, name] of ['Prod: ops', 'prod-ops', 'prod ops', 'ünïcode', '***'].entries()) {
      const { objectId } = bench.hand.enhanced(name, roleArnOf('made'));
      await bench.hand.role(`role-${index}`, [enhancedSubject(objectId)]);
    }

    const { text } = await bench.discover();

    for (const key of ['Prod-ops', 'prod-ops-2', 'prod-ops-3', 'unicode', 'connection'])
      expect(text).toMatch(new RegExp(`# {3}${key}:\n`));
  });

  it('are shared as they are, and the access of who deploys stays out of the file', async () => {
    const { dynatrace } = bench.sandbox;
    const group = dynatrace.addGroup({ name: 'SRE' });
    const reader = dynatrace.addUser({ email: 'plans@example.com' }).user;
    const deployer = dynatrace.addUser({ email: 'deploys@example.com' }).user;
    const entry = (type: string, id: string | undefined, ...permissions: string[]) => ({
      accessor: { type, ...(id && { id }) },
      permissions,
    });
    const { objectId } = bench.hand.enhanced('auto', roleArnOf('made'), {
      owner: bench.hand.owner,
      accessors: [
        entry('all-users', undefined, 'r'),
        entry('group', group.uuid, 'r', 'w'),
        entry('user', reader.uuid, 'r'),
        entry('user', deployer.uuid, 'r', 'w'),
      ] as never,
    });
    await bench.hand.role('made', [enhancedSubject(objectId)]);

    const { connections, text, comments, code } = await bench.discover('--account-uuid', dynatrace.tenant.account.uuid);

    expect(connections.auto?.share).toEqual([
      { allUsers: true, access: 'read' },
      { group: group.uuid, access: 'read-write' },
      { user: reader.uuid, access: 'read' },
    ]);
    expect(text).toContain('# SRE\n');
    expect(text).toContain('# plans@example.com\n');
    expect(comments).toContain(`The user deploys@example.com (${deployer.uuid}) may write it too.`);
    expect(code).toBe(2);
  });
});

describe('what a tenant has once', () => {
  it('is left alone where the allow-list is not enforced', async () => {
    bench.sandbox.dynatrace.removeObjects(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
    bench.sandbox.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: false } });

    const { said, deployment } = await bench.discover();

    expect(said('allowed hosts')).toEqual([expect.stringContaining('other: the allow-list is not enforced')]);
    expect(deployment.tenants.prod?.allowedHosts).toEqual([]);
  });

  it('says what a deploy would allow', async () => {
    bench.sandbox.dynatrace.removeObjects(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
    bench.hand.allow('ec2.eu-central-1.amazonaws.com');

    const { said, text, code } = await bench.discover();

    expect(said('allowed hosts')).toContain('decide: a deploy allows *.amazonaws.com, which is not in the list');
    expect(text).toContain('# DECIDE: a deploy allows *.amazonaws.com');
    expect(code).toBe(2);
  });

  it('says that the app is broken', async () => {
    const [app] = [...bench.sandbox.dynatrace.tenant.apps.values()];
    Object.assign(app as object, { status: 'ERROR' });

    expect((await bench.discover()).said('app')).toEqual(['decide: its state is ERROR']);
  });
});
