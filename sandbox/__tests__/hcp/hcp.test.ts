import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { type Script, scriptedExecution } from '../../hcp/execution';
import { type HcpSandbox, startHcp } from '../../hcp/hcp';
import type { Workspace } from '../../hcp/state';

const TOKEN = 'team-token';
let hcp: HcpSandbox;
let script: Script;
let workspace: Workspace;

beforeEach(async () => {
  script = {};
  hcp = await startHcp({ tokens: [TOKEN], execution: scriptedExecution(script) });
  workspace = hcp.addWorkspace({ organization: 'acme', name: 'aws-workflows-prod' });
});

afterEach(() => hcp.close());

describe('access', () => {
  it.each([undefined, 'Bearer wrong', TOKEN])('is refused with the authorization %s', async (authorization) => {
    const response = await fetch(`${hcp.url}/api/v2/workspaces/${workspace.id}/all-vars`, {
      headers: authorization ? { authorization } : {},
    });

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ errors: [{ status: '401', title: 'unauthorized' }] });
  });

  it('shows what does not exist and what may not be seen alike', async () => {
    workspace.canReadVariables = false;

    expect((await call('GET', 'organizations/acme/workspaces/none')).status).toBe(404);
    expect((await call('GET', 'organizations/other/workspaces/aws-workflows-prod')).status).toBe(404);
    expect((await call('GET', `workspaces/${workspace.id}/all-vars`)).status).toBe(404);
  });

  it('tells where the API is without a token', async () => {
    expect(await (await fetch(`${hcp.url}/.well-known/terraform.json`)).json()).toEqual({ 'tfe.v2': '/api/v2/' });
  });

  it('never shows the value of a sensitive variable', async () => {
    workspace.variables.push(
      { key: 'DT_CLIENT_SECRET', value: 'hidden', category: 'env', sensitive: true },
      { key: 'DT_CLIENT_ID', value: 'shown', category: 'env' },
    );

    const { body } = await call('GET', `workspaces/${workspace.id}/all-vars`);

    expect(JSON.stringify(body)).not.toContain('hidden');
    expect(JSON.stringify(body)).toContain('shown');
  });
});

describe('configuration versions', () => {
  it('need the media type of the API, a fitting type and JSON', async () => {
    const path = `workspaces/${workspace.id}/configuration-versions`;

    expect((await call('POST', path, '{}', 'application/json')).status).toBe(415);
    expect((await call('POST', path, 'no json')).status).toBe(400);
    expect((await call('POST', path, document('runs', {}))).status).toBe(422);
  });

  it('show where to upload once, and take one upload', async () => {
    const { body } = await create();
    const url = body.data.attributes['upload-url'] as string;

    expect((await show(body.data.id)).attributes).toMatchObject({ status: 'pending' });
    expect((await show(body.data.id)).attributes).not.toHaveProperty('upload-url');
    expect(await put(url, await archive())).toBe(200);
    expect((await show(body.data.id)).attributes).toMatchObject({ status: 'uploaded' });
    expect(await put(url, await archive())).toBe(404);
  });

  it('end in an error when the upload is no tar.gz', async () => {
    const { body } = await create();

    await put(body.data.attributes['upload-url'] as string, Buffer.from('zip'));

    expect((await show(body.data.id)).attributes).toMatchObject({
      status: 'errored',
      'error-message': expect.stringContaining('the archive cannot be read'),
    });
  });

  it('are refused for a workspace that takes them from version control, unless they only plan', async () => {
    workspace.vcsRepo = 'acme/infrastructure';

    expect((await create()).status).toBe(422);
    expect((await create({ speculative: true })).status).toBe(201);
  });

  it('are hidden from those who may not start runs', async () => {
    workspace.canQueueRun = false;

    expect((await create()).status).toBe(404);
  });
});

