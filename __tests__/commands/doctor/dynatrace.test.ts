import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check, States } from '../../../commands/doctor/check';
import { checkTenant } from '../../../commands/doctor/dynatrace';
import {
  ALLOWED_HOSTS_SCHEMA,
  CONNECTION_SCHEMAS,
  enhancedConnectionValue,
  legacyConnectionValue,
} from '../../../model/connection';
import { CONNECTOR_APP_ID } from '../../../model/oidc';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from '../../../sandbox/dynatrace/tenant';
import { exportCredentials, sandboxTenant } from '../support';

const APP = `app ${CONNECTOR_APP_ID}`;
const bothSchemas = { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } };

describe('checkTenant', () => {
  let dynatrace: DynatraceSandbox;
  let restore: () => void = () => {};

  /** Starts the tenant and exports the credentials of its administrator. */
  async function start(options: DynatraceOptions = {}): Promise<void> {
    dynatrace = await startDynatrace(options);
    signIn(dynatrace.admin);
  }

  function signIn({ clientId, clientSecret }: { clientId: string; clientSecret: string }): void {
    restore();
    restore = exportCredentials({
      DT_CLIENT_ID: clientId,
      DT_CLIENT_SECRET: clientSecret,
      DYNATRACE_PLATFORM_TOKEN: undefined,
      DYNATRACE_API_TOKEN: undefined,
    });
  }

  async function check(tenant: Record<string, unknown> = {}, options: { states?: States; bundle?: string } = {}) {
    const checks = await checkTenant(sandboxTenant(dynatrace, tenant), options.states ?? new Map(), options.bundle);
    return Object.fromEntries(checks.map((one) => [one.what, one])) as Record<string, Check>;
  }

  afterEach(async () => {
    restore();
    restore = () => {};
    await dynatrace.close();
  });

  it('finds nothing to complain about where the app is there and the rest is free', async () => {
    await start({ apps: [CONNECTOR_APP_ID] });

    const checks = await check({ connections: bothSchemas });

    expect(Object.values(checks).filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(checks.credentials?.detail).toBe('OAuth client in DT_CLIENT_ID');
    expect(checks['hyperscaler-authentication:aws:authenticate']?.detail).toBe('granted');
    expect(checks['legacy connection schema']?.detail).toBe('version 0.0.3, used by ops');
    expect(checks['allowed host *.amazonaws.com']?.detail).toBe('will be added');
    expect(checks['connection auto']?.detail).toBe('"auto" is free, as far as these credentials can see');
    // For resolving the permissions, for all further reads, and for names that other owners hide.
    expect(dynatrace.log.filter(({ path }) => path.endsWith('/token'))).toHaveLength(3);
  });

  it('ends with the credentials when there are none, or wrong ones', async () => {
    await start();
    const missing = exportCredentials({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined });
    expect(Object.values(await check())).toEqual([
      expect.objectContaining({
        what: 'credentials',
        status: 'failure',
        detail: expect.stringContaining('Export DT_CLIENT_ID'),
      }),
    ]);
    missing();

    const wrong = exportCredentials({ DT_CLIENT_SECRET: 'not-it' });
    expect(Object.values(await check())).toEqual([
      expect.objectContaining({
        what: 'credentials',
        status: 'failure',
        detail: expect.stringContaining('refused the OAuth client'),
      }),
    ]);
    wrong();
  });

  it('names each permission that the user lacks, with the statement that grants it', async () => {
    await start({ apps: [CONNECTOR_APP_ID] });
    const granted = ['app-engine:apps:run', 'settings:objects:read', 'settings:schemas:read'];
    signIn(dynatrace.addUser({ email: 'reader@example.com', policy: `ALLOW ${granted.join(', ')};` }));

    const checks = await check();

    expect(checks['settings:objects:write (hyperscaler-authentication.aws.connection)']).toMatchObject({
      status: 'failure',
      cure: 'Grant it: ALLOW settings:objects:write WHERE settings:schemaId = "builtin:hyperscaler-authentication.aws.connection";',
    });
    expect(checks['hyperscaler-authentication:aws:authenticate']?.status).toBe('failure');
    expect(checks['settings:objects:read (hyperscaler-authentication.aws.connection)']?.status).toBe('ok');
    expect(checks[APP]?.status).toBe('ok');
  });

  it('names the scopes that the OAuth client lacks, and goes on with the others', async () => {
    await start({ apps: [CONNECTOR_APP_ID] });
    const scopes = ['app-engine:apps:run', 'settings:objects:read', 'settings:schemas:read', 'app-engine:apps:install'];
    signIn(dynatrace.addUser({ email: 'narrow@example.com', scopes }));

    const checks = await check();

    expect(checks['settings:objects:write (hyperscaler-authentication.aws.connection)']).toMatchObject({
      status: 'failure',
      detail: 'the OAuth client in DT_CLIENT_ID lacks the scope',
    });
    expect(checks[APP]?.status).toBe('ok');
    expect(checks['connection ops']?.status).toBe('ok');
  });

  it('warns about a platform token that cannot have the permission of the workflows, and about an API token', async () => {
    await start({ apps: [CONNECTOR_APP_ID] });
    const { platformToken } = dynatrace.addUser({
      email: 'token@example.com',
      policy: 'ALLOW app-engine:apps:run; ALLOW settings:objects:read, settings:objects:write, settings:schemas:read;',
    });
    const platform = exportCredentials({
      DT_CLIENT_ID: undefined,
      DT_CLIENT_SECRET: undefined,
      DYNATRACE_PLATFORM_TOKEN: platformToken,
    });
    const checks = await check();
    expect(checks.credentials?.detail).toBe('platform token in DYNATRACE_PLATFORM_TOKEN');
    expect(checks['hyperscaler-authentication:aws:authenticate']?.status).toBe('warning');
    platform();

    const api = exportCredentials({
      DT_CLIENT_ID: undefined,
      DT_CLIENT_SECRET: undefined,
      DYNATRACE_API_TOKEN: dynatrace.apiToken,
    });
    const limited = await check({ allowApiToken: true });
    expect(limited.credentials).toMatchObject({ status: 'warning', detail: expect.stringContaining('has no owner') });
    expect(limited.app).toMatchObject({
      status: 'failure',
      detail: expect.stringContaining('an API token serves settings only'),
    });
    api();
  });

  it('names the schema that the tenant lacks, and the other one', async () => {
    await start({ connectionSchemas: ['enhanced'] });

    const checks = await check();

    expect(checks['legacy connection schema']).toMatchObject({
      status: 'failure',
      cure: 'Write `schema: enhanced` for the tenant or the connection.',
    });
    expect(checks['enhanced connection schema']?.detail).toBe('version 0.0.26, not used');
    expect((await check({ schema: 'enhanced' }))['legacy connection schema']?.status).toBe('ok');
  });

  it.each([
    [{}, 'failure', 'not installed'],
    [{ app: { install: 'hub' } }, 'warning', 'will be installed by a call that Dynatrace does not support'],
    [{ app: { install: 'bundle', bundle: 'app.zip' } }, 'failure', 'does not exist'],
  ])('says of an app that is not there, with %j: %s', async (tenant, status, detail) => {
    await start();

    expect((await check(tenant, { bundle: '/nowhere/app.zip' }))[APP]).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    });
  });

  it('finds the bundle of an app, and an app that failed', async () => {
    await start();
    const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
    const bundle = join(directory, 'app.zip');
    writeFileSync(bundle, '');
    expect((await check({ app: { install: 'bundle', bundle: 'app.zip' } }, { bundle }))[APP]?.status).toBe('ok');
    rmSync(directory, { recursive: true });

    dynatrace.addApp(CONNECTOR_APP_ID);
    const app = dynatrace.tenant.apps.get(CONNECTOR_APP_ID);
    if (app) app.status = 'ERROR';
    expect((await check())[APP]).toMatchObject({ status: 'failure', detail: 'its state is ERROR' });
  });

  it('tells hosts that are allowed already from those to add, and a list that is full', async () => {
    await start();
    const hostList = ['*.amazonaws.com', ...Array.from({ length: 99 }, (_, index) => `h${index}.example.com`)];
    dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: true, hostList } });

    const checks = await check({ allowedHosts: ['api.example.org'] });

    expect(checks['allowed host *.amazonaws.com']?.detail).toBe('allowed already');
    expect(checks['allow-list']).toMatchObject({
      status: 'failure',
      detail: '100 hosts are allowed, 1 are to be added, and 100 is the most',
    });
  });

  it('tells whose connection a name is, and when it can be taken over', async () => {
    await start();
    const { user } = dynatrace.admin;
    const stranger = dynatrace.addUser({ email: 'stranger@example.com' }).user;
    const legacy = legacyConnectionValue('ops', 'arn:aws:iam::123456789012:role/x', []) as never;
    const { objectId } = dynatrace.addObject(CONNECTION_SCHEMAS.legacy, legacy, { owner: user });
    dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, enhancedConnectionValue('auto') as never, { owner: stranger });
    dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, enhancedConnectionValue('renamed by hand') as never, {
      owner: user,
      externalId: 'dynatrace-aws-workflows/team/mine',
    });
    const connections = { ...bothSchemas, mine: { account: 'main', schema: 'enhanced' } };

    const checks = await check({ connections });
    expect(checks['connection ops']).toMatchObject({ status: 'failure', detail: expect.stringContaining(objectId) });
    expect(checks['connection auto']).toMatchObject({
      status: 'failure',
      detail: expect.stringContaining('taken by a connection of somebody else'),
    });
    expect(checks['connection mine']?.detail).toBe('managed by this deployment');

    const adopting = await check({ connections: { ops: { account: 'main', adopt: true } } });
    expect(adopting['connection ops']).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('new object id'),
    });
  });

  it('looks for everybody that a connection is shared with, and for who runs the workflows', async () => {
    await start();
    const accountUuid = dynatrace.tenant.account.uuid;
    dynatrace.addGroup({ name: 'SRE' });
    const connections = {
      ops: { account: 'main', share: [{ group: 'SRE' }, { group: 'Nobody' }, { allUsers: true }] },
    };
    const workflowActors = { runner: { serviceUser: { create: 'runner' } }, old: { serviceUser: { existing: 'old' } } };

    const checks = await check({ accountUuid, connections, workflowActors });

    expect(checks['share with group:SRE']?.status).toBe('ok');
    expect(checks['share with group:Nobody']).toMatchObject({
      status: 'failure',
      detail: expect.stringContaining('no group "Nobody"'),
    });
    expect(checks['workflow actor runner']?.detail).toBe('the service user will be created');
    expect(checks['workflow actor old']?.status).toBe('failure');
  });

  it('warns about a service user that is there already, unless the state knows it or it is to be adopted', async () => {
    await start();
    const accountUuid = dynatrace.tenant.account.uuid;
    dynatrace.tenant.account.users.push({ ...dynatrace.admin.user, uuid: 'u', name: 'runner', kind: 'service' });
    const actor = (more: object) => ({
      accountUuid,
      workflowActors: { runner: { serviceUser: { create: 'runner' }, ...more } },
    });

    expect((await check(actor({})))['workflow actor runner']?.status).toBe('warning');
    expect((await check(actor({ adopt: true })))['workflow actor runner']?.status).toBe('ok');
    const known = { type: 'null_resource', name: 'workflow_actor' } as never;
    const states = new Map([['prod', [known]]]);
    expect((await check(actor({}), { states }))['workflow actor runner']?.detail).toBe('managed by this deployment');
  });
});
