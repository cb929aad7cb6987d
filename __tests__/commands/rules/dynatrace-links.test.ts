import type { Rule } from '../../../commands/findings/rule';
import { lookAt } from '../../../commands/live/look';
import type { TrackedLive } from '../../../commands/live/read';
import { linkApp } from '../../../commands/rules/link-app';
import { linkAssumeRole } from '../../../commands/rules/link-assume-role';
import { linkConnection } from '../../../commands/rules/link-connection';
import { linkHosts } from '../../../commands/rules/link-hosts';
import { linkUsers } from '../../../commands/rules/link-users';
import { linkWorkflowActors } from '../../../commands/rules/link-workflow-actors';
import type { ConnectionAfter } from '../../../commands/rules/subjects';
import type { ResolvedConnection, ResolvedStack } from '../../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import type { Kind } from '../../../model/kind-types';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { TransientError } from '../../../scripts/dynatrace/errors';
import type { Answer } from '../../../scripts/look';
import { exportCredentials, sandboxTenant, tenantWith } from '../support';

const IN_SYNC: Answer = { status: 'in-sync' };

function entry(kind: Kind, key: string, live: Answer = IN_SYNC): TrackedLive {
  return { kind, key, address: key, blocks: {}, unfinished: false, instance: {} as never, live };
}

function connectionOf(tenant: ResolvedStack): ResolvedConnection {
  return tenant.connections[0] as ResolvedConnection;
}

/** What a rule finds about a connection whose state has these objects. */
async function outcomeOf(rule: Rule<ConnectionAfter>, connection: ResolvedConnection, ...live: TrackedLive[]) {
  return (await rule.check({ connection, live } as unknown as ConnectionAfter))[0];
}

describe('the links in Dynatrace', () => {
  const legacy = connectionOf(tenantWith());
  const enhanced = connectionOf(tenantWith({ schema: 'enhanced' }));
  const subject = 'connection ops';

  it('are all there after a deploy', async () => {
    const live = [
      entry('hub-app', 'app', { status: 'in-sync', note: 'version 2' }),
      entry('allowed-host', '*.amazonaws.com'),
    ];

    expect(await outcomeOf(linkApp, legacy, ...live)).toEqual({ subject, status: 'ok', detail: 'app, version 2' });
    expect(await outcomeOf(linkHosts, legacy, ...live)).toEqual({ subject, status: 'ok', detail: '*.amazonaws.com' });
  });

  it('fail where something is missing, changed or was never deployed', async () => {
    const missing = entry('hub-app', 'app', { status: 'missing' });
    expect(await outcomeOf(linkApp, legacy, missing)).toMatchObject({
      status: 'failed',
      detail: 'hub app app is missing',
      cure: 'Deploy again: npm run deploy',
    });
    expect(await outcomeOf(linkHosts, legacy, missing)).toMatchObject({ status: 'failed', detail: 'not deployed' });
    const changes = [{ attribute: 'role_arn', from: 'arn:ours', to: '' }];
    const live = [entry('connection', 'ops'), entry('connection-settings', 'ops', { status: 'changed', changes })];
    expect(await outcomeOf(linkConnection, enhanced, ...live)).toMatchObject({
      status: 'failed',
      detail: 'connection settings ops is changed, role_arn is empty instead of arn:ours',
    });
  });

  it('are unchecked where something could not be read', async () => {
    const unreadable: Answer = { status: 'unreadable', note: 'not allowed' };

    const outcome = await outcomeOf(linkConnection, legacy, entry('legacy-connection', 'ops', unreadable));

    expect(outcome).toMatchObject({ status: 'unchecked', detail: expect.stringContaining('not allowed') });
  });

  it('say who can use a connection, and who cannot any more', async () => {
    const users = (...live: TrackedLive[]) => outcomeOf(linkUsers, legacy, entry('legacy-connection', 'ops'), ...live);

    expect(await users()).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('only the user who deploys'),
    });
    expect(await users(entry('connection-share', 'ops/group:SRE'))).toMatchObject({
      status: 'ok',
      detail: 'group:SRE',
    });
    expect((await users(entry('connection-share', 'ops/group:SRE', { status: 'missing' })))?.status).toBe('failed');
    expect((await users(entry('connection-share', 'other/group:SRE', { status: 'missing' })))?.status).toBe('ok');
  });

  it('look at workflow actors where there are some', async () => {
    const runner = entry('workflow-actor', 'runner', { status: 'missing' });

    expect(await outcomeOf(linkWorkflowActors, legacy)).toBeUndefined();
    expect(await outcomeOf(linkWorkflowActors, legacy, runner)).toMatchObject({ status: 'failed' });
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
      const subject = { connection: connectionOf(tenant), live: [settings], context } as unknown as ConnectionAfter;
      return (await linkAssumeRole.check(subject))[0];
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
      status: 'failed',
      detail: expect.stringContaining('Not authorized to perform'),
    });
  });

  it('is unchecked while Dynatrace is out of reach', async () => {
    const context = { send: () => Promise.reject(new TransientError('no answer')), need() {}, log() {} };
    const live = [{ ...entry('connection-settings', 'ops'), instance: { role_arn: roleArn } as never }];
    const connection = connectionOf(tenantWith({ schema: 'enhanced' }));

    expect(await linkAssumeRole.check({ connection, live, context } as unknown as ConnectionAfter)).toMatchObject([
      { status: 'unchecked', detail: 'no answer' },
    ]);
  });

  it('is skipped where there is none, and where nothing is deployed', async () => {
    expect(await outcomeOf(linkAssumeRole, connectionOf(tenantWith()))).toMatchObject({
      status: 'skipped',
      detail: expect.stringContaining('no dry run'),
    });
    expect(await outcomeOf(linkAssumeRole, connectionOf(tenantWith({ schema: 'enhanced' })))).toMatchObject({
      status: 'skipped',
      detail: 'not deployed',
    });
  });
});
