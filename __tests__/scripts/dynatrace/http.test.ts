import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { type SandboxResponse, type SandboxServer, serve } from '../../../sandbox/index';
import { systemClock } from '../../../scripts/dynatrace/clock';
import { LIMITS, startDeadline } from '../../../scripts/dynatrace/deadline';
import { BODY_LIMIT, createHttp } from '../../../scripts/dynatrace/http';
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

  function open(env: NodeJS.ProcessEnv = {}, limits = LIMITS) {
    const clock = jumpingClock();
    const lines: string[] = [];
    const http = createHttp({ env, clock, log: (line) => lines.push(line) });
    const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE' = 'GET', more = {}) => {
      const deadline = startDeadline(clock, limits);
      return http.send({ method, url: `${server.url}/x?secret=1`, deadline, ...more }).finally(() => http.close());
    };
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

    expect(clock.slept[0]).toBeGreaterThanOrEqual(7_000);
    expect(clock.slept[0]).toBeLessThanOrEqual(8_000);
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^POST ${server.url}/x answered ${status}, next attempt in [78] s$`)),
    ]);
  });

  it('waits until the date of Retry-After', async () => {
    const date = new Date(Date.now() + 20_000).toUTCString();
    server.faults.add({ path: /x/, status: 503, headers: { 'retry-after': date } });
    const { clock, send } = open();

    await send();

    expect(clock.slept[0]).toBeGreaterThan(15_000);
    expect(clock.slept[0]).toBeLessThanOrEqual(21_000);
  });

  it('waits as long as the body of the gateway says', async () => {
    server.faults.add({ path: /x/, status: 429, body: { error: { code: 429, retryAfterSeconds: 3 } } });
    const { clock, send } = open();

    await send();

    expect(clock.slept[0]).toBeGreaterThanOrEqual(3_000);
    expect(clock.slept[0]).toBeLessThanOrEqual(4_000);
  });

  it('gives up when it is told to wait longer than it may, and names the limit', async () => {
    server.faults.add({ path: /x/, status: 429, headers: { 'retry-after': '3600' }, times: 9 });
    const { clock, send } = open();

    expect(await send()).toMatchObject({
      status: 429,
      tried: 'turned away once, and a call may wait 720 s for that',
    });
    expect(clock.slept).toEqual([]);
  });

  it('waits for a rate limit longer than for anything else, and gives up in the end', async () => {
    server.faults.add({ path: /x/, status: 429, headers: { 'retry-after': '100' }, times: 99 });

    expect(await open().send()).toMatchObject({ status: 429, tried: expect.stringContaining('720 s') });
    expect(server.log.length).toBeGreaterThan(5);
  });

  it('spreads the scripts that are turned away at the same time', async () => {
    server.faults.add({ path: /x/, status: 429, headers: { 'retry-after': '1' }, times: 8 });
    const { clock, send } = open();

    expect(await send()).toMatchObject({ status: 200 });

    expect(new Set(clock.slept).size).toBeGreaterThan(1);
    expect(Math.min(...clock.slept)).toBeGreaterThanOrEqual(1_000);
  });

  it('gets the scripts of 200 connections through a limit of 10 requests a second', async () => {
    // A second of these scripts is 10 milliseconds of this machine.
    const fast = { now: () => Date.now() * 100, sleep: (ms: number) => systemClock.sleep(ms / 100) };
    const served = new Map<number, number>();
    const limited = await serve(() => {
      const second = Math.floor(fast.now() / 1_000);
      const count = (served.get(second) ?? 0) + 1;
      served.set(second, count);
      return count > 10 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200, body: {} };
    });
    const connections = Array.from({ length: 200 }, (_, index) => index);
    const statuses: number[] = [];

    const script = async () => {
      const http = createHttp({ env: {}, clock: fast, log: () => {} });
      // A token, a list and a create for each.
      while (connections.pop() !== undefined) {
        for (const method of ['POST', 'GET', 'POST'] as const) {
          const deadline = startDeadline(fast, LIMITS);
          statuses.push((await http.send({ method, url: `${limited.url}/x`, deadline })).status);
        }
      }
      await http.close();
    };
    await Promise.all(Array.from({ length: 10 }, script));
    await limited.close();

    expect(statuses).toEqual(Array.from({ length: 600 }, () => 200));
    expect(Math.max(...served.values())).toBeGreaterThan(10);
  });

  it.each([500, 502, 503, 504])('repeats what may be repeated after %s, and nothing else', async (status) => {
    server.faults.add({ path: /x/, status, times: 2 });
    expect(await open().send('PUT')).toMatchObject({ status: 200 });

    server.faults.add({ path: /x/, status, times: 1 });
    expect(await open().send('POST')).toMatchObject({ status });
    server.faults.add({ path: /x/, status, times: 1 });
    expect(await open().send('POST', { repeatable: true })).toMatchObject({ status: 200 });
  });

  it('backs off further each time, stops, and says how often it tried', async () => {
    server.faults.add({ path: /x/, status: 500, times: 99 });
    const { clock, send } = open();

    const tried = 'tried 5 times, and a call may take 180 s';
    expect(await send('DELETE')).toMatchObject({ status: 500, tried });

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

  it('does not fetch more of a body than an answer may have', async () => {
    answer = { status: 200, body: 'x'.repeat(BODY_LIMIT + 1) };

    const response = await open().send();

    expect(response).toMatchObject({ status: 200, cut: true });
    expect(response.text.length).toBeLessThan(2_000);
  });

  describe('deadline', () => {
    const short = { call: 300, attempt: 100, turnedAway: 300 };
    let slow: Server;
    let requests: number;

    async function answerSlowly(reply: (socket: Socket) => void): Promise<string> {
      requests = 0;
      slow = createPlainServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => {
          requests += 1;
          reply(socket);
        });
      });
      await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
    }
    afterEach(() => slow.close());

    const drip = (text: string) => (socket: Socket) => {
      socket.write(text);
      const timer = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(timer));
    };

    it.each([
      ['never answers', () => {}],
      ['drips its headers', drip('HTTP/1.1 200 OK\r\nx-slow: ')],
      ['drips its body', drip('HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n')],
    ])('ends a call to a server that %s', async (_, reply) => {
      const url = await answerSlowly(reply);
      const { send, clock } = open({}, short);
      const started = clock.now();

      const error = await failureOf(send('GET', { url }));

      expect(error).toMatchObject({ exitCode: 5, unanswered: true });
      expect(error.message).toContain('no complete answer within');
      expect(clock.now() - started).toBeLessThan(3_000);
      expect(requests).toBeGreaterThan(0);
    });

    it('repeats a GET within the limit of the call, names that, and sends a POST once', async () => {
      const url = await answerSlowly(() => {});

      const error = await failureOf(open({}, { call: 3_000, attempt: 50, turnedAway: 50 }).send('GET', { url }));
      expect(requests).toBeGreaterThan(1);
      expect(error.message).toMatch(/tried \d times, and a call may take 3 s/);

      requests = 0;
      expect(await failureOf(open({}, short).send('POST', { url }))).toMatchObject({ unanswered: true });
      expect(requests).toBe(1);
    });

    it('gives an upload the whole call', async () => {
      const url = await answerSlowly((socket) => {
        setTimeout(() => socket.end('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n'), 150);
      });
      const limits = { call: 5_000, attempt: 50, turnedAway: 50 };

      expect(await open({}, limits).send('POST', { url, body: Buffer.from('zip') })).toMatchObject({ status: 202 });
    });
  });

  it('warns once where certificates are not checked', async () => {
    const { lines, send } = open({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    await send();

    expect(lines).toEqual([expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED=0')]);
  });

  it.each(['proxy.internal:8080', 'http:///', 'ftp://proxy', 'not a url', 'http://user:pa ss@:80'])(
    'takes %s for no proxy, and does not repeat it',
    async (value) => {
      const error = await failureOf(open({ HTTPS_PROXY: value }).send());

      expect(error).toMatchObject({ exitCode: 2 });
      expect(error.message).toContain('HTTPS_PROXY must be the URL of a proxy');
      expect(error.message).not.toContain(value);
    },
  );

  it.each([
    [403, 2],
    [407, 2],
    [502, 5],
  ])('says what a proxy that answers %s means', async (status, exitCode) => {
    const proxy = createServer();
    proxy.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

    const error = await failureOf(open({ HTTP_PROXY: address }).send('POST'));

    expect(error).toMatchObject({ exitCode, unanswered: false });
    expect(error.message).toContain('Check HTTPS_PROXY');
    proxy.close();
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
