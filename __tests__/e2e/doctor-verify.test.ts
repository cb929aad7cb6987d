import type { Finding } from '../../commands/findings/finding';
import { enhancedSubject } from '../../model/oidc';
import type { SettingsObject } from '../../sandbox/index';
import { createWorkspace, type Workspace } from '../support/harness';
import { callIam } from '../support/iam';

jest.setTimeout(600_000);

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
  const findings = async (command: string): Promise<{ code: number; findings: Finding[] }> => {
    const { code, stdout } = await workspace.command(command, ['--json']);
    return { code, ...(JSON.parse(stdout) as { findings: Finding[] }) };
  };
  const doctor = async () => {
    const found = await findings('doctor');
    const errors = found.findings.filter(({ status, severity }) => status === 'failed' && severity === 'error');
    return { ...found, errors, checks: Object.fromEntries(found.findings.map((one) => [one.subject, one])) };
  };
  const verify = async (): Promise<{ code: number; notOk: string[] }> => {
    const found = await findings('verify');
    const links = found.findings.filter(({ id, status }) => id.startsWith('link-') && status !== 'ok');
    return { code: found.code, notOk: links.map(({ subject, id, status }) => `${subject}: ${id} ${status}`) };
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

    const { code, checks, errors } = await doctor();

    expect(code).toBe(1);
    expect(errors).toEqual([
      expect.objectContaining({
        area: 'account main',
        subject: 'OIDC provider for sandbox',
        cure: expect.stringContaining('Set `oidcProvider: import`'),
      }),
    ]);
    expect(checks).toMatchObject({
      'Node.js': { status: 'ok' },
      Terraform: { status: 'ok' },
      'provider hashicorp/aws': { status: 'ok' },
      state: { status: 'ok', detail: 'nothing is deployed yet' },
      'app dynatrace.aws.connector': { status: 'failed', severity: 'warning' },
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
      expect(stderr).toContain('Fix the cause and run it again: it continues where it stopped.');
    }
  });

  it('finds after the deploy that this deployment manages everything, and that it works', async () => {
    await workspace.deploy(deployment({ oidcProvider: 'import', extraAudiences: ['theirs'] }));

    const { code, checks, errors } = await doctor();
    expect([code, errors]).toEqual([0, []]);
    expect(checks['role dynatrace-sandbox-ops']?.detail).toBe('managed by this deployment');

    // The legacy schema has no dry run, which is no fault.
    expect(await verify()).toEqual({ code: 0, notOk: ['connection ops: link-assume-role skipped'] });
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
      notOk: [
        'connection ops: link-users failed',
        'connection ops: link-assume-role skipped',
        'connection auto: link-trust-policy failed',
        'connection auto: link-assume-role failed',
      ],
    });
  });
});
