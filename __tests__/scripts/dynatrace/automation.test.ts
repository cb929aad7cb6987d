import { consentedPermissions, listWorkflows } from '../../../scripts/dynatrace/automation';
import { type Bench, startBench } from '../support';

describe('automation', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const add = (title: string, changes: object = {}) =>
    bench.dynatrace.addWorkflow({ title, owner: bench.dynatrace.admin.user.uuid, ...changes });
  const WORKFLOWS = /\/automation\/v1\/workflows$/;

  it('lists every page, and private workflows of others where that is granted', async () => {
    for (let index = 0; index < 220; index += 1) add(`workflow ${index}`);
    add('secret', { owner: 'somebody else', isPrivate: true });

    const { workflows, hidden } = await listWorkflows(bench.context());

    expect(workflows).toHaveLength(221);
    expect(workflows.map(({ title }) => title)).toContain('secret');
    expect(hidden).toBeUndefined();
  });

  it('says why workflows may be hidden', async () => {
    add('public');
    add('secret', { owner: 'somebody else', isPrivate: true });
    const scopes = ['automation:workflows:read'];
    const policy = 'ALLOW automation:workflows:read;';
    const { platformToken } = bench.dynatrace.addUser({ email: 'token@example.com', policy });
    const { clientId, clientSecret } = bench.dynatrace.addUser({ email: 'client@example.com', scopes });
    const client = { DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret };

    for (const env of [{ DYNATRACE_PLATFORM_TOKEN: platformToken }, client]) {
      const { workflows, hidden } = await listWorkflows(bench.context({ env }));

      expect(workflows.map(({ title }) => title)).toEqual(['public']);
      expect(hidden).toContain('automation:workflows:admin');
    }
  });

  it('does not take another failure for a lack of permissions', async () => {
    const { platformToken } = bench.dynatrace.addUser({ email: 'nobody@example.com', policy: '' });
    const context = bench.context({ env: { DYNATRACE_PLATFORM_TOKEN: platformToken } });
    await expect(listWorkflows(context)).rejects.toThrow('ALLOW automation:workflows:read');

    bench.dynatrace.faults.add({ path: WORKFLOWS, status: 400, body: {} });
    await expect(listWorkflows(bench.context())).rejects.toThrow('could not list the workflows');
  });

  it('believes no page of another shape', async () => {
    bench.dynatrace.faults.add({ path: WORKFLOWS, status: 200, body: { count: '1' } });

    await expect(listWorkflows(bench.context())).rejects.toThrow('expected a page of workflows');
  });

  it('counts a workflow once that two pages show', async () => {
    for (let index = 0; index < 150; index += 1) add(`workflow ${index}`);
    const { workflows } = bench.dynatrace.tenant;
    const first = { count: 150, results: workflows.slice(0, 60) };
    bench.dynatrace.faults.add({ path: WORKFLOWS, status: 200, body: first });
    workflows.unshift(...workflows.splice(149, 1));

    const found = await listWorkflows(bench.context());

    expect(new Set(found.workflows.map(({ id }) => id)).size).toBe(found.workflows.length);
    expect(found.workflows.length).toBeGreaterThan(140);
  });

  it('reads what workflows may do for the caller', async () => {
    bench.dynatrace.setConsent(bench.dynatrace.admin.user, ['settings:objects:read']);

    expect(await consentedPermissions(bench.context())).toContain('settings:objects:read');
  });
});
