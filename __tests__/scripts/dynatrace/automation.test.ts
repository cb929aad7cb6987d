import { consentedPermissions, listWorkflows } from '../../../scripts/dynatrace/automation';
import type { ApiRequest, Context } from '../../../scripts/dynatrace/context';
import { type Bench, failureOf, startBench } from '../support';

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

  it.each<[string, object, object]>([
    ['counts nothing', {}, { count: '1' }],
    ['lists nothing', {}, { results: null }],
    ['lists a workflow without an id', { id: '' }, {}],
    ['lists a workflow without a title', { title: undefined }, {}],
    ['lists a workflow whose tasks are a list', { tasks: [] }, {}],
    ['lists a workflow with no task', { tasks: { good: {}, bad: null } }, {}],
    ['lists a workflow with an action that is no text', { tasks: { good: {}, bad: { action: 1 } } }, {}],
    ['lists a workflow with an input that is no record', { tasks: { good: {}, bad: { input: 'x' } } }, {}],
  ])('believes no page that %s', async (_, workflow, page) => {
    const results = [
      { id: 'a', title: 'a' },
      { id: 'b', title: 'b', ...workflow },
    ];
    bench.dynatrace.faults.add({ path: WORKFLOWS, status: 200, body: { count: 2, results, ...page } });

    await expect(listWorkflows(bench.context())).rejects.toThrow('expected a page of workflows');
  });

  it('believes a page with all that may be there', async () => {
    const tasks = { a: { action: 'x:y', input: {} }, b: { action: null, input: null } };
    const results = [
      { id: 'a', title: '', tasks },
      { id: 'b', title: 'b', tasks: null },
    ];
    bench.dynatrace.faults.add({ path: WORKFLOWS, status: 200, body: { count: 2, results } });

    expect(await listWorkflows(bench.context())).toEqual({ workflows: results });
  });

  it.each<[string, { count: number; results: string[] }[], (string | undefined)[]]>([
    ['all are there', [{ count: 2, results: ['a', 'b'] }], ['0']],
    [
      'all are there on two pages',
      [
        { count: 2, results: ['a'] },
        { count: 2, results: ['b'] },
      ],
      ['0', '1'],
    ],
    [
      'a page is empty',
      [
        { count: 9, results: ['a', 'b'] },
        { count: 9, results: [] },
      ],
      ['0', '2'],
    ],
  ])('reads pages until %s', async (_, pages, offsets) => {
    const requests: ApiRequest[] = [];
    const send = async <T>(request: ApiRequest<T>) => {
      const { count = 0, results = [] } = pages[requests.push(request as ApiRequest) - 1] ?? {};
      return { body: { count, results: results.map((id) => ({ id, title: id })) } as T };
    };

    const { workflows } = await listWorkflows({ ...bench.context(), send } as Context);

    expect(workflows.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(requests.map(({ query }) => query)).toEqual(
      offsets.map((offset) => ({ limit: '100', offset, adminAccess: 'true' })),
    );
    expect(requests[0]?.permissions.map(({ permission }) => permission)).toEqual([
      'automation:workflows:read',
      'automation:workflows:admin',
    ]);
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

  it('believes no list of something else than permissions', async () => {
    bench.dynatrace.faults.add({ path: /user-permissions/, status: 200, body: ['a:b', null] });

    expect((await failureOf(consentedPermissions(bench.context()))).message).toContain(
      'could not read what workflows may do for this user: expected a list of permissions, got',
    );
  });
});
