import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FAULTS, type FaultName } from './faulty-server';

/** The fault that one request meets, and its repetitions where the fault is one that lasts. */
export interface Planned {
  /** Which request, counted from 1. */
  at: number;
  fault: FaultName;
  /** Whether the request took effect all the same, and only its answer was lost. */
  after: boolean;
}

/** Stands before a sandbox, and spoils one request. */
export interface FaultProxy {
  url: string;
  host: string;
  /** Where requests go to, once that is known. */
  target: string;
  /** Methods of the requests so far. */
  methods: string[];
  planned?: Planned;
  close(): Promise<void>;
}

export async function startFaultProxy(): Promise<FaultProxy> {
  const server: Server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => answer(message, Buffer.concat(chunks), response));
  });

  function answer(message: IncomingMessage, body: Buffer, response: ServerResponse): void {
    proxy.methods.push(message.method ?? '');
    const { planned } = proxy;
    const spoil =
      planned && meets(planned, message, proxy.methods.length)
        ? () => FAULTS[planned.fault](response, message)
        : undefined;
    if (spoil && !planned?.after) {
      spoil();
      return;
    }
    const { method, url = '/', headers } = message;
    const onward = request(new URL(url, proxy.target), { method, headers }, (answered) => {
      if (spoil) {
        answered.resume();
        answered.on('end', spoil);
        return;
      }
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  }

  /** What lasts is met by every request like the first one that met it. */
  function meets({ at, fault }: Planned, { method, url }: IncomingMessage, count: number): boolean {
    if (count === at) spoilt = `${method} ${url}`;
    return count === at || (count > at && fault.endsWith('forever') && spoilt === `${method} ${url}`);
  }

  let spoilt = '';
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: FaultProxy = {
    url: `http://${host}`,
    host,
    target: '',
    methods: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
