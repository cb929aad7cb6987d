import { CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

const APPLY = ['apply', '-auto-approve', '-input=false'];
const DESTROY = ['destroy', '-auto-approve', '-input=false'];

/** Names, keys and files change; what they stand for does not, and what another state made is never touched. */
describe('identity', () => {
  let workspace: Workspace;
  let untouched: object;
  const connections = {
    auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
    ops: { account: 'main' },
  };

  const snapshot = async () => ((await workspace.sandbox.snapshot()) as { dynatrace: object }).dynatrace;
  const objectIds = () =>
    workspace.sandbox.dynatrace.tenant.objects
      .filter(({ schemaId }) => (Object.values(CONNECTION_SCHEMAS) as string[]).includes(schemaId))
      .map(({ objectId }) => objectId)
      .sort();

  beforeAll(async () => {
    workspace = await createWorkspace();
    workspace.sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    untouched = await snapshot();
    await workspace.synthesizeDynatraceSide(workspace.deployment({ connections }));
    succeed(await workspace.terraform(APPLY));
  });
  afterAll(() => workspace.close());

  it('stays when the name of the file changes', async () => {
    await workspace.synthesizeDynatraceSide(workspace.deployment({ connections }, { name: 'renamed' }));

    expect(await workspace.plan()).toEqual({});
  });

  it('stays when a tenant gets another key and says which one it had', async () => {
    const deployment = workspace.deployment({ connections });
    const { sandbox } = deployment.tenants as { sandbox: object };
    const renamed = { ...deployment, tenants: { production: { ...sandbox, movedFrom: 'sandbox' } } };
    await workspace.synthesizeDynatraceSide(renamed);

    expect(await workspace.plan('production')).toEqual({});
  });

  it('is not taken from the old state when a tenant gets another key and does not say so', async () => {
    const before = await snapshot();
    const deployment = workspace.deployment({ connections });
    const { sandbox } = deployment.tenants as { sandbox: object };
    await workspace.synthesizeDynatraceSide({ ...deployment, tenants: { other: sandbox } });

    const refused = await workspace.terraform(APPLY, { tenant: 'other' });

    expect(refused.code).toBe(1);
    expect(said(refused)).toContain('it was made by another state of a deployment named "e2e"');
    expect(said(refused)).toContain('If a tenant got a new key, write `movedFrom` with its old one.');
    expect(await snapshot()).toEqual(before);
    succeed(await workspace.terraform(DESTROY, { tenant: 'other' }));
    expect(await snapshot()).toEqual(before);
  });

  it('keeps two files of the same name with the same keys apart', async () => {
    const before = await snapshot();
    const second = await createWorkspace({}, workspace);
    await second.synthesizeDynatraceSide(second.deployment({ connections }));

    const refused = await second.terraform(APPLY);
    succeed(await second.terraform(DESTROY));

    expect(refused.code).toBe(1);
    expect(said(refused)).toMatch(/the connection (auto|ops) belongs to something else/);
    expect(await snapshot()).toEqual(before);
    await second.close();
  });

  it('moves with the key of a connection, as a move', async () => {
    const ids = objectIds();
    const { auto, ops } = connections;
    const moved = { automation: { ...auto, movedFrom: 'auto' }, operations: { ...ops, movedFrom: 'ops' } };
    await workspace.synthesizeDynatraceSide(workspace.deployment({ connections: moved }));

    const plan = await workspace.terraform(['plan', '-input=false']);
    expect(plan.stdout).toContain('null_resource.connection_guard["auto"] has moved to');
    expect(plan.stdout).toMatch(/0 to add, 0 to change, 0 to destroy/);
    succeed(await workspace.terraform(APPLY));

    expect(await workspace.plan()).toEqual({});
    expect(objectIds()).toEqual(ids);
    // The next state of the file knows the keys under which the objects were made.
    const { automation, operations } = moved;
    await workspace.synthesizeDynatraceSide(workspace.deployment({ connections: { automation, operations } }));
  });

  it('survives a state that gets another id', async () => {
    succeed(await workspace.terraform(['taint', 'null_resource.owner']));
    const ids = objectIds();
    expect(await workspace.plan()).toEqual({ 'null_resource.owner': 'replace' });
    succeed(await workspace.terraform(APPLY));

    expect(objectIds()).toEqual(ids);
    expect(await workspace.plan()).toEqual({});
  });

  it('leaves nothing behind', async () => {
    succeed(await workspace.terraform(DESTROY));

    expect(await snapshot()).toEqual(untouched);
  });
});
