import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

/** The life of a tenant with connections in both schemas, from the first deploy to the destroy. */
describe('a tenant with connections in both schemas', () => {
  let workspace: Workspace;
  let before: object;
  const reporting = { account: 'main', share: [{ allUsers: true }] };
  const ops = { account: 'main', permissions: { statements: [{ actions: 'ec2:StartInstances' }] } };
  const automation = { account: 'main', schema: 'enhanced', name: 'Automation' };

  const objectId = (schema: keyof typeof CONNECTION_SCHEMAS, name: string) =>
    workspace.sandbox.dynatrace.tenant.objects.find(
      (object) => object.schemaId === CONNECTION_SCHEMAS[schema] && object.value.name === name,
    )?.objectId;
  const roles = async () => {
    const { roles: found } = (await workspace.sandbox.aws.snapshot())['123456789012'] ?? { roles: [] };
    return Object.fromEntries(found.map((role) => [role.name, role]));
  };
  const tenant = (connections: object, more: object = {}) =>
    workspace.deployment({
      accountUuid: workspace.sandbox.dynatrace.tenant.account.uuid,
      connections,
      ...more,
    });

  beforeAll(async () => {
    workspace = await createWorkspace();
    before = await workspace.sandbox.snapshot();
  });

  afterAll(() => workspace.close());

  it('sets up both sides in one apply', async () => {
    const workflowActors = { bot: { serviceUser: { create: 'Workflow bot' }, connections: 'all' } };
    // IAM shows STS a new role only after a while.
    workspace.sandbox.aws.propagationSeconds = 10;
    await workspace.deploy(tenant({ ops, reporting, automation }, { workflowActors }));

    workspace.sandbox.aws.propagationSeconds = 0;

    expect(workspace.transcript()).toMatch(/connection_settings\["automation"\] \(local-exec\): .* of \d+ s/);
    expect(Object.keys(await roles()).sort()).toEqual([
      'dynatrace-sandbox-automation',
      'dynatrace-sandbox-ops',
      'dynatrace-sandbox-reporting',
    ]);
    expect(objectId('legacy', 'ops')).toBeDefined();
    expect(JSON.stringify((await roles())['dynatrace-sandbox-automation']?.trustPolicy)).toContain(
      `"token.dynatrace.com:sub":"dt:connection-id/${objectId('enhanced', 'Automation')}"`,
    );
  });

  it('needs its state alone when there is nothing to change', async () => {
    await rm(join(workspace.stack(), 'recorded'), { recursive: true });

    expect(await workspace.plan()).toEqual({});
  });

  it('updates in place what may change, and replaces what may not', async () => {
    const ids = { automation: objectId('enhanced', 'Automation'), reporting: objectId('legacy', 'reporting') };
    const narrowed = { ...ops, sessionPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] };
    succeed(
      await workspace.synthesize(tenant({ ops: narrowed, reporting, automation: { ...automation, name: 'Renamed' } })),
    );

    const plan = await workspace.plan();
    succeed(await workspace.terraform(['apply', '-input=false', 'plan']));

    expect(plan).toMatchObject({
      'null_resource.connection_settings["automation"]': 'replace',
      'null_resource.legacy_connection_guard["ops"]': 'replace',
      'null_resource.workflow_actor_guard["bot"]': 'delete',
    });
    expect(Object.keys(plan).filter((address) => address.startsWith('null_resource.connection['))).toEqual([]);
    expect(objectId('enhanced', 'Renamed')).toBe(ids.automation);
    expect(objectId('legacy', 'reporting')).toBe(ids.reporting);
    expect(workspace.sandbox.dynatrace.tenant.account.policies.filter(({ name }) => name.includes('e2e'))).toEqual([]);
  });

  it('replaces an enhanced connection, its role and its trust together when the role is another one', async () => {
    const id = objectId('enhanced', 'Renamed');
    const moved = { ...automation, name: 'Renamed', role: { name: 'moved' } };

    await workspace.deploy(tenant({ ops, automation: moved }));

    const trust = JSON.stringify((await roles()).moved?.trustPolicy);
    expect(objectId('enhanced', 'Renamed')).not.toBe(id);
    expect(trust).toContain(`dt:connection-id/${objectId('enhanced', 'Renamed')}`);
    expect(objectId('legacy', 'reporting')).toBeUndefined();
    expect(Object.keys(await roles()).sort()).toEqual(['dynatrace-sandbox-ops', 'moved']);
  });

  it('shows no secret anywhere', async () => {
    const { DT_CLIENT_SECRET = '', AWS_SECRET_ACCESS_KEY = '' } = workspace.sandbox.credentials;
    const plan = succeed(await workspace.terraform(['show', '-json', 'plan'])).stdout;
    const texts = [workspace.transcript(), plan, ...(await filesBelow(workspace.directory))];

    for (const secret of [DT_CLIENT_SECRET, AWS_SECRET_ACCESS_KEY]) {
      expect(secret.length).toBeGreaterThan(8);
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it('leaves both sides as they were', async () => {
    succeed(await workspace.terraform(['destroy', '-auto-approve', '-input=false']));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });
});

/** The content of every file, the provider's binaries left out. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.terraform'));
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}
