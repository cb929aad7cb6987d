import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALLOWED_HOSTS_SCHEMA,
  CONNECTION_SCHEMAS,
  enhancedConnectionValue,
  legacyConnectionValue,
} from '../../../model/connection';
import { markOf } from '../../../model/marks';
import { CONNECTOR_APP_ID } from '../../../model/oidc';
import { type DoctorBench, startDoctorBench } from './bench';

const APP = `app ${CONNECTOR_APP_ID}`;
const bothSchemas = { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } };

describe('the rules about an environment before a deploy', () => {
  let bench: DoctorBench;

  afterEach(() => bench.close());

  it('finds nothing to complain about where the app is there and the rest is free', async () => {
    bench = await startDoctorBench({ apps: [CONNECTOR_APP_ID] });

    const checks = await bench.check({ connections: bothSchemas });

    expect(Object.values(checks).filter(({ label }) => label !== 'ok')).toEqual([]);
    expect(checks['Dynatrace credentials']?.detail).toBe('OAuth client in DT_CLIENT_ID');
    expect(checks['hyperscaler-authentication:aws:authenticate']?.detail).toBe('granted');
    expect(checks['legacy connection schema']?.detail).toBe('version 0.0.3, used by ops');
    expect(checks['allowed host *.amazonaws.com']?.detail).toBe('will be added');
    expect(checks['connection auto']?.detail).toBe('"auto" is available, as far as these credentials can see');
    // For resolving the permissions, and for all further reads.
    expect(bench.dynatrace.log.filter(({ path, status }) => path.endsWith('/token') && status === 200)).toHaveLength(2);
  });

  it('names the schema that the tenant lacks, and the other one', async () => {
    bench = await startDoctorBench({ connectionSchemas: ['enhanced'] });

    const checks = await bench.check();

    expect(checks['legacy connection schema']).toMatchObject({
      label: 'error',
      cure: 'Write `schema: enhanced` for the tenant or the connection.',
    });
    expect(checks['enhanced connection schema']?.detail).toBe('version 0.0.26, not used');
    expect((await bench.check({ schema: 'enhanced' }))['legacy connection schema']?.label).toBe('ok');
  });

  it.each([
    [{}, 'error', 'not installed'],
    [{ app: { install: 'hub' } }, 'warning', 'will be installed through an API call that Dynatrace does not support'],
    [{ app: { install: 'bundle', bundle: 'app.zip' } }, 'error', 'does not exist'],
  ])('says of an app that is not there, with %j: %s', async (tenant, label, detail) => {
    bench = await startDoctorBench();

    expect((await bench.check(tenant))[APP]).toMatchObject({
      label,
      detail: expect.stringContaining(detail),
    });
  });

  it('finds the bundle of an app, and an app that failed', async () => {
    bench = await startDoctorBench();
    const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
    const bundle = join(directory, 'app.zip');
    writeFileSync(bundle, '');
    expect((await bench.check({ app: { install: 'bundle', bundle } }))[APP]?.label).toBe('ok');
    rmSync(directory, { recursive: true });

    bench.dynatrace.addApp(CONNECTOR_APP_ID);
    const app = bench.dynatrace.tenant.apps.get(CONNECTOR_APP_ID);
    if (app) app.status = 'ERROR';
    expect((await bench.check())[APP]).toMatchObject({ label: 'error', detail: 'its state is ERROR' });
  });

  it('tells hosts that are allowed already from those to add, and a list that is full', async () => {
    bench = await startDoctorBench();
    const hostList = ['*.amazonaws.com', ...Array.from({ length: 99 }, (_, index) => `h${index}.example.com`)];
    bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: true, hostList } });

    const checks = await bench.check({ allowedHosts: ['api.example.org'] });

    expect(checks['allowed host *.amazonaws.com']?.detail).toBe('already allowed');
    expect(checks['allow-list']).toMatchObject({
      label: 'error',
      detail: '100 hosts are allowed, 1 are to be added, and the limit is 100',
    });
  });

  it('tells whose connection a name is, and when it can be taken over', async () => {
    bench = await startDoctorBench();
    const { user } = bench.dynatrace.admin;
    const stranger = bench.dynatrace.addUser({ email: 'stranger@example.com' }).user;
    const legacy = legacyConnectionValue('ops', 'arn:aws:iam::123456789012:role/x', []) as never;
    const { objectId } = bench.dynatrace.addObject(CONNECTION_SCHEMAS.legacy, legacy, { owner: user });
    bench.dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, enhancedConnectionValue('auto') as never, {
      owner: stranger,
    });
    bench.dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, enhancedConnectionValue('renamed by hand') as never, {
      owner: user,
      externalId: markOf({ label: 'team', owner: '42', key: 'mine' }),
    });
    const connections = { ...bothSchemas, mine: { account: 'main', schema: 'enhanced' } };

    const owner = { type: 'null_resource', name: 'owner', values: { id: '42' } } as never;
    const states = new Map([['prod', [owner]]]);

    const checks = await bench.check({ connections }, { states });
    expect(checks['connection ops']).toMatchObject({ label: 'error', detail: expect.stringContaining(objectId) });
    expect(checks['connection auto']).toMatchObject({
      label: 'error',
      detail: expect.stringContaining('is taken by another connection'),
    });
    expect(checks['connection mine']?.detail).toBe('managed by this deployment');

    const adopting = await bench.check({ connections: { ops: { account: 'main', adopt: true } } });
    expect(adopting['connection ops']).toMatchObject({ label: 'ok', detail: '"ops" exists and will be taken over' });

    const unknown = await bench.check({ connections: { mine: connections.mine } });
    expect(unknown['connection mine']?.detail).toBe('"mine" is available, as far as these credentials can see');
  });

  it('looks for everybody that a connection is shared with, and for who runs the workflows', async () => {
    bench = await startDoctorBench();
    const accountUuid = bench.dynatrace.tenant.account.uuid;
    bench.dynatrace.addGroup({ name: 'SRE' });
    const connections = {
      ops: { account: 'main', share: [{ group: 'SRE' }, { group: 'Nobody' }, { allUsers: true }] },
    };
    const workflowActors = {
      runner: { serviceUser: { create: 'runner' }, connections: 'all' },
      old: { serviceUser: { existing: 'old' }, connections: 'all' },
    };

    const checks = await bench.check({ accountUuid, connections, workflowActors });

    expect(checks['share with group:SRE']?.label).toBe('ok');
    expect(checks['share with group:Nobody']).toMatchObject({
      label: 'error',
      detail: expect.stringContaining('no group "Nobody"'),
    });
    expect(checks['workflow actor runner']?.detail).toBe('the service user will be created');
    expect(checks['workflow actor old']?.label).toBe('error');
  });

  it('warns about a service user that is there already, unless the state knows it or it is to be adopted', async () => {
    bench = await startDoctorBench();
    const accountUuid = bench.dynatrace.tenant.account.uuid;
    bench.dynatrace.tenant.account.users.push({
      ...bench.dynatrace.admin.user,
      uuid: 'u',
      name: 'runner',
      kind: 'service',
    });
    const actor = (more: object) => ({
      accountUuid,
      workflowActors: { runner: { serviceUser: { create: 'runner' }, connections: 'all', ...more } },
    });

    expect((await bench.check(actor({})))['workflow actor runner']?.label).toBe('warning');
    expect((await bench.check(actor({ adopt: true })))['workflow actor runner']?.label).toBe('ok');
    const known = { type: 'null_resource', name: 'workflow_actor_guard', index: 'runner' } as never;
    const states = new Map([['prod', [known]]]);
    expect((await bench.check(actor({}), { states }))['workflow actor runner']?.detail).toBe(
      'managed by this deployment',
    );
  });
});
