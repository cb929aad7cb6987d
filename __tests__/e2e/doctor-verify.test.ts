import { enhancedSubject } from '../../model/oidc';
import type { SettingsObject } from '../../sandbox/index';
import { createWorkspace, type Workspace } from '../support/harness';
import { callIam } from '../support/iam';

jest.setTimeout(600_000);

type Check = { area: string; what: string; status: string; detail: string; cure?: string };
type Chain = { connection: string; links: { name: string; status: string; detail: string }[] };

/** Before the first deploy and after it. */
describe('doctor and verify', () => {
  let workspace: Workspace;
  const deployment = (account: object = {}) => {
    const file = workspace.deployment({
      connections: {
        ops: { account: 'main', share: [{ allUsers: true }] },
        auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
      },
    });
    const { main } = file.accounts as { main: object };
    return { ...file, accounts: { main: { ...main, ...account } } };
  };
  const doctor = async (): Promise<{ code: number; checks: Record<string, Check> }> => {
    const { code, stdout } = await workspace.command('doctor', ['--json']);
    const { checks } = JSON.parse(stdout) as { checks: Check[] };
    return { code, checks: Object.fromEntries(checks.map((check) => [check.what, check])) };
  };
  const verify = async (): Promise<{ code: number; notOk: Record<string, string[]> }> => {
    const { code, stdout } = await workspace.command('verify', ['--json']);
    const { tenants } = JSON.parse(stdout) as { tenants: { connections: Chain[] }[] };
    const notOk = (tenants[0]?.connections ?? []).map(({ connection, links }) => [
      connection,
      links.filter(({ status }) => status !== 'ok').map(({ name, status }) => `${name}: ${status}`),
    ]);
    return { code, notOk: Object.fromEntries(notOk) };
  };

  beforeAll(async () => {
    workspace = await createWorkspace();
    await callIam(workspace.sandbox.aws.url, 'CreateOpenIDConnectProvider', {
      Url: 'https://token.dynatrace.com',
      'ClientIDList.member.1': 'theirs',
    });
    await workspace.synthesize(deployment());
  });
  afterAll(() => workspace.close());

  it('says before the first deploy what stands in its way', async () => {
    const before = await workspace.sandbox.snapshot();

    const { code, checks } = await doctor();

    expect(code).toBe(1);
    expect(Object.values(checks).filter(({ status }) => status === 'failure')).toEqual([
      expect.objectContaining({
        area: 'account main',
        what: 'OIDC provider for sandbox',
        cure: expect.stringContaining('Set `oidcProvider: import`'),
      }),
    ]);
    expect(checks).toMatchObject({
      'Node.js': { status: 'ok' },
      Terraform: { status: 'ok' },
      'provider hashicorp/aws': { status: 'ok' },
      state: { status: 'ok', detail: 'nothing is deployed yet' },
      'app dynatrace.aws.connector': { status: 'warning' },
    });
    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });

  it('cannot verify what is not deployed', async () => {
    const { code, stderr } = await workspace.command('verify');

    expect([code, stderr]).toEqual([1, expect.stringContaining('is not deployed yet: npm run deploy -- sandbox')]);
  });

  it('fails with the message of Terraform where a plan or a deploy fails', async () => {
    await workspace.synthesize(deployment({ oidcProvider: 'existing' }));

    const diff = await workspace.command('diff');
    const deploy = await workspace.command('deploy', ['--auto-approve']);

    for (const { code, stdout, stderr } of [diff, deploy]) {
      expect(code).toBe(1);
      expect(`${stdout}${stderr}`.replace(/\s*\n[│\s]*/g, ' ')).toContain('does not have the audience');
      expect(stderr).toMatch(/cdktf (?:diff|deploy) of the tenant sandbox failed with exit code 1/);
    }
  });

  it('finds after the deploy that this deployment manages everything, and that it works', async () => {
    await workspace.deploy(deployment({ oidcProvider: 'import', extraAudiences: ['theirs'] }));

    const { code, checks } = await doctor();
    expect([code, Object.values(checks).filter(({ status }) => status === 'failure')]).toEqual([0, []]);
    expect(checks['role dynatrace-sandbox-ops']?.detail).toBe('managed by this deployment');

    // The legacy schema has no dry run, which is no fault.
    expect(await verify()).toEqual({ code: 0, notOk: { ops: ['assume role: skipped'], auto: [] } });
  });

  it('says exactly which link is broken', async () => {
    const { aws, dynatrace } = workspace.sandbox;
    const named = (name: string) => dynatrace.tenant.objects.find(({ value }) => value.name === name) as SettingsObject;
    const role = { RoleName: 'dynatrace-sandbox-auto' };
    const trust = (await aws.snapshot())['123456789012']?.roles.find(({ name }) => name === role.RoleName)?.trustPolicy;
    const other = JSON.stringify(trust).replace(enhancedSubject(named('auto').objectId), enhancedSubject('another'));
    await callIam(aws.url, 'UpdateAssumeRolePolicy', { ...role, PolicyDocument: other });
    named('ops').accessors = [];

    expect(await verify()).toEqual({
      code: 2,
      notOk: { ops: ['users: broken', 'assume role: skipped'], auto: ['trust policy: broken', 'assume role: broken'] },
    });
  });
});
