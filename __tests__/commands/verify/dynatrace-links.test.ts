import { lookAt } from '../../../commands/live/look';
import type { Answer, TrackedLive } from '../../../commands/live/read';
import { assumeLink, connectionLinks, tenantLinks } from '../../../commands/verify/dynatrace-links';
import type { ResolvedConnection, ResolvedTenant } from '../../../deployment/resolved';
import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import type { Kind } from '../../../model/tracked';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, sandboxTenant, tenantWith } from '../support';

const IN_SYNC: Answer = { status: 'in-sync' };

function entry(kind: Kind, key: string, live: Answer = IN_SYNC): TrackedLive {
  return { kind, key, address: key, id: '1', tainted: false, instance: {} as never, live };
}

function connectionOf(tenant: ResolvedTenant): ResolvedConnection {
  return tenant.connections[0] as ResolvedConnection;
}

describe('the links in Dynatrace', () => {
  const legacy = connectionOf(tenantWith());
  const enhanced = connectionOf(tenantWith({ schema: 'enhanced' }));

  it('are all there after a deploy', () => {
    const live = [
      entry('hub-app', 'app', { status: 'in-sync', note: 'version 2' }),
      entry('allowed-host', '*.amazonaws.com'),
    ];

    expect(tenantLinks(live)).toEqual([
      { name: 'app', status: 'ok', detail: 'app, version 2' },
      { name: 'hosts', status: 'ok', detail: '*.amazonaws.com' },
    ]);
  });

  it('are broken where something is missing, changed or was never deployed', () => {
    expect(tenantLinks([entry('hub-app', 'app', { status: 'missing' })])).toMatchObject([
      { status: 'broken', detail: 'hub app app is missing' },
      { status: 'broken', detail: 'not deployed' },
    ]);
    const changes = [{ attribute: 'role_arn', from: 'arn:ours', to: '' }];
    const links = connectionLinks(
      [entry('connection', 'ops'), entry('connection-settings', 'ops', { status: 'changed', changes })],
      enhanced,
    );
    expect(links[0]).toMatchObject({
      status: 'broken',
      detail: 'connection settings ops is changed, role_arn is empty instead of arn:ours',
    });
  });

  it('are unchecked where something could not be read', () => {
    const unreadable: Answer = { status: 'unreadable', note: 'not allowed' };

    expect(connectionLinks([entry('legacy-connection', 'ops', unreadable)], legacy)[0]).toMatchObject({
      status: 'unchecked',
    });
  });

  it('say who can use a connection, and who cannot any more', () => {
    const own = entry('legacy-connection', 'ops');
    const users = (...live: TrackedLive[]) => connectionLinks([own, ...live], legacy)[1];

    expect(users()).toMatchObject({ status: 'ok', detail: expect.stringContaining('only the user that deploys') });
    expect(users(entry('connection-share', 'ops/group:SRE'))).toMatchObject({ status: 'ok', detail: 'group:SRE' });
    expect(users(entry('connection-share', 'ops/group:SRE', { status: 'missing' }))?.status).toBe('broken');
    expect(users(entry('connection-share', 'other/group:SRE', { status: 'missing' }))?.status).toBe('ok');
    const [, , actors] = connectionLinks([own, entry('workflow-actor', 'runner', { status: 'missing' })], legacy);
    expect(actors).toMatchObject({ name: 'workflow actors', status: 'broken' });
  });
});

describe('the dry run', () => {
  let dynatrace: DynatraceSandbox;
  let restore: () => void;
  const roleArn = 'arn:aws:iam::123456789012:role/ops';

  beforeEach(async () => {
    dynatrace = await startDynatrace();
    const { clientId, clientSecret } = dynatrace.admin;
    restore = exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
  });
  afterEach(async () => {
    restore();
    await dynatrace.close();
  });

  async function dryRun(): Promise<unknown> {
    const tenant = sandboxTenant(dynatrace, { schema: 'enhanced' });
    const { objectId } = dynatrace.addObject(
      CONNECTION_SCHEMAS.enhanced,
      enhancedConnectionValue('ops', roleArn) as never,
      {
        owner: dynatrace.admin.user,
      },
    );
    const instance = {
      environment: dynatrace.url,
      schema: CONNECTION_SCHEMAS.enhanced,
      object_id: objectId,
      name: 'ops',
      role_arn: roleArn,
    };
    const settings = { ...entry('connection-settings', 'ops'), instance: instance as never };
    const context = lookAt(tenant);
    try {
      return await assumeLink(connectionOf(tenant), settings, context);
    } finally {
      await context.close();
    }
  }

  it('says that Dynatrace can assume the role', async () => {
    dynatrace.behaviour.assumeRole = async () => ({ ok: true });

    expect(await dryRun()).toMatchObject({ status: 'ok' });
  });

  it('says what AWS answers when it cannot', async () => {
    dynatrace.behaviour.assumeRole = async () => ({
      denied: '(AccessDenied) Not authorized to perform sts:AssumeRoleWithWebIdentity',
    });

    expect(await dryRun()).toMatchObject({
      status: 'broken',
      detail: expect.stringContaining('Not authorized to perform'),
    });
  });

  it('is left out where there is none, and where nothing is deployed', async () => {
    const context = lookAt(sandboxTenant(dynatrace));
    const legacy = connectionOf(tenantWith());
    const enhanced = connectionOf(tenantWith({ schema: 'enhanced' }));

    expect(await assumeLink(legacy, undefined, context)).toMatchObject({
      status: 'skipped',
      detail: expect.stringContaining('no dry run'),
    });
    expect(await assumeLink(enhanced, undefined, context)).toMatchObject({ status: 'skipped', detail: 'not deployed' });
    await context.close();
  });
});
