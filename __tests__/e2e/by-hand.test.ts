import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { trustPolicy } from '../../model/iam';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import { createWorkspace, succeed, type Workspace } from '../support/harness';
import { assumeRole } from '../support/sts';

jest.setTimeout(600_000);

const ISSUER = 'https://token.dynatrace.com';
const FIRST = '123456789012';
const SECOND = '210987654321';
const arn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

/** A set-up that was made by hand is taken over in place, and what is done by hand afterwards shows in the plan. */
describe('what was made by hand', () => {
  let workspace: Workspace;
  let ids: Record<string, string>;
  const iam = () =>
    new IAMClient({
      endpoint: workspace.sandbox.aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAFIRST00000000000', secretAccessKey: 'sandbox-secret-access-key' },
    });
  const objects = () =>
    workspace.sandbox.dynatrace.tenant.objects.filter(({ schemaId }) =>
      (Object.values(CONNECTION_SCHEMAS) as string[]).includes(schemaId),
    );
  const objectIds = () => Object.fromEntries(objects().map(({ value, objectId }) => [String(value.name), objectId]));
  const works = async (name: string, role: string) =>
    assumeRole(workspace.sandbox.aws.url, role, await workspace.sandbox.dynatrace.connectionToken(name));

  const connections = {
    ops: { account: 'main', schema: 'legacy', adopt: true, role: { name: 'made-by-hand', import: true } },
    auto: { account: 'main', schema: 'enhanced', adopt: true, role: { existing: arn(FIRST, 'owned-elsewhere') } },
  };
  const deployment = (changes: object = {}, more: object = {}) => {
    const endpoints = { iam: workspace.sandbox.aws.url, sts: workspace.sandbox.aws.url };
    const account = (id: string, profile: string, rest: object = {}) => ({
      id,
      region: 'us-east-1',
      endpoints,
      profile,
      ...rest,
    });
    return workspace.deployment(
      { connections: { ...connections, ...changes }, ...more },
      { accounts: { main: account(FIRST, 'first', { oidcProvider: 'import' }), other: account(SECOND, 'second') } },
    );
  };

  beforeAll(async () => {
    workspace = await createWorkspace({ accounts: { AKIAFIRST00000000000: FIRST, AKIASECOND0000000000: SECOND } });
    const { dynatrace } = workspace.sandbox;
    const credentials = ['first', 'second'].map(
      (name) =>
        `[${name}]\naws_access_key_id = AKIA${name.toUpperCase().padEnd(16, '0')}\naws_secret_access_key = sandbox-secret-access-key\n`,
    );
    await writeFile(join(workspace.directory, 'credentials'), credentials.join('\n'));
    Object.assign(workspace.env, {
      AWS_SHARED_CREDENTIALS_FILE: join(workspace.directory, 'credentials'),
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    });
    dynatrace.addApp('dynatrace.aws.connector');
    dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, {
      allowedOutboundConnections: { enforced: true, hostList: ['*.amazonaws.com'] },
    });
    const owner = dynatrace.admin.user;
    dynatrace.addObject(
      CONNECTION_SCHEMAS.legacy,
      { name: 'ops', type: 'webIdentity', webIdentity: { roleArn: arn(FIRST, 'made-by-hand'), policyArns: [] } },
      { owner },
    );
    const auto = dynatrace.addObject(
      CONNECTION_SCHEMAS.enhanced,
      {
        name: 'auto',
        type: 'awsWebIdentity',
        awsWebIdentity: { roleArn: arn(FIRST, 'owned-elsewhere'), consumers: ['APP:dynatrace.aws.connector'] },
      },
      { owner },
    );
    ids = objectIds();
    await iam().send(new CreateOpenIDConnectProviderCommand({ Url: ISSUER, ClientIDList: [dynatrace.audience] }));
    const providerArn = `arn:aws:iam::${FIRST}:oidc-provider/token.dynatrace.com`;
    const trusting = (subject: string) =>
      JSON.stringify(trustPolicy({ providerArn, issuer: ISSUER, audience: dynatrace.audience, subjects: [subject] }));
    for (const [RoleName, subject] of [
      ['made-by-hand', legacySubject('ops')],
      ['owned-elsewhere', enhancedSubject(auto.objectId)],
    ] as const) {
      await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting(subject) }));
    }
  });
  afterAll(() => workspace.close());

  it('is taken over without an outage: nothing is replaced, and nothing written to what is owned elsewhere', async () => {
    const calls = () => workspace.sandbox.aws.calls.filter(({ action }) => /:(Create|Delete|Update)/.test(action));
    const before = calls().length;
    await workspace.synthesize(deployment());
    const plan = await workspace.plan();
    expect(Object.entries(plan).filter(([, action]) => ['delete', 'replace'].includes(action))).toEqual([]);
    succeed(await workspace.terraform(['apply', '-input=false', 'plan']));

    expect(objectIds()).toEqual(ids);
    expect(
      calls()
        .slice(before)
        .map(({ action }) => action),
    ).not.toContain('iam:CreateRole');
    expect([
      await works('ops', arn(FIRST, 'made-by-hand')),
      await works('auto', arn(FIRST, 'owned-elsewhere')),
    ]).toEqual(['200', '200']);
    expect(await workspace.plan()).toEqual({});
  });

  it('shows in the next plan, and is undone by the apply', async () => {
    const RoleName = 'made-by-hand';
    await iam().send(
      new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );
    const Everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    await iam().send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'by-hand', PolicyDocument: JSON.stringify(Everything) }),
    );
    objects()[0]?.accessors.push({ accessor: { type: 'all-users' }, permissions: ['r'] } as never);

    const { stdout } = await workspace.terraform(['plan', '-input=false', '-out=plan']);
    expect(stdout).toContain('- "arn:aws:iam::aws:policy/AdministratorAccess"');
    expect(stdout).toContain('- "by-hand"');
    expect(stdout.replace(/\s*\n[│\s]*/g, ' ')).toMatch(/Check block assertion failed .*foreign_share/);
    succeed(await workspace.terraform(['apply', '-input=false', 'plan']));

    const { roles } = (await workspace.sandbox.aws.snapshot())[FIRST] as unknown as { roles: { name: string }[] };
    const role = JSON.stringify(roles.find(({ name }) => name === RoleName));
    expect(role).not.toContain('AdministratorAccess');
    expect(role).not.toContain('"by-hand"');
  });

  it('loses what the file does not name where shares are exclusive', async () => {
    await workspace.synthesize(deployment({ ops: { ...connections.ops, exclusiveShares: true } }));
    succeed(await workspace.terraform(['apply', '-auto-approve', '-input=false']));

    expect(objects().flatMap(({ accessors }) => accessors)).toEqual([]);
    expect(await workspace.plan()).toEqual({});
  });

  it('leaves no role behind when a connection moves to another account', async () => {
    const moving = { account: 'main', role: { name: 'moving' } };
    await workspace.synthesize(deployment({ moving }));
    succeed(await workspace.terraform(['apply', '-auto-approve', '-input=false']));
    await workspace.synthesize(deployment({ moving: { ...moving, account: 'other' } }));

    const plan = await workspace.plan();
    expect(plan['aws_iam_role.main["moving"]']).toBe('delete');
    succeed(await workspace.terraform(['apply', '-input=false', 'plan']));

    const snapshot = (await workspace.sandbox.aws.snapshot()) as unknown as Record<
      string,
      { roles: { name: string }[] }
    >;
    expect(snapshot[FIRST]?.roles.map(({ name }) => name)).not.toContain('moving');
    expect(snapshot[SECOND]?.roles.map(({ name }) => name)).toEqual(['moving']);
    expect(await works('moving', arn(SECOND, 'moving'))).toBe('200');
  });

  it('leaves what is owned elsewhere when everything is destroyed', async () => {
    succeed(await workspace.terraform(['destroy', '-auto-approve', '-input=false']));

    const snapshot = (await workspace.sandbox.aws.snapshot()) as unknown as Record<
      string,
      { roles: { name: string }[] }
    >;
    expect(snapshot[FIRST]?.roles.map(({ name }) => name)).toEqual(['owned-elsewhere']);
    expect(objects()).toEqual([]);
    expect(workspace.sandbox.dynatrace.tenant.apps.size).toBe(1);
  });
});
