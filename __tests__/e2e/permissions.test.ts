import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, succeed, type Workspace } from '../support/harness';
import { mayDo } from '../support/iam';
import { CORPUS_CONNECTIONS, WORKFLOW_CORPUS } from '../support/workflow-corpus';

jest.setTimeout(300_000);

type Request = [connection: string, action: string, resource: string];

const INSTANCE = 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718';
const VOLUME = 'arn:aws:ec2:us-east-1:123456789012:volume/vol-1';
const SNAPSHOT = 'arn:aws:ec2:us-east-1::snapshot/snap-1';
const RUNBOOK = 'arn:aws:ssm:us-east-1::document/AWS-CloseSecurityGroup';

/** From workflows that somebody wrote to roles that let exactly these run. */
describe('permissions', () => {
  let workspace: Workspace;
  const connections = {
    ops: { account: 'main' },
    dev: { account: 'main', name: CORPUS_CONNECTIONS.dev.name },
    idle: { account: 'main' },
  };

  const deploy = async () =>
    workspace.deploy(parse(await readFile(join(workspace.directory, 'deployment.yaml'), 'utf8')));
  const answers = (requests: Request[]) =>
    Promise.all(
      requests.map(async ([key, action, resource]): Promise<[...Request, boolean]> => {
        return [
          key,
          action,
          resource,
          await mayDo(workspace.sandbox.aws, `dynatrace-sandbox-${key}`, action, resource),
        ];
      }),
    );
  const all = (requests: Request[], allowed: boolean) => requests.map((request) => [...request, allowed]);

  beforeAll(async () => {
    workspace = await createWorkspace();
    for (const workflow of WORKFLOW_CORPUS) workspace.sandbox.dynatrace.addWorkflow(workflow);
    succeed(await workspace.synthesize(workspace.deployment({ schema: 'enhanced', connections })));
  });
  afterAll(() => workspace.close());

  it('says before the first deploy what is missing', async () => {
    const { code, stdout } = await workspace.command('permissions');

    expect(code).toBe(2);
    expect(stdout).toMatch(/^missing +ec2:StopInstances +ec2-stop-instances +inferred +stop at night \/ stop$/m);
    expect(stdout).toContain('role dynatrace-sandbox-ops (connections ops), compared with the file');
  });

  it('writes what leads to roles that let exactly the workflows run', async () => {
    const allowed: Request[] = [
      ['ops', 'ec2:StopInstances', INSTANCE],
      ['ops', 'ec2:DescribeInstances', '*'],
      ['ops', 'ec2:CreateSnapshot', VOLUME],
      ['ops', 'ec2:CreateSnapshot', SNAPSHOT],
      ['ops', 'ec2:CreateTags', SNAPSHOT],
      ['ops', 'ssm:GetAutomationExecution', 'arn:aws:ssm:us-east-1:123456789012:automation-execution/1'],
      ['ops', 'ssm:StartAutomationExecution', RUNBOOK],
      ['dev', 's3:CreateBucket', 'arn:aws:s3:::events-of-today'],
      ['dev', 's3:PutBucketAcl', 'arn:aws:s3:::events-of-today'],
      ['dev', 's3:PutObject', 'arn:aws:s3:::events-of-today/2026'],
      ['dev', 'lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:123456789012:function:tidy-up'],
      ['idle', 'account:ListRegions', '*'],
    ];
    const denied: Request[] = [
      ['ops', 'ec2:StopInstances', 'arn:aws:ec2:us-east-1:123456789012:instance/i-other'],
      ['ops', 'ec2:StartInstances', INSTANCE],
      ['ops', 'ec2:TerminateInstances', INSTANCE],
      ['ops', 'ec2:CreateTags', INSTANCE],
      ['ops', 'rds:ModifyDBInstance', '*'],
      ['ops', 'iam:PassRole', '*'],
      ['ops', 's3:PutObject', 'arn:aws:s3:::events-of-today/2026'],
      ['ops', 'lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:123456789012:function:tidy-up'],
      ['dev', 's3:CreateBucket', 'arn:aws:s3:::another'],
      ['dev', 's3:PutObject', 'arn:aws:s3:::another/2026'],
      ['dev', 's3:GetObject', 'arn:aws:s3:::events-of-today/2026'],
      ['dev', 'lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:123456789012:function:other'],
      ['dev', 'ssm:StartAutomationExecution', RUNBOOK],
      ['idle', 'ec2:DescribeInstances', '*'],
    ];

    const { stderr } = succeed(await workspace.command('permissions', ['--write']));
    await deploy();

    expect(stderr).toContain('what dynatrace.aws.connector:rds-modify-db-instance needs is not known.');
    expect(await answers(allowed)).toEqual(all(allowed, true));
    expect(await answers(denied)).toEqual(all(denied, false));
  });

  it('has nothing more to say once that is deployed', async () => {
    const { code, stdout } = await workspace.command('permissions', ['--json']);
    const verified = await workspace.command('verify', ['--json']);

    const { tenants } = JSON.parse(stdout) as { tenants: { roles: Record<string, unknown>[] }[] };
    expect(code).toBe(0);
    expect(tenants[0]?.roles.map(({ role, comparedWith, granted }) => [role, comparedWith, granted])).toEqual([
      ['dynatrace-sandbox-ops', 'IAM', []],
      ['dynatrace-sandbox-dev', 'IAM', []],
      ['dynatrace-sandbox-idle', 'IAM', []],
    ]);
    const { findings } = JSON.parse(verified.stdout) as { findings: { id: string; status: string }[] };
    expect(findings.filter(({ id }) => id === 'link-permissions').map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
  });

  it('finds a workflow that uses a connection by the object id that the deploy gave it', async () => {
    const schema = CONNECTION_SCHEMAS.enhanced;
    const { objects, account } = workspace.sandbox.dynatrace.tenant;
    const connection = objects.find(({ schemaId, value }) => schemaId === schema && value.name === 'idle')?.objectId;
    const start: Request[] = [['idle', 'ec2:StartInstances', INSTANCE]];
    workspace.sandbox.dynatrace.addWorkflow({
      title: 'start in the morning',
      owner: account.users[0]?.uuid ?? '',
      tasks: {
        start: {
          name: 'start',
          action: 'dynatrace.aws.connector:ec2-start-instances',
          input: { connection, schema, region: 'us-east-1', InstanceIds: ['i-0a1b2c3d4e5f60718'] },
        },
      },
    });

    const before = await workspace.command('permissions');
    succeed(await workspace.command('permissions', ['--write']));
    await deploy();

    expect(before.code).toBe(2);
    expect(before.stdout).toMatch(/^missing +ec2:StartInstances .*start in the morning \/ start$/m);
    expect(await answers(start)).toEqual(all(start, true));
    expect((await workspace.command('permissions')).code).toBe(0);
  });
});
