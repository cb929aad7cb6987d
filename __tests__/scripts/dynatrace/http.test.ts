import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { type SandboxResponse, type SandboxServer, serve } from '../../../sandbox/index';
import { createHttp } from '../../../scripts/dynatrace/http';
import { failureOf, jumpingClock } from '../support';
import { selfSigned } from './self-signed';

describe('http', () => {
  let server: SandboxServer;
  let answer: SandboxResponse;
  let headers: NodeJS.Dict<string | string[]>;
  beforeEach(async () => {
    answer = { status: 200, body: { ok: true } };
    server = await serve((request) => {
      headers = request.headers;
      return answer;
    });
  });
  afterEach(() => server.close());

  function open(env: NodeJS.ProcessEnv = {}) {
    const clock = jumpingClock();
    const lines: string[] = [];
    const http = createHttp({ env, clock, log: (line) => lines.push(line) });
    const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE' = 'GET', more = {}) =>
      http.send({ method, url: `${server.url}/x?secret=1`, ...more }).finally(() => http.close());
    return { clock, lines, send };
  }

  it('names itself and the run it belongs to', async () => {
    await open().send();
    expect(headers['user-agent']).toMatch(/^dynatrace-aws-workflows\/\d+\.\d+\.\d+$/);
    await open({ TFC_RUN_ID: 'run-1' }).send();
    expect(headers['user-agent']).toMatch(/ \(run run-1\)$/);
  });

  it.each([429, 503])('waits the seconds of Retry-After after %s, for a POST too', async (status) => {
    server.faults.add({ path: /x/, status, headers: { 'retry-after': '7' } });
    const { clock, lines, send } = open();

    expect(await send('POST')).toMatchObject({ status: 200 });

    expect(clock.slept).toEqual([7_000]);
    expect(lines).toEqual([`POST ${server.url}/x answered ${status}, next attempt in 7 s`]);
  });

  it('waits until the date of Retry-After', async () => {
    const date = new Date(Date.now() + 20_000).toUTCString();
    server.faults.add({ path: /x/, status: 503, headers: { 'retry-after': date } });
    const { clock, send } = open();

    await send();

    expect(clock.slept[0]).toBeGreaterThan(15_000);
    expect(clock.slept[0]).toBeLessThanOrEqual(20_000);
  });

  it('waits as long as the body of the gateway says', async () => {
    server.faults.add({ path: /x/, status: 429, body: { error: { code: 429, retryAfterSeconds: 3 } } });
    const { clock, send } = open();

    await send();

    expect(clock.slept).toEqual([3_000]);
  });

  it('gives up when it is told to wait longer than it may', async () => {
    server.faults.add({ path: /x/, status: 429, headers: { 'retry-after': '3600' }, times: 9 });
    const { clock, send } = open();

    expect(await send()).toMatchObject({ status: 429 });
    expect(clock.slept).toEqual([]);
  });

  it('gives up after a total time, however often it is turned away', async () => {
    server.faults.add({ path: /x/, status: 429, headers: { 'retry-after': '50' }, times: 9 });

    expect(await open().send()).toMatchObject({ status: 429 });
    expect(server.log).toHaveLength(4);
  });

  it.each([500, 502, 503, 504])('repeats what may be repeated after %s, and nothing else', async (status) => {
    server.faults.add({ path: /x/, status, times: 2 });
    expect(await open().send('PUT')).toMatchObject({ status: 200 });

    server.faults.add({ path: /x/, status, times: 1 });
    expect(await open().send('POST')).toMatchObject({ status });
    server.faults.add({ path: /x/, status, times: 1 });
    expect(await open().send('POST', { repeatable: true })).toMatchObject({ status: 200 });
  });

  it('backs off further each time, and stops', async () => {
    server.faults.add({ path: /x/, status: 500, times: 99 });
    const { clock, send } = open();

    expect(await send('DELETE')).toMatchObject({ status: 500 });

    expect(clock.slept).toHaveLength(4);
    expect(clock.slept[3]).toBeGreaterThan(clock.slept[0] ?? 0);
  });

  it('repeats a GET when the connection breaks, but never a POST', async () => {
    server.faults.add({ path: /x/, reset: 'before' });
    expect(await open().send()).toMatchObject({ status: 200 });

    server.faults.add({ path: /x/, reset: 'after' });
    const error = await failureOf(open().send('POST'));

    expect(error).toMatchObject({ exitCode: 5, unanswered: true });
    expect(error.message).not.toContain('secret');
  });

  it('repeats even a POST that no server took', async () => {
    await server.close();
    const { clock, send } = open();

    const error = await failureOf(send('POST'));

    expect(error).toMatchObject({ exitCode: 5, unanswered: false });
    expect(error.message).toContain('HTTPS_PROXY');
    expect(clock.slept).toHaveLength(4);
  });

  it('does not repeat a request to a server that does not speak TLS, or whose certificate nobody knows', async () => {
    const secure = createSecureServer(selfSigned());
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;

    for (const target of [server.port, port]) {
      const { clock, send } = open();
      const error = await failureOf(send('GET', { url: `https://127.0.0.1:${target}/` }));

      expect(error).toMatchObject({ exitCode: 2 });
      expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
      expect(clock.slept).toEqual([]);
    }
    secure.close();
  });

  it('goes through the proxy that the environment names, except where it says not to', async () => {
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url = '' }, socket) => {
      tunnels.push(url);
      const [host, port] = url.split(':');
      const target = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      socket.pipe(target).pipe(socket);
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

    expect(await open({ HTTP_PROXY: address, NO_PROXY: '127.0.0.1' }).send()).toMatchObject({ status: 200 });
    expect(tunnels).toEqual([]);
    expect(await open({ HTTP_PROXY: address }).send()).toMatchObject({ status: 200 });
    expect(tunnels).toEqual([new URL(server.url).host]);
    proxy.close();
  });
});
