import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runCommand } from '../../commands/cli/run';
import { command } from '../../commands/permissions';
import { loadDeployment } from '../../deployment/load';
import { grantedStatements } from '../../deployment/resolve';
import type { Connection } from '../../deployment/schema';
import { addressOf, type Block, blockName } from '../../model/blocks';
import { inlinePolicy } from '../../model/iam';
import type { Kind } from '../../model/kind-types';
import { type Sandbox, startSandbox } from '../../sandbox/index';
import { callIam, makeManagedPolicy, mayDo } from '../support/iam';
import { CORPUS_CONNECTIONS, WORKFLOW_CORPUS } from '../support/workflow-corpus';
import { exportCredentials, recordingOutput } from './support';
import { type FakeTerraform, fakeTerraform } from './terraform';

const { dev, old } = CORPUS_CONNECTIONS;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
});
const INSTANCE = 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718';

describe('permissions', () => {
  let sandbox: Sandbox;
  let terraform: FakeTerraform;
  let restore: () => void;

  const deploymentWith = (connections: object) => {
    const { url, ssoUrl, accountUrl, tenant } = sandbox.dynatrace;
    const endpoints = { iam: sandbox.aws.url, sts: sandbox.aws.url };
    return stringify({
      name: 'team',
      accounts: { main: { id: '123456789012', region: 'us-east-1', endpoints } },
      tenants: {
        prod: { environment: url, ssoUrl, accountUrl, issuer: tenant.issuer.issuer, schema: 'enhanced', connections },
      },
    });
  };
  const MINIMAL = {
    ops: { account: 'main' },
    dev: { account: 'main', name: dev.name },
    old: { account: 'main', schema: 'legacy' },
  };
  const file = () => join(terraform.directory, 'deployment.yaml');
  const write = (text: string) => writeFileSync(file(), text);
  const run = async (...args: string[]) => {
    const output = recordingOutput();
    const code = await runCommand(command, args, output);
    return { code, printed: output.printed.join('\n'), progressed: output.progressed.join('\n') };
  };
  const connection = (key: string) => loadDeployment(file()).tenants.prod?.connections[key] as Connection;
  /** The inline policy of a connection's role, as a deploy of the file makes it. */
  const policyOf = (key: string) => {
    return JSON.stringify(inlinePolicy(grantedStatements(connection(key).permissions)));
  };
  const deploy = async (key: string, policy = policyOf(key)) => {
    const RoleName = `dynatrace-prod-${key}`;
    await callIam(sandbox.aws.url, 'CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST });
    await callIam(sandbox.aws.url, 'PutRolePolicy', {
      RoleName,
      PolicyName: 'dynatrace-workflows',
      PolicyDocument: policy,
    });
  };
  const roleMay = (key: string, action: string, resource: string) =>
    mayDo(sandbox.aws, `dynatrace-prod-${key}`, action, resource);

  beforeEach(async () => {
    sandbox = await startSandbox();
    for (const workflow of WORKFLOW_CORPUS) sandbox.dynatrace.addWorkflow(workflow);
    restore = exportCredentials(sandbox.credentials);
    terraform = fakeTerraform(deploymentWith(MINIMAL));
    const record = (kind: Kind, block: Block, index: string, triggers: object) => {
      const name = blockName(kind, block);
      const address = addressOf(kind, block, index);
      return { address, mode: 'managed', type: 'null_resource', name, index, values: { id: '1', triggers } };
    };
    const resources = [
      record('connection', 'guard', 'dev', { name: dev.name }),
      record('connection', 'record', 'dev', { object_id: dev.objectId }),
      record('legacy-connection', 'guard', 'old', { name: old.name }),
      record('legacy-connection', 'record', 'old', { object_id: old.objectId }),
    ];
    terraform.write('state.json', JSON.stringify({ values: { root_module: { resources } } }));
  });
  afterEach(async () => {
    restore();
    terraform.close();
    await sandbox.close();
  });

  it('leads from workflows alone to roles that let exactly these run', async () => {
    // given
    expect((await run()).code).toBe(2);

    // when
    const written = await run('--write');
    for (const key of Object.keys(MINIMAL)) await deploy(key);

    // then
    expect(written).toMatchObject({ code: 0, printed: '' });
    expect(connection('ops').permissions.actions).toEqual([
      { action: 'ec2-stop-instances', resources: [INSTANCE] },
      'ec2-wait-state',
      'ec2-create-snapshot',
      'ssm-get-automation-execution',
      'ssm-start-automation-execution',
    ]);
    expect(connection('dev').permissions.actions).toEqual([
      's3-list-buckets',
      { action: 's3-create-bucket', resources: ['arn:aws:s3:::events-of-today'] },
      { action: 's3-put-object', resources: ['arn:aws:s3:::events-of-today/*'] },
      { action: 'lambda-invoke', resources: ['arn:aws:lambda:*:123456789012:function:tidy-up'] },
    ]);
    const allowed: [string, string, string][] = [
      ['ops', 'ec2:StopInstances', INSTANCE],
      ['ops', 'ec2:DescribeInstances', '*'],
      ['ops', 'ec2:CreateSnapshot', 'arn:aws:ec2:us-east-1:123456789012:volume/vol-1'],
      ['ops', 'ec2:CreateTags', 'arn:aws:ec2:us-east-1::snapshot/snap-1'],
      ['ops', 'ssm:StartAutomationExecution', 'arn:aws:ssm:us-east-1::document/AWS-CloseSecurityGroup'],
      ['ops', 'account:ListRegions', '*'],
      ['dev', 's3:ListAllMyBuckets', '*'],
      ['dev', 's3:CreateBucket', 'arn:aws:s3:::events-of-today'],
      ['dev', 's3:PutBucketAcl', 'arn:aws:s3:::events-of-today'],
      ['dev', 's3:PutObject', 'arn:aws:s3:::events-of-today/2026'],
      ['dev', 'lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:123456789012:function:tidy-up'],
      ['old', 'ec2:RebootInstances', INSTANCE],
    ];
    const denied: [string, string, string][] = [
      ['ops', 'ec2:StopInstances', 'arn:aws:ec2:us-east-1:123456789012:instance/i-other'],
      ['ops', 'ec2:StartInstances', INSTANCE],
      ['ops', 'ec2:TerminateInstances', INSTANCE],
      ['ops', 'ec2:CreateTags', INSTANCE],
      ['ops', 's3:ListAllMyBuckets', '*'],
      ['ops', 'rds:ModifyDBInstance', '*'],
      ['ops', 'iam:PassRole', '*'],
      ['dev', 's3:CreateBucket', 'arn:aws:s3:::another'],
      ['dev', 's3:PutBucketAcl', 'arn:aws:s3:::another'],
      ['dev', 's3:PutObject', 'arn:aws:s3:::another/2026'],
      ['dev', 'lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:123456789012:function:other'],
      ['dev', 's3:GetObject', 'arn:aws:s3:::events-of-today/2026'],
      ['dev', 'ssm:GetAutomationExecution', '*'],
      ['old', 'ec2:StopInstances', INSTANCE],
    ];
    for (const request of allowed) expect([...request, await roleMay(...request)]).toEqual([...request, true]);
    for (const request of denied) expect([...request, await roleMay(...request)]).toEqual([...request, false]);
    const again = await run();
    expect(again.code).toBe(0);
    expect(again.printed).not.toMatch(/^missing {2}/m);
    expect(await run('--write')).toMatchObject({
      progressed: expect.stringContaining('The deployment file needs no change.'),
    });
  });

  it('shows what is missing, unused, too wide, unknown and dangerous', async () => {
    const statements = [
      { Effect: 'Allow', Action: ['ec2:*', 's3:GetObject'], Resource: '*' },
      { Effect: 'Allow', Action: 'ssm:StartAutomationExecution', Resource: 'arn:aws:ssm:*:123456789012:document/own' },
      { Effect: 'Deny', Action: 'ec2:CreateSnapshot', Resource: '*' },
    ];
    await deploy('ops', JSON.stringify({ Version: '2012-10-17', Statement: statements }));

    const { code, printed } = await run();

    expect(code).toBe(2);
    expect(printed).toContain('prod: role dynatrace-prod-ops (connections ops), compared with IAM');
    expect(printed).toMatch(/^STATUS +IAM ACTION +WORKFLOW ACTION +BASIS +NEEDED BY$/m);
    expect(printed).toMatch(/^allowed +ec2:StopInstances +ec2-stop-instances +inferred +stop at night \/ stop$/m);
    expect(printed).toMatch(/^denied +ec2:CreateSnapshot +ec2-create-snapshot +documented/m);
    expect(printed).toMatch(/^missing +ssm:GetAutomationExecution /m);
    expect(printed).toMatch(/^missing, if used +lambda:InvokeFunction /m);
    expect(printed).toContain('ec2:CreateSnapshot is denied by inline dynatrace-workflows: on *');
    expect(printed).toContain(
      'Wider than used: ec2:* on * (inline dynatrace-workflows), of which is needed: ec2:StopInstances, ec2:DescribeInstances, ec2:CreateSnapshot, ec2:CreateTags.',
    );
    expect(printed).toContain(
      'Granted and not used by a workflow: s3:GetObject on * (inline dynatrace-workflows); a document that runs as its caller may use it.',
    );
    expect(printed).toContain(
      'Unknown action dynatrace.aws.connector:rds-modify-db-instance: what it needs is not known (a database / scale).',
    );
    expect(printed).toContain(
      'ssm:StartAutomationExecution: ssm-start-automation-execution runs a document as its caller',
    );
    expect(printed).toContain('It may not list regions (account:ListRegions on *)');
    expect(printed).toContain('compared with the file');
    expect(printed).toContain('The role does not exist yet.');
  });

  it('gives the same as JSON', async () => {
    await deploy('ops');

    const { code, printed } = await run('--json');

    const [tenant] = JSON.parse(printed).tenants;
    expect(code).toBe(2);
    expect(tenant).toMatchObject({ tenant: 'prod', workflows: WORKFLOW_CORPUS.length, unseen: [] });
    expect(tenant.roles.map(({ role }: { role: string }) => role)).toEqual([
      'dynatrace-prod-ops',
      'dynatrace-prod-dev',
      'dynatrace-prod-old',
    ]);
    expect(tenant.roles[0]).toMatchObject({
      comparedWith: 'IAM',
      unknown: [{ action: 'dynatrace.aws.connector:rds-modify-db-instance', usedBy: [{ task: 'scale' }] }],
    });
    expect(tenant.roles[0].needs).toContainEqual({
      iamAction: 'ec2:StopInstances',
      workflowAction: 'ec2-stop-instances',
      status: 'missing',
      details: [],
      certainty: 'certainly',
      resources: [INSTANCE],
      id: 'seen',
      basis: 'inferred',
      actsAsCaller: false,
      changesIam: false,
      marks: ['inferred from the AWS API of the same name'],
      usedBy: [{ workflow: 'stop at night', id: 'wf-stop-at-night', task: 'stop', certainty: 'certainly' }],
    });
  });

  it('prints a patch that keeps comments, and leaves dangerous things to a person', async () => {
    const tasks = (action: string, input: object = {}) => ({
      task: {
        name: 'task',
        action: `dynatrace.aws.connector:${action}`,
        input: { connection: old.objectId, ...input },
      },
    });
    const owner = sandbox.dynatrace.admin.user.uuid;
    sandbox.dynatrace.addWorkflow({ title: 'attach', owner, tasks: tasks('iam-attach-role-policy') });
    const Parameters = { AutomationAssumeRole: ['arn:aws:iam::123456789012:role/x'] };
    sandbox.dynatrace.addWorkflow({
      title: 'run',
      owner,
      tasks: tasks('ssm-start-automation-execution', { Parameters }),
    });
    write(`# ours\n${readFileSync(file(), 'utf8')}`);
    const before = readFileSync(file(), 'utf8');

    const { code, printed, progressed } = await run('--patch');

    expect(code).toBe(0);
    expect(printed).toMatch(/^--- a\/.*deployment\.yaml\n\+\+\+ b\/.*deployment\.yaml\n@@ /);
    expect(printed).toContain('\n+            - ec2-reboot-instances\n');
    expect(printed).not.toMatch(/^-[^-]/m);
    expect(printed).not.toContain('iam-attach-role-policy');
    expect(printed).not.toContain('iam:PassRole');
    expect(readFileSync(file(), 'utf8')).toBe(before);
    expect(progressed).toContain(
      'iam:AttachRolePolicy changes who may do what; add it by hand, on single roles, if it is intended.',
    );
    expect(progressed).toContain('iam:PassRole changes who may do what');
    expect(progressed).toContain('what dynatrace.aws.connector:rds-modify-db-instance needs is not known.');
  });

  it('removes actions that nothing uses when asked to, and only where everything could be seen', async () => {
    const actions = ['ec2-reboot-instances', 'ec2-terminate-instances'];
    write(deploymentWith({ ...MINIMAL, old: { ...MINIMAL.old, permissions: { actions } } }));

    expect((await run('--patch')).printed).not.toContain('-            - ec2-terminate-instances');
    const { printed } = await run('--patch', '--prune');
    terraform.write('broken', 'Error: no backend');
    const blind = await run('--patch', '--prune');

    expect(printed).toMatch(/^- +- ec2-terminate-instances$/m);
    expect(printed).not.toMatch(/^- +- ec2-reboot-instances$/m);
    expect(blind.progressed).toContain('Nothing is removed, because not everything could be seen.');
    expect(blind.printed).not.toContain('ec2-terminate-instances');
  });

  it('says what denies an action, and leaves roles of others to others', async () => {
    const deny = { effect: 'Deny', actions: 'ec2:RebootInstances' };
    const arn = 'arn:aws:iam::123456789012:role/theirs';
    write(
      deploymentWith({
        ops: { account: 'main', role: { existing: arn } },
        old: { ...MINIMAL.old, permissions: { statements: [deny] } },
      }),
    );

    const { progressed, printed } = await run('--patch');

    expect(progressed).toContain('ec2:RebootInstances is denied by the file: on *; adding it changes nothing.');
    expect(progressed).toContain('the role is owned elsewhere; allow there what is missing.');
    expect(printed).toBe('');
  });

  it('takes nothing for allowed that the permissions boundary does not allow', async () => {
    const limit = 'arn:aws:iam::123456789012:policy/limit';
    const actions = ['ec2-reboot-instances', 'ec2-stop-instances'];
    const role = { permissionsBoundary: limit };
    write(deploymentWith({ old: { ...MINIMAL.old, role, permissions: { actions } } }));

    const unread = await run();
    await makeManagedPolicy(sandbox.aws.url, 'limit', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['ec2:StopInstances', 'account:*'], Resource: '*' },
    });
    const bounded = await run();
    const patched = await run('--patch');

    expect(unread.code).toBe(0);
    expect(unread.printed).toContain('The boundary may allow less than these policies; it could not be read:');
    expect(bounded.code).toBe(2);
    expect(bounded.printed).toMatch(/^denied +ec2:RebootInstances /m);
    expect(bounded.printed).toContain(`ec2:RebootInstances is not allowed by the boundary ${limit}`);
    expect(bounded.printed).not.toContain('could not be read');
    expect(patched.printed).toBe('');
    expect(patched.progressed).toContain(`is not allowed by the boundary ${limit}; adding it changes nothing.`);
  });

  it('compares with the file where IAM cannot be asked', async () => {
    sandbox.aws.keys.denied.AKIASANDBOX0EXAMPLE0 = ['iam:GetRole'];
    write(deploymentWith({ old: { ...MINIMAL.old, permissions: { actions: ['ec2-reboot-instances'] } } }));

    const { code, printed } = await run();

    expect(code).toBe(0);
    expect(printed).toContain('prod: role dynatrace-prod-old (connections old), compared with the file');
    expect(printed).toContain('The role cannot be read: AccessDenied');
    expect(printed).toMatch(/^allowed +ec2:RebootInstances /m);
  });

  it('does not call missing what a policy may grant that cannot be read', async () => {
    const managedPolicies = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
    write(deploymentWith({ old: { ...MINIMAL.old, permissions: { managedPolicies } } }));

    const { code, printed } = await run();

    expect(code).toBe(0);
    expect(printed).toMatch(/^not known +ec2:RebootInstances /m);
    expect(printed).toContain(`This policy could not be read, so that it may grant more: ${managedPolicies[0]}`);
  });

  it.each([
    [['--json', '--patch'], '--json goes with neither --patch nor --write.'],
    [['--prune'], '--prune goes with --patch or --write.'],
  ])('refuses %j', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 1, progressed: message });
  });
});
