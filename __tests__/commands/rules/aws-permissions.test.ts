import type { Outcome, Rule } from '../../../commands/findings/rule';
import { openAccount } from '../../../commands/iam/account';
import { awsPermissions } from '../../../commands/rules/aws-permissions';
import { awsRemovalPermissions } from '../../../commands/rules/aws-removal-permissions';
import type { AccountBefore } from '../../../commands/rules/subjects';
import { exportCredentials, tenantWith } from '../support';
import { type Decided, type IamServer, startIam } from './iam-server';

const USER = 'arn:aws:iam::123456789012:user/deployer';
const ROLE = 'arn:aws:iam::123456789012:role/dynatrace-prod-ops';
const PROVIDER = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';
const allowed: Decided = { decision: 'allowed' };

describe('the rules about AWS permissions', () => {
  let iam: IamServer;
  let restore: () => void;
  let decide: (action: string, resource: string) => Decided | undefined;

  beforeEach(async () => {
    decide = () => allowed;
    iam = await startIam(USER, (action, resource) => decide(action, resource));
    restore = exportCredentials({ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  });
  afterEach(() => {
    restore();
    iam.close();
  });

  async function check(
    rule: Rule<AccountBefore>,
    { tenant = {}, account = {}, caller = USER }: { tenant?: object; account?: object; caller?: string } = {},
  ): Promise<Outcome[]> {
    const resolved = tenantWith(tenant as never, { endpoints: { iam: iam.url, sts: iam.url }, ...account });
    const uses = resolved.accounts.map((one) => ({ tenant: resolved, account: one }));
    const config = resolved.accounts[0]?.config as Parameters<typeof openAccount>[0];
    return rule.check({ key: 'main', uses, reader: openAccount(config), states: new Map(), caller });
  }

  it('are content when IAM would allow everything', async () => {
    expect(await check(awsPermissions)).toMatchObject([
      { subject: 'account main', status: 'ok', detail: `${USER} may call all 12 actions` },
    ]);
    expect(await check(awsRemovalPermissions)).toMatchObject([{ status: 'ok' }]);
    expect(iam.questions.map(({ principal, resources }) => [principal, ...resources])).toEqual([
      [USER, PROVIDER],
      [USER, ROLE],
      [USER, PROVIDER],
      [USER, ROLE],
    ]);
  });

  it('name what is lacking, and the statement that grants it', async () => {
    decide = (action) =>
      action === 'iam:CreateRole'
        ? { decision: 'implicitDeny' }
        : action === 'iam:PutRolePolicy'
          ? { decision: 'explicitDeny' }
          : allowed;

    const [found] = await check(awsPermissions);

    expect(found?.status).toBe('failed');
    expect(found?.detail.split('\n')).toEqual([
      `${USER} may not call iam:CreateRole, iam:PutRolePolicy`,
      `iam:CreateRole on ${ROLE}`,
      `iam:PutRolePolicy on ${ROLE}, which a policy denies explicitly`,
    ]);
    expect(JSON.parse(found?.cure?.replace(/^[^{]*/, '') ?? '')).toEqual({
      Effect: 'Allow',
      Action: ['iam:CreateRole', 'iam:PutRolePolicy'],
      Resource: [ROLE],
    });
  });

  it('ask for what the file uses, and for no more', async () => {
    const boundary = 'arn:aws:iam::123456789012:policy/limit';
    const ops = {
      account: 'main',
      role: { path: '/team/', tags: { team: 'a' }, permissionsBoundary: boundary },
      permissions: { managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    };

    await check(awsPermissions, { tenant: { connections: { ops } }, account: { oidcProvider: 'existing' } });

    const [provider, role] = iam.questions;
    expect(provider?.actions).toEqual(['iam:GetOpenIDConnectProvider']);
    expect(role).toMatchObject({
      resources: ['arn:aws:iam::123456789012:role/team/dynatrace-prod-ops'],
      context: { 'iam:PermissionsBoundary': boundary },
    });
    expect(role?.actions).toEqual(
      expect.arrayContaining(['iam:AttachRolePolicy', 'iam:TagRole', 'iam:PutRolePermissionsBoundary']),
    );
    iam.questions.length = 0;

    await check(awsPermissions, {
      account: { oidcProvider: 'import', thumbprints: ['a'.repeat(40)], tags: { a: 'b' } },
    });

    expect(iam.questions[0]?.actions).toEqual(
      expect.arrayContaining(['iam:UpdateOpenIDConnectProviderThumbprint', 'iam:TagOpenIDConnectProvider']),
    );
    expect(iam.questions[0]?.actions).not.toContain('iam:CreateOpenIDConnectProvider');
    expect(iam.questions[1]?.actions).not.toContain('iam:AttachRolePolicy');
  });

  it('have nothing to say where a deployment removes nothing', async () => {
    const { accounts, ...rest } = tenantWith({}, { oidcProvider: 'existing' });
    const uses = accounts.map((account) => ({ tenant: { ...rest, accounts, roles: [] }, account }));

    expect(await awsRemovalPermissions.check({ uses, caller: USER } as never)).toEqual([]);
  });

  it('ask about the role behind a session, with its path', async () => {
    await check(awsPermissions, { caller: 'arn:aws:sts::123456789012:assumed-role/deploy/me' });

    expect(iam.questions[0]?.principal).toBe('arn:aws:iam::123456789012:role/team/deploy');
  });

  it('do not ask about the root user, who may do everything', async () => {
    expect(await check(awsPermissions, { caller: 'arn:aws:iam::123456789012:root' })).toMatchObject([{ status: 'ok' }]);
    expect(iam.questions).toEqual([]);
  });

  it('list the actions by name where nothing can be simulated', async () => {
    decide = () => undefined;
    const unchecked = { status: 'unchecked', severity: 'warning', cure: expect.stringContaining('Grant iam:Simulate') };

    expect(await check(awsPermissions)).toMatchObject([
      { ...unchecked, detail: expect.stringMatching(/AccessDenied: .*; a deploy needs .*iam:CreateRole/) },
    ]);
    expect(await check(awsPermissions, { caller: 'arn:aws:sts::123456789012:federated-user/me' })).toMatchObject([
      { ...unchecked, detail: expect.stringContaining('IAM cannot simulate') },
    ]);
  });

  it('do not call a refusal what a condition may still allow', async () => {
    decide = (action) =>
      action === 'iam:CreateRole' ? { decision: 'implicitDeny', missingContext: ['aws:RequestTag/team'] } : allowed;

    expect(await check(awsPermissions)).toMatchObject([
      { status: 'unchecked', severity: 'warning', detail: expect.stringContaining('conditions decide') },
    ]);
  });
});
