import type { Finding } from '../../commands/findings/finding';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import type { SettingsObject } from '../../sandbox/index';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(900_000);

type Entry = Pick<Finding, 'id' | 'status' | 'detail'>;

/** Everything that a deployment keeps in Dynatrace, tampered with behind Terraform's back. */
describe('drift, diff and deploy', () => {
  let workspace: Workspace;
  let before: Record<string, string>;
  const share = [{ allUsers: true }];
  const connections = {
    ops: { account: 'main', share },
    reporting: { account: 'main', share },
    audit: { account: 'main', schema: 'enhanced' },
    automation: { account: 'main', schema: 'enhanced', share },
    backup: { account: 'main', schema: 'enhanced' },
  };

  const tenant = () => workspace.sandbox.dynatrace.tenant;
  const named = (name: string) => tenant().objects.find(({ value }) => value.name === name) as SettingsObject;
  const ids = () =>
    Object.fromEntries(tenant().objects.map(({ value, objectId }) => [String(value.name ?? 'hosts'), objectId]));
  const hosts = () => {
    const list = tenant().objects.find(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
    return list?.value.allowedOutboundConnections as { enforced: boolean; hostList: string[] };
  };
  const deployment = (backup: object = {}) =>
    workspace.deployment({
      accountUuid: tenant().account.uuid,
      connections: { ...connections, backup: { ...connections.backup, ...backup } },
      workflowActors: {
        runner: { serviceUser: { create: 'runner' }, connections: 'all' },
        operators: { group: 'Operators', connections: 'all' },
      },
    });
  /** Findings by the kind and the key of their objects. */
  const drift = async (): Promise<{ code: number; entries: Record<string, Entry> }> => {
    const { code, stdout } = await workspace.command('drift', ['--json']);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const ofObjects = findings.filter(({ id }) => id.startsWith('drift-'));
    return { code, entries: Object.fromEntries(ofObjects.map((one) => [one.subject, one])) };
  };
  const drifted = (entries: Record<string, Entry>) =>
    Object.fromEntries(
      Object.entries(entries)
        .filter(([, { status }]) => status !== 'ok')
        .map(([subject, { id }]) => [subject, id.replace('drift-', '')]),
    );

  beforeAll(async () => {
    workspace = await createWorkspace();
    workspace.sandbox.dynatrace.addGroup({ name: 'Operators' });
    workspace.sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    await workspace.synthesizeDynatraceSide(deployment());
    succeed(await workspace.command('deploy', ['--auto-approve']));
    before = ids();
  });
  afterAll(() => workspace.close());

  it('finds everything in sync after a deploy, with one token for the environment', async () => {
    workspace.sandbox.dynatrace.log.length = 0;

    const { code, entries } = await drift();

    expect([code, drifted(entries)]).toEqual([0, {}]);
    expect(Object.keys(entries)).toHaveLength(28);
    expect(entries['legacy-connection ops']?.detail).toContain('masks role and policy ARNs');
    const requests = workspace.sandbox.dynatrace.log.map(({ method, path }) => `${method} ${path}`);
    const count = (pattern: RegExp) => requests.filter((request) => pattern.test(request)).length;
    // One for the environment, one for the account; a list for each schema.
    expect(count(/^POST .*oauth2/)).toBe(2);
    expect(count(/settings\/objects$/)).toBe(3);
  });

  it('finds what was changed, deleted, half deleted, moved and taken over', async () => {
    hosts().hostList = ['*.example.com'];
    workspace.sandbox.dynatrace.removeObjects(({ value }) => value.name === 'ops' || value.name === 'audit');
    // Made again by an apply whose state got lost.
    named('reporting').objectId = `${named('reporting').objectId}-again`;
    named('automation').value.name = 'renamed by hand';
    const everyone = named('renamed by hand').accessors.find(({ accessor }) => accessor.type === 'all-users');
    (everyone as { permissions: string[] }).permissions = ['r', 'w'];
    named('backup').externalId = 'their-tool/backup';
    tenant().apps.clear();
    const { account } = tenant();
    account.users = account.users.filter(({ name }) => name !== 'runner');
    account.policies = account.policies.filter(({ name }) => !name.includes('/operators '));

    const { code, entries } = await drift();

    expect(code).toBe(2);
    expect(drifted(entries)).toEqual({
      'hub-app dynatrace.aws.connector': 'missing',
      'allowed-host *.amazonaws.com': 'missing',
      'legacy-connection ops': 'missing',
      'legacy-connection reporting': 'changed',
      'connection audit': 'missing',
      'connection backup': 'changed',
      'connection-settings audit': 'missing',
      'connection-settings automation': 'changed',
      'connection-share ops/all-users': 'missing',
      'connection-share reporting/all-users': 'missing',
      'connection-share automation/all-users': 'changed',
      'connection-share ops/service-user:runner': 'missing',
      'connection-share reporting/service-user:runner': 'missing',
      'connection-share automation/service-user:runner': 'missing',
      'connection-share audit/service-user:runner': 'missing',
      'connection-share backup/service-user:runner': 'missing',
      'connection-share ops/group:Operators': 'missing',
      'connection-share reporting/group:Operators': 'missing',
      'connection-share audit/group:Operators': 'missing',
      'workflow-actor runner': 'missing',
      'workflow-actor-policy runner': 'changed',
      'workflow-actor-policy operators': 'missing',
      // The access of a user that does not exist any more belongs to nobody that the file names.
      'inventory all': 'changed',
    });
    expect(entries['connection-settings automation']?.detail).toBe('name: automation -> renamed by hand');
  });

  it('shows both sides in one plan, and what it must not touch', async () => {
    const { code, stdout } = await workspace.command('diff');

    expect(code).toBe(1);
    expect(stdout).toContain('["*.amazonaws.com"] will be replaced, as requested');
    expect(stdout).toContain('name: automation -> renamed by hand');
    // The connections that were only renamed, moved or taken over are not made again.
    expect(stdout).not.toMatch(
      /null_resource\.connection(_guard)?\["(?:automation|backup)"\] (?:will|must) be replaced/,
    );
    expect(stdout).not.toMatch(/null_resource\.legacy_connection_guard\["reporting"\] (?:will|must) be replaced/);
    expect(stdout).toMatch(/external_id: dynatrace-aws-workflows\/\S+\/backup\S* -> their-tool\/backup/);
    expect(stdout).toContain('not repaired: the connection backup was changed');
  });

  it('deploys nothing as long as something else has taken a connection over', async () => {
    const untouched = structuredClone(tenant().objects);

    const { code, stderr } = await workspace.command('deploy', ['--auto-approve']);

    expect(code).toBe(1);
    expect(stderr).toContain('nothing was deployed');
    expect(stderr).toContain('external_id is their-tool/backup');
    expect(stderr).toContain('set `adopt: true` to take it back');
    expect(tenant().objects).toEqual(untouched);
  });

  it('repairs everything without deleting what can be updated, and then has nothing to do', async () => {
    await workspace.synthesizeDynatraceSide(deployment({ adopt: true }));
    workspace.sandbox.dynatrace.log.length = 0;

    succeed(await workspace.command('deploy', ['--auto-approve']));

    // Access to what is taken back is revoked and granted again, because Terraform does not know that its id stays.
    const deleted = workspace.sandbox.dynatrace.log.filter(
      ({ method, path, status }) => method === 'DELETE' && status < 300 && !path.includes('/permissions/'),
    );
    expect(deleted).toEqual([]);
    expect(hosts()).toEqual({ enforced: true, hostList: ['*.example.com', '*.amazonaws.com'] });
    expect(ids()).toMatchObject({
      hosts: before.hosts,
      automation: before.automation,
      backup: before.backup,
      reporting: `${before.reporting}-again`,
      ops: expect.not.stringMatching(`^${before.ops}$`),
      audit: expect.not.stringMatching(`^${before.audit}$`),
    });
    expect(named('backup')).toMatchObject({
      externalId: expect.stringMatching(/^dynatrace-aws-workflows\/.*\/backup/),
      schemaId: CONNECTION_SCHEMAS.enhanced,
    });
    expect(tenant().apps.get('dynatrace.aws.connector')?.status).toBe('OK');
    expect(named('automation').accessors).toContainEqual({ accessor: { type: 'all-users' }, permissions: ['r'] });
    expect(tenant().account.users.filter(({ name }) => name === 'runner')).toHaveLength(1);

    const { code, stdout } = await workspace.command('diff');
    expect([code, stdout]).toEqual([0, expect.stringContaining('no changes on either side')]);
  });
});
