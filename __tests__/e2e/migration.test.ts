import { CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, succeed, type Workspace } from '../support/harness';
import { assumeRole } from '../support/sts';

jest.setTimeout(300_000);

const ROLE = 'arn:aws:iam::123456789012:role/dynatrace-sandbox-ops';

/** docs/migration.md, the way with one role for both connections. */
describe('moving a connection to the enhanced schema', () => {
  let workspace: Workspace;
  const ops = { account: 'main', permissions: { statements: [{ actions: 'ec2:StartInstances' }] } };
  const next = { account: 'main', schema: 'enhanced', roleOf: 'ops' };

  const connectionIn = (schema: keyof typeof CONNECTION_SCHEMAS) =>
    workspace.sandbox.dynatrace.tenant.objects.find(({ schemaId }) => schemaId === CONNECTION_SCHEMAS[schema])
      ?.objectId;
  const answer = async (objectId = '') =>
    assumeRole(workspace.sandbox.aws.url, ROLE, await workspace.sandbox.dynatrace.connectionToken(objectId));

  beforeAll(async () => {
    workspace = await createWorkspace();
    await workspace.deploy(workspace.deployment({ connections: { ops } }));
  });
  afterAll(() => workspace.close());

  it('keeps the old connection working while the new one appears beside it', async () => {
    const old = connectionIn('legacy');
    succeed(await workspace.synthesize(workspace.deployment({ connections: { ops, 'ops-next': next } })));

    const plan = await workspace.plan();
    succeed(await workspace.terraform(['apply', '-input=false', 'plan']));

    expect(Object.values(plan).filter((action) => action === 'delete')).toEqual([]);
    expect(plan['aws_iam_role.main["ops"]']).toBe('update');
    expect(connectionIn('legacy')).toBe(old);
    expect(await answer(connectionIn('legacy'))).toBe('200');
    expect(await answer(connectionIn('enhanced'))).toBe('200');
  });

  it('lists the workflows that still use the old one', async () => {
    const { dynatrace } = workspace.sandbox;
    const task = (connection = '') => ({
      name: 'start',
      action: 'dynatrace.aws.connector:ec2-start-instances',
      input: { connection, region: 'us-east-1' },
    });
    dynatrace.addWorkflow({
      title: 'Nightly start',
      owner: dynatrace.admin.user.uuid,
      tasks: { start: task(connectionIn('legacy')) },
    });
    dynatrace.addWorkflow({
      title: 'Moved already',
      owner: dynatrace.admin.user.uuid,
      tasks: { start: task(connectionIn('enhanced')) },
    });

    const { stdout } = succeed(await workspace.command('workflows', ['--json']));

    expect(JSON.parse(stdout).workflows).toMatchObject([
      { connection: 'ops', schema: 'legacy', workflow: 'Nightly start' },
      { connection: 'ops-next', schema: 'enhanced', workflow: 'Moved already' },
    ]);
  });

  it('removes the old one and its trust, and leaves the new one alone', async () => {
    const token = await workspace.sandbox.dynatrace.connectionToken(connectionIn('legacy') ?? '');
    const kept = connectionIn('enhanced');

    await workspace.deploy(workspace.deployment({ connections: { ops: { ...ops, retired: true }, 'ops-next': next } }));

    expect(connectionIn('legacy')).toBeUndefined();
    expect(connectionIn('enhanced')).toBe(kept);
    expect(await answer(kept)).toBe('200');
    expect(await assumeRole(workspace.sandbox.aws.url, ROLE, token)).toBe('AccessDenied');
  });
});
