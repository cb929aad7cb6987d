import {
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { ListenOptions } from 'node:net';
import type { Connection } from './client-process';

/** What a method may know of a call besides its message. */
export interface UnaryCall {
  /** Aborted when the caller gives the call up. */
  signal: AbortSignal;
  /** The connection, where the call came over TCP. */
  connection?: Connection;
}

/** Answers one unary call: the request's message in, the response's message out. */
export type UnaryMethod = (request: Buffer, call: UnaryCall) => Buffer | Promise<Buffer>;

export interface GrpcServer {
  /** Where it listens: the socket's path, or `<address>:<port>`. */
  address: string;
  close(): Promise<void>;
}

/** Status codes of gRPC. Source: the list in gRPC's core documentation. */
const STATUS = { ok: 0, unimplemented: 12, internal: 13 } as const;
const FRAME_HEADER = 5;

/**
 * Serves unary gRPC calls over HTTP/2 without TLS.
 *
 * @param methods by path, for example `/tfplugin5.Provider/Configure`; any other path answers UNIMPLEMENTED.
 */
export async function serveGrpc(methods: Record<string, UnaryMethod>, listen: ListenOptions): Promise<GrpcServer> {
  const server = createServer();
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    answer(stream, headers, methods);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    address: address && typeof address === 'object' ? `${address.address}:${address.port}` : String(address),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
}

function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, methods: Record<string, UnaryMethod>): void {
  const path = headers[constants.HTTP2_HEADER_PATH] as string;
  const method = Object.hasOwn(methods, path) ? methods[path] : undefined;
  if (!method) {
    stream.resume();
    fail(stream, STATUS.unimplemented, `${path} is not implemented`);
    return;
  }
  const chunks: Buffer[] = [];
  const abort = new AbortController();
  const { remotePort, localPort } = stream.session?.socket ?? {};
  const connection = remotePort && localPort ? { remotePort, localPort } : undefined;
  stream.on('close', () => abort.abort());
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', async () => {
    let response: Buffer;
    try {
      response = frame(await method(unframe(Buffer.concat(chunks)), { signal: abort.signal, connection }));
    } catch (error) {
      if (!stream.destroyed) fail(stream, STATUS.internal, error instanceof Error ? error.message : String(error));
      return;
    }
    if (stream.destroyed) return;
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(STATUS.ok) }));
    stream.end(response);
  });
}

function fail(stream: ServerHttp2Stream, status: number, message: string): void {
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(status),
      'grpc-message': encodeURIComponent(message),
    },
    { endStream: true },
  );
}

/** Puts a message into the one frame of a unary call: not compressed, then its length. */
export function frame(message: Buffer): Buffer {
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/**
 * Takes the message out of the one frame of a unary call.
 *
 * @throws RangeError when the frame is compressed, cut short, or followed by something.
 */
export function unframe(body: Buffer): Buffer {
  if (body.length < FRAME_HEADER) throw new RangeError('the call has no complete frame');
  if (body[0] !== 0) throw new RangeError('the call is compressed, which is not supported');
  const length = body.readUInt32BE(1);
  if (body.length !== FRAME_HEADER + length) {
    throw new RangeError(`the frame announces ${length} bytes and holds ${body.length - FRAME_HEADER}`);
  }
  return body.subarray(FRAME_HEADER);
}
