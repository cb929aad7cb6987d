import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dispatcher } from 'undici';
import { createDispatcher, dispatch, namesProxy, readBytes } from '../../../scripts/dynatrace/undici';
import { failureOf } from '../support';

describe('a proxy', () => {
  const PROXY = 'http://proxy.example.com:8080';

  test.each(['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'])('is named by %s', async (name) => {
    const dispatcher = createDispatcher({ [name]: PROXY });

    expect(namesProxy({ [name]: PROXY })).toBe(true);
    expect(dispatcher.constructor.name).toBe('EnvHttpProxyAgent');
    await dispatcher.close();
  });

  test('is named by nothing else', async () => {
    const env = { NO_PROXY: '*', HTTPS_PROXY: '' };
    const dispatcher = createDispatcher(env);

    expect(namesProxy(env)).toBe(false);
    expect(dispatcher.constructor.name).toBe('Agent');
    await dispatcher.close();
  });

  test('may speak TLS', async () => {
    const dispatcher = createDispatcher({ HTTPS_PROXY: 'https://proxy.example.com' });

    expect(dispatcher.constructor.name).toBe('EnvHttpProxyAgent');
    await dispatcher.close();
  });

  test('that is no address is refused with the cure', () => {
    expect(() => createDispatcher({ https_proxy: 'ftp://proxy' })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message:
          'https_proxy must be the URL of a proxy: it does not begin with http:// or https:// and a host. ' +
          'Write it like http://proxy.example.com:8080, or unset https_proxy.',
      }),
    );
  });

  test.each([
    ['HTTP_PROXY', 'http'],
    ['http_proxy', 'http'],
    ['HTTPS_PROXY', 'https'],
    ['https_proxy', 'https'],
  ])('in %s serves %s, whatever the process itself does without', async (name, protocol) => {
    process.env.NO_PROXY = '*';
    const tunnels: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      tunnels.push(url);
      socket.end('HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const dispatcher = createDispatcher({ [name]: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });

    await failureOf(dispatch(dispatcher, { origin: `${protocol}://api.invalid:4711`, path: '/', method: 'GET' }));

    expect(tunnels).toEqual(['api.invalid:4711']);
    await dispatcher.destroy();
    proxy.close();
  });
});

describe('a body', () => {
  async function* chunks(read: string[]) {
    for (const chunk of ['ab', 'cd', 'ef']) {
      read.push(chunk);
      yield Buffer.from(chunk);
    }
  }

  test.each([
    [3, 'abcd', true],
    [4, 'abcdef', true],
    [6, 'abcdef', false],
  ])('of 6 bytes is read as far as %d bytes are allowed', async (limit, text, cut) => {
    const read: string[] = [];

    const { bytes, ...rest } = await readBytes(chunks(read) as unknown as Dispatcher.ResponseData['body'], limit);

    expect({ text: bytes.toString(), read: read.join(''), ...rest }).toEqual({ text, read: text, cut });
  });
});
