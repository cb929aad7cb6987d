import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { openAccount } from '../../../commands/iam/account';
import { awsRequestHandler } from '../../../commands/iam/aws-http';
import type { Account } from '../../../deployment/schema';
import {
  type AwsSandbox,
  SANDBOX_ACCESS_KEY_ID,
  SANDBOX_ACCOUNT_ID,
  SANDBOX_SECRET_ACCESS_KEY,
  startAws,
} from '../../../sandbox/index';

const CHANGED = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

describe('the AWS SDK and the proxy of the environment', () => {
  const before = Object.fromEntries(CHANGED.map((name) => [name, process.env[name]]));
  let aws: AwsSandbox;
  let proxy: Server;
  let tunnels: string[];

  beforeEach(async () => {
    aws = await startAws();
    tunnels = [];
    proxy = createServer();
    proxy.on('connect', ({ url = '' }, socket) => {
      tunnels.push(url);
      const [host, port] = url.split(':');
      const target = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      socket.pipe(target).pipe(socket);
      for (const end of [socket, target]) end.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
    });
    delete process.env.NO_PROXY;
  });
  afterEach(async () => {
    for (const name of CHANGED) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    proxy.close();
    proxy.closeAllConnections();
    await aws.close();
  });

  const open = () =>
    openAccount({
      id: SANDBOX_ACCOUNT_ID,
      region: 'us-east-1',
      endpoints: { iam: aws.url, sts: aws.url },
    } as unknown as Account);

  it('sends the requests of every client through it', async () => {
    const reader = open();

    expect(await reader.identity()).toMatchObject({ account: SANDBOX_ACCOUNT_ID });
    expect(await reader.role('none')).toBeUndefined();
    expect(new Set(tunnels)).toEqual(new Set([new URL(aws.url).host]));
  });

  it('keeps to NO_PROXY', async () => {
    process.env.NO_PROXY = '127.0.0.1';

    expect(await open().identity()).toMatchObject({ account: SANDBOX_ACCOUNT_ID });
    expect(tunnels).toEqual([]);
  });

  it('leaves the SDK alone without one', () => {
    expect(awsRequestHandler({})).toEqual({});
  });

  it('writes the query of a request as the SDK means it', async () => {
    const paths: string[] = [];
    const server = createServer((message, response) => {
      paths.push(message.url ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { requestHandler } = awsRequestHandler({ HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '*' }) as {
      requestHandler: { handle(request: object): Promise<{ response: { statusCode: number } }>; destroy(): void };
    };
    const { port } = server.address() as AddressInfo;
    const common = { method: 'GET', protocol: 'http:', hostname: '127.0.0.1', port, headers: {} };

    const query = { a: 'x y', b: ['1', '2'], c: null };
    const { response } = await requestHandler.handle({ ...common, path: '/p', query });
    await requestHandler.handle({ ...common, path: '/q' });

    expect(response.statusCode).toBe(200);
    expect(paths).toEqual(['/p?a=x%20y&b=1&b=2&c', '/q']);
    requestHandler.destroy();
    server.close();
    server.closeAllConnections();
  });
});