describe('runs', () => {
  it('plan, wait for a confirmation, and apply', async () => {
    const id = await start();
    await hcp.idle();
    expect(await run(id)).toMatchObject({ status: 'planned', actions: { 'is-confirmable': true } });

    expect((await call('POST', `runs/${id}/actions/apply`, '{}')).status).toBe(202);
    await hcp.idle();

    expect(await run(id)).toMatchObject({ status: 'applied' });
    expect((await call('POST', `runs/${id}/actions/apply`, '{}')).status).toBe(409);
  });

  it('apply by themselves when they are told to', async () => {
    const id = await start({ 'auto-apply': true });
    await hcp.idle();

    expect(await run(id)).toMatchObject({ status: 'applied', 'auto-apply': true });
  });

  it.each([
    [{ 'plan-only': true }, { succeeded: true, additions: 1 }, 'planned_and_finished', true],
    [{}, { succeeded: true }, 'planned_and_finished', false],
    [{}, { succeeded: false }, 'errored', false],
  ])('with %j end after a plan of %j as %s', async (attributes, planned, status, changes) => {
    script.planned = planned;

    const id = await start(attributes);
    await hcp.idle();

    expect(await run(id)).toMatchObject({ status, 'has-changes': changes });
  });

  it('fail with their apply', async () => {
    script.applied = false;

    const id = await start({ 'auto-apply': true });
    await hcp.idle();

    expect(await run(id)).toMatchObject({ status: 'errored' });
  });

  it('need a configuration that was uploaded, and a workspace that runs remotely', async () => {
    const { body } = await create();

    expect((await queue(body.data.id)).status).toBe(422);
    await put(body.data.attributes['upload-url'] as string, await archive());
    workspace.executionMode = 'local';
    expect((await queue(body.data.id)).status).toBe(422);
  });

  it('belong to one workspace', async () => {
    const { body } = await create();
    workspace = hcp.addWorkspace({ organization: 'acme', name: 'other' });

    expect((await queue(body.data.id)).status).toBe(404);
  });

  it('wait while the workspace is locked or busy', async () => {
    workspace.locked = true;
    const first = await start();
    expect(await run(first)).toMatchObject({ status: 'pending' });

    workspace.locked = false;
    hcp.advance();
    await hcp.idle();
    const second = await start();
    await hcp.idle();

    expect(await run(first)).toMatchObject({ status: 'planned' });
    expect(await run(second)).toMatchObject({ status: 'pending' });
  });

  it('leave logs between two markers, which can be read in parts without a token', async () => {
    script.planLog = ['one\n', 'two\n'];
    const id = await start();
    await hcp.idle();
    const plan = (await call('GET', `runs/${id}`)).body.data.relationships?.plan?.data?.id;
    const url = (await call('GET', `plans/${plan}`)).body.data.attributes['log-read-url'];

    expect(await (await fetch(String(url))).text()).toBe('\u0002one\ntwo\n\u0003');
    expect(await (await fetch(`${url}?offset=5&limit=3`)).text()).toBe('two');
    expect(await (await fetch(`${url}?offset=100&limit=3`)).text()).toBe('');
  });
});

interface Answer {
  status: number;
  body: {
    data: {
      id: string;
      attributes: Record<string, unknown>;
      relationships?: Record<string, { data?: { id: string } }>;
    };
  };
}

async function call(method: string, path: string, body?: string, type = 'application/vnd.api+json'): Promise<Answer> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type };
  const response = await fetch(`${hcp.url}/api/v2/${path}`, { method, headers, body });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

function document(type: string, attributes: object, relationships: object = {}): string {
  return JSON.stringify({ data: { type, attributes, relationships } });
}

function create(attributes: object = {}): Promise<Answer> {
  const body = document('configuration-versions', { 'auto-queue-runs': false, ...attributes });
  return call('POST', `workspaces/${workspace.id}/configuration-versions`, body);
}

async function show(id: string) {
  return (await call('GET', `configuration-versions/${id}`)).body.data;
}

function queue(configuration: string, attributes: object = {}): Promise<Answer> {
  const relationships = {
    workspace: { data: { type: 'workspaces', id: workspace.id } },
    'configuration-version': { data: { type: 'configuration-versions', id: configuration } },
  };
  return call('POST', 'runs', document('runs', attributes, relationships));
}

async function start(attributes: object = {}): Promise<string> {
  const { body } = await create();
  await put(body.data.attributes['upload-url'] as string, await archive());
  return (await queue(body.data.id, attributes)).body.data.id;
}

async function run(id: string) {
  return (await call('GET', `runs/${id}`)).body.data.attributes;
}

async function put(url: string, body: Buffer): Promise<number> {
  return (await fetch(url, { method: 'PUT', body: new Uint8Array(body) })).status;
}

async function archive(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'cdk.tf.json' }, '{}');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}
