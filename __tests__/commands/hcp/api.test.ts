import { connectHcp, type HcpApi } from '../../../commands/hcp/api';
import { type Handler, type SandboxServer, serve } from '../../../sandbox/index';
import { type JumpingClock, jumpingClock } from '../../scripts/support';

const TOKEN = 'very-secret-token';
let server: SandboxServer;
let api: HcpApi | undefined;
let answer: Handler;
let clock: JumpingClock;

beforeEach(async () => {
  answer = () => ({ status: 200, body: { data: { id: 'ws-1', attributes: {} } } });
  server = await serve((request) =>
    request.path === '/.well-known/terraform.json'
      ? { status: 200, body: { 'tfe.v2': '/prefix/api/v2/' } }
      : answer(request),
  );
});

afterEach(async () => {
  await api?.close();
  api = undefined;
  await server.close();
});

async function connect(): Promise<HcpApi> {
  clock = jumpingClock();
  api = await connectHcp({ hostname: `127.0.0.1:${server.port}`, token: TOKEN, clock });
  return api;
}

describe('connectHcp', () => {
  it('finds the API where the host says it is, and shows it the token', async () => {
    let authorization: string | undefined;
    answer = ({ headers }) => {
      authorization = headers.authorization;
      return { status: 200, body: { data: { id: 'ws-1', attributes: { name: 'prod' } } } };
    };

    expect(await (await connect()).get('workspaces/ws-1')).toEqual({ id: 'ws-1', attributes: { name: 'prod' } });
    expect(authorization).toBe(`Bearer ${TOKEN}`);
    expect(server.log.at(-1)).toMatchObject({ path: '/prefix/api/v2/workspaces/ws-1' });
  });

  it('says so when the host does not offer the API', async () => {
    server.faults.add({ path: /terraform\.json/, status: 200, body: { 'modules.v1': '/modules/' } });

    await expect(connect()).rejects.toThrow(
      `127.0.0.1:${server.port} does not offer the API of HCP Terraform (no tfe.v2 service)`,
    );
  });

  it('says so when the host cannot be reached', async () => {
    await server.close();

    await expect(connect()).rejects.toThrow(
      `GET /.well-known/terraform.json at 127.0.0.1:${server.port} got no answer: connect ECONNREFUSED`,
    );
    server = await serve(answer);
  });

  it('says so when something else answers', async () => {
    server.faults.add({ path: /terraform\.json/, status: 200, body: '<html>Sign in</html>' });

    await expect(connect()).rejects.toThrow(/must answer with what was asked for, got <html>Sign in<\/html>/);
  });
});

describe('a request', () => {
  it.each([429, 500, 502, 503])('that reads is sent again after %d', async (status) => {
    server.faults.add({ path: /workspaces/, status, times: 2 });

    expect(await (await connect()).get('workspaces/ws-1')).toMatchObject({ id: 'ws-1' });
  });

  it('is sent again after a broken connection', async () => {
    server.faults.add({ path: /workspaces/, reset: 'before' });

    expect(await (await connect()).get('workspaces/ws-1')).toMatchObject({ id: 'ws-1' });
  });

  it('waits as long as the answer asks for', async () => {
    server.faults.add({ path: /workspaces/, status: 429, headers: { 'x-ratelimit-reset': '20.5' } });

    expect(await (await connect()).get('workspaces/ws-1')).toMatchObject({ id: 'ws-1' });
    expect(clock.slept[0]).toBeGreaterThanOrEqual(20_500);
    expect(clock.slept[0]).toBeLessThan(22_000);
  });

  it('gives up in the end', async () => {
    server.faults.add({ path: /workspaces/, status: 503, times: 99 });

    await expect((await connect()).get('workspaces/ws-1')).rejects.toMatchObject({ status: 503 });
  });

  it('that changes something is sent again only when it was turned away', async () => {
    server.faults.add({ path: /runs/, status: 429 });
    await (await connect()).post('runs', 'runs', {});
    expect(server.log.filter(({ path }) => path.endsWith('/runs'))).toHaveLength(2);

    server.faults.add({ path: /runs/, status: 502 });
    await expect(api?.post('runs', 'runs', {})).rejects.toMatchObject({ status: 502 });
    server.faults.add({ path: /runs/, reset: 'after' });
    await expect(api?.post('runs', 'runs', {})).rejects.toThrow('POST /prefix/api/v2/runs at');
    expect(server.log.filter(({ path }) => path.endsWith('/runs'))).toHaveLength(4);
  });

  it('that is refused shows what the API said, and never the token', async () => {
    answer = () => ({ status: 422, body: { errors: [{ title: 'invalid', detail: `not with ${TOKEN}` }] } });

    await expect((await connect()).get('workspaces/ws-1')).rejects.toThrow('failed: 422 invalid: not with ***');
  });

  it('with a bad token says so', async () => {
    answer = () => ({ status: 401, body: { errors: [{ title: 'unauthorized' }] } });

    await expect((await connect()).get('workspaces/ws-1')).rejects.toThrow(
      '401 unauthorized; the token is wrong or expired',
    );
  });
});

describe('an answer', () => {
  it.each(['null', '{}', '[]', '[null]', '', '{"data":{"id":', '{"data":null}', '{"data":[{"id":"x"}]}', '<html>'])(
    'of %j is not believed',
    async (body) => {
      answer = () => ({ status: 200, body });
      const { get, list, post } = await connect();

      for (const ask of [get('x'), list('x'), post('x', 'x', {})]) {
        await expect(ask).rejects.toThrow(/must answer with what was asked for, got/);
      }
    },
  );

  it('from somewhere else is refused, and the place named without its secrets', async () => {
    answer = () => ({ status: 302, headers: { location: 'https://login.example.com/x?ticket=1' } });

    await expect((await connect()).get('x')).rejects.toThrow('302, a redirect to https://login.example.com/x');
  });

  it('that is too long is not read', async () => {
    answer = () => ({ status: 200, body: 'x'.repeat(10 * 1024 * 1024) });

    await expect((await connect()).get('x')).rejects.toThrow('an implausibly long body');
  });
});

describe('a file', () => {
  it('goes to and comes from its address without the token, which messages do not show', async () => {
    const seen: unknown[] = [];
    answer = ({ method, headers, body }) => {
      seen.push([method, headers.authorization, body.toString()]);
      return { status: 200, body: 'log' };
    };
    const url = `${server.url}/object/secret-address`;

    await (await connect()).upload(url, Buffer.from('tar'));
    expect((await api?.download(url))?.toString()).toBe('log');
    expect(seen).toEqual([
      ['PUT', undefined, 'tar'],
      ['GET', undefined, ''],
    ]);

    answer = () => ({ status: 404 });
    const message = await api?.download(url).catch(({ message }: Error) => message);
    expect(message).toBe(`GET of a file at 127.0.0.1:${server.port} failed: 404`);
  });
});
