import { type SandboxServer, serve } from '../server';

let server: SandboxServer;
afterEach(() => server.close());

test('requests beyond the limit of a second are told to come back', async () => {
  let limit: number | undefined = 2;
  server = await serve(() => ({ status: 200 }), 0, { requestsPerSecond: () => limit });
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'], now: 1_000_000 });
  const statuses = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await fetch(server.url)).status));
  try {
    expect((await statuses(4)).sort()).toEqual([200, 200, 429, 429]);
    const refused = await fetch(server.url);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('x-ratelimit-limit')).toBe('120');
    expect(refused.headers.get('x-ratelimit-reset')).toBe('1001000000');
    jest.setSystemTime(1_001_000);
    expect(await statuses(2)).toEqual([200, 200]);
    limit = undefined;
    expect(await statuses(3)).toEqual([200, 200, 200]);
  } finally {
    jest.useRealTimers();
  }
});

test.each(['silent', 'dripping'] as const)('a server can keep a request, %s', async (hangs) => {
  let handled = 0;
  server = await serve(() => {
    handled += 1;
    return { status: 200 };
  });
  server.faults.add({ path: /./, hangs });
  const signal = AbortSignal.timeout(100);

  await expect(fetch(server.url, { signal }).then((response) => response.text())).rejects.toThrow('timeout');

  expect([handled, server.log]).toEqual([0, [{ method: 'GET', path: '/', status: 0 }]]);
  expect((await fetch(server.url)).status).toBe(200);
});

test('a port that is taken is an error', async () => {
  server = await serve(() => ({ status: 200 }));
  await expect(serve(() => ({ status: 200 }), server.port)).rejects.toThrow(
    `port ${server.port} of 127.0.0.1 is taken: stop what listens there`,
  );
});
