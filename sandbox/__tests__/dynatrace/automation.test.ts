import { addUser } from '../../dynatrace/directory';
import { call, start, stopAll } from './support';

afterEach(stopAll);

const AUTOMATION = '/platform/automation/v1';
const AUTHENTICATE = 'hyperscaler-authentication:aws:authenticate';

function task(name: string, connection: string) {
  return {
    [name]: { name, action: 'dynatrace.aws.connector:s3-list-buckets', input: { connection, region: 'eu-west-1' } },
  };
}

describe('workflows', () => {
  it('show the connections that their tasks use', async () => {
    // given
    const sandbox = await start();
    const owner = sandbox.admin.user.uuid;
    const { id } = sandbox.addWorkflow({
      title: 'Nightly',
      owner,
      tasks: { ...task('a', 'ops'), ...task('b', 'dev') },
    });

    // when
    const list = (await call(sandbox, 'GET', `${AUTOMATION}/workflows`)).body;
    const one = (await call(sandbox, 'GET', `${AUTOMATION}/workflows/${id}`)).body;
    const actions = (await call(sandbox, 'GET', `${AUTOMATION}/workflows/${id}/actions`)).body;

    // then
    expect(list).toMatchObject({ count: 1, results: [{ id, title: 'Nightly', actor: owner }] });
    expect(one.tasks.b.input).toEqual({ connection: 'dev', region: 'eu-west-1' });
    expect(actions).toEqual(['dynatrace.aws.connector:s3-list-buckets']);
  });

  it('come page by page and by search', async () => {
    const sandbox = await start();
    for (const title of ['one', 'two', 'three']) sandbox.addWorkflow({ title, owner: 'x' });
    const titles = async (query: string) =>
      (await call(sandbox, 'GET', `${AUTOMATION}/workflows?${query}`)).body.results.map(
        ({ title }: { title: string }) => title,
      );
    expect(await titles('limit=2&offset=1')).toEqual(['two', 'three']);
    expect(await titles('search=TW')).toEqual(['two']);
  });

  it('are selected by their fields, and show who made them', async () => {
    const sandbox = await start();
    sandbox.addWorkflow({ title: 'one', owner: 'x', type: 'SIMPLE', isDeployed: false });
    sandbox.addWorkflow({ title: 'two', owner: 'y', ownerType: 'GROUP' });
    const titles = async (query: string) =>
      (await call(sandbox, 'GET', `${AUTOMATION}/workflows?${query}`)).body.results.map(
        ({ title }: { title: string }) => title,
      );
    expect(await titles('type=SIMPLE&isDeployed=false')).toEqual(['one']);
    expect(await titles('owner=y&ownerType=GROUP')).toEqual(['two']);
    const [one] = (await call(sandbox, 'GET', `${AUTOMATION}/workflows?owner=x`)).body.results;
    expect(one).toMatchObject({ lastExecution: null, modificationInfo: { createdBy: 'x', lastModifiedBy: 'x' } });
  });

  it('run others, whose actions are not theirs', async () => {
    const sandbox = await start();
    const { id: workflowId } = sandbox.addWorkflow({ title: 'inner', owner: 'x', tasks: task('a', 'ops') });
    const run = {
      name: 'run',
      action: 'dynatrace.automations:run-workflow',
      input: { workflowId, workflowInput: '{}' },
    };
    const { id } = sandbox.addWorkflow({ title: 'outer', owner: 'x', tasks: { run } });
    const get = async (path: string) => (await call(sandbox, 'GET', `${AUTOMATION}/workflows/${id}${path}`)).body;
    expect(await get('/actions')).toEqual(['dynatrace.automations:run-workflow']);
    expect((await get('/tasks')).run.input.workflowId).toBe(workflowId);
  });

  it('of a group are not hidden from its members', async () => {
    const sandbox = await start();
    const { user, platformToken: token } = sandbox.addUser({ email: 'x@example.com' });
    const { uuid: owner } = sandbox.addGroup({ name: 'team', members: [user.uuid] });
    const { id } = sandbox.addWorkflow({ title: 'ours', owner, ownerType: 'GROUP', isPrivate: true });
    expect((await call(sandbox, 'GET', `${AUTOMATION}/workflows/${id}`, { token })).status).toBe(200);
    expect((await call(sandbox, 'GET', `${AUTOMATION}/workflows/${id}`)).status).toBe(404);
  });

  it('of others are hidden while private, except from administrators', async () => {
    const sandbox = await start();
    const { id } = sandbox.addWorkflow({ title: 'secret', owner: 'somebody', isPrivate: true });
    const status = async (query: string, token?: string) =>
      (await call(sandbox, 'GET', `${AUTOMATION}/workflows/${id}${query}`, { token })).status;
    const { platformToken } = sandbox.addUser({ email: 'x@example.com', policy: 'ALLOW automation:workflows:read;' });
    expect(await status('')).toBe(404);
    expect(await status('?adminAccess=true')).toBe(200);
    expect(await status('?adminAccess=true', platformToken)).toBe(403);
    expect((await call(sandbox, 'GET', `${AUTOMATION}/workflows`)).body.count).toBe(0);
  });

  it('need their scope', async () => {
    const sandbox = await start();
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', scopes: ['settings:objects:read'] });
    const { body } = await call(sandbox, 'GET', `${AUTOMATION}/workflows`, { token });
    expect(body.error.details.missingScopes).toEqual(['automation:workflows:read']);
  });
});

describe('authorization settings', () => {
  it('show what the caller lets Workflows do, never more than the caller may do', async () => {
    // given
    const sandbox = await start();
    const policy = `ALLOW automation:workflows:read, automation:workflows:run, ${AUTHENTICATE};`;
    const { user, platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy });
    const permissions = async () =>
      (await call(sandbox, 'GET', `${AUTOMATION}/settings/user-permissions`, { token })).body;

    // when
    const before = await permissions();
    sandbox.setConsent(user, [AUTHENTICATE, 'settings:objects:read']);

    // then
    expect(before).toEqual(['automation:workflows:read', 'automation:workflows:run']);
    expect(await permissions()).toEqual([...before, AUTHENTICATE]);
  });

  it('name the permissions that exist, and the service users', async () => {
    const sandbox = await start();
    const { body } = await call(sandbox, 'GET', `${AUTOMATION}/settings`);
    expect(body.scopes[AUTHENTICATE]).toBeDefined();
    const { uuid, name, email } = addUser(sandbox.tenant.account, { email: 'robot@example.com', kind: 'service' });
    expect((await call(sandbox, 'GET', `${AUTOMATION}/settings/service-users`)).body).toEqual({
      results: [{ uuid, name, email }],
    });
  });
});
