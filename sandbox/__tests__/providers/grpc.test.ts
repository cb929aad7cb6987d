import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { frame, type GrpcServer, serveGrpc, unframe } from '../../providers/grpc';

let server: GrpcServer;
let client: ClientHttp2Session;

beforeEach(async () => {
  server = await serveGrpc(
    {
      '/echo.Service/Echo': (request) => request,
      '/echo.Service/Fail': () => {
        throw new Error('broken: 50 %');
      },
    },
    { host: '127.0.0.1', port: 0 },
  );
  client = connect(`http://${server.address}`);
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

interface Answer {
  headers: IncomingHttpHeaders;
  trailers?: IncomingHttpHeaders;
  body: Buffer;
}

function call(path: string, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = client.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' });
    const answer: Answer = { headers: {}, body: Buffer.alloc(0) };
    stream.on('response', (headers) => Object.assign(answer, { headers }));
    stream.on('trailers', (trailers) => Object.assign(answer, { trailers }));
    stream.on('data', (chunk) => {
      answer.body = Buffer.concat([answer.body, chunk]);
    });
    stream.on('error', reject);
    stream.on('end', () => resolve(answer));
    stream.end(body);
  });
}

describe('a gRPC server', () => {
  test('a call is answered with one frame and status 0 in the trailers', async () => {
    const message = Buffer.alloc(100_000, 'x');

    const answer = await call('/echo.Service/Echo', frame(message));

    expect(answer.headers).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' });
    expect(answer.trailers).toMatchObject({ 'grpc-status': '0' });
    expect(unframe(answer.body).equals(message)).toBe(true);
  });

  test.each(['/echo.Service/Other', '/toString', '/'])('%s is not implemented', async (path) => {
    const answer = await call(path, frame(Buffer.alloc(0)));

    expect(answer.headers).toMatchObject({
      'grpc-status': '12',
      'grpc-message': encodeURIComponent(`${path} is not implemented`),
    });
    expect(answer.body).toHaveLength(0);
  });

  test('a method that throws answers with an internal error', async () => {
    const answer = await call('/echo.Service/Fail', frame(Buffer.alloc(0)));

    expect(answer.headers).toMatchObject({ 'grpc-status': '13', 'grpc-message': 'broken%3A%2050%20%25' });
  });

  test.each([
    ['no frame', Buffer.from([0, 0]), 'the call has no complete frame'],
    ['a compressed frame', Buffer.from([1, 0, 0, 0, 0]), 'the call is compressed, which is not supported'],
    ['a cut frame', Buffer.from([0, 0, 0, 0, 2, 9]), 'the frame announces 2 bytes and holds 1'],
  ])('%s is refused', async (_, body, message) => {
    const answer = await call('/echo.Service/Echo', body);

    expect(answer.headers).toMatchObject({ 'grpc-status': '13', 'grpc-message': encodeURIComponent(message) });
  });

  test('close does not wait for clients that stay connected', async () => {
    await call('/echo.Service/Echo', frame(Buffer.alloc(0)));

    await server.close();

    expect(client.closed || client.destroyed || (await closed(client))).toBe(true);
  });

  test('an address that is taken is an error', async () => {
    const port = Number(server.address.split(':')[1]);

    await expect(serveGrpc({}, { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
  });
});

function closed(session: ClientHttp2Session): Promise<boolean> {
  return new Promise((resolve) => session.once('close', () => resolve(true)));
}
