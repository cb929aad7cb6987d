import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request in its own way, on the socket itself if need be. */
export type Reply = (response: ServerResponse, message: IncomingMessage) => void;

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };

const answer =
  (status: number, body = '', headers: Record<string, string> = json): Reply =>
  (response) =>
    void response.writeHead(status, headers).end(body);

const gateway = (status: number, message: string) =>
  answer(status, JSON.stringify({ error: { code: status, message, details: { errorCode: 'X' } } }));

const TEN_MEGABYTES = 'x'.repeat(10 * 1024 * 1024);

/** What servers, and what stands between them and us, have been seen to answer. */
export const FAULTS = {
  redirect: answer(302, '', { location: 'https://login.example.com/sign-in?ticket=secret' }),
  null: answer(200, 'null'),
  '{}': answer(200, '{}'),
  '[]': answer(200, '[]'),
  '[null]': answer(200, '[null]'),
  empty: answer(200),
  cut: answer(200, '{"items":[{"objectId":"a'),
  '10 MB of text': answer(200, TEN_MEGABYTES, { 'content-type': 'text/plain' }),
  'a login page': answer(200, '<html>Sign in</html>', html),
  '202 without JSON': answer(202, 'Accepted', { 'content-type': 'text/plain' }),
  '204': answer(204),
  drip: (response) => {
    response.writeHead(200, { ...json, 'content-length': '9999' });
    const timer = setInterval(() => response.write('['), 5);
    response.on('close', () => clearInterval(timer));
  },
  'no answer': () => {},
  '500 forever': gateway(500, 'Internal Server Error occurred'),
  '429 forever': gateway(429, 'Too many requests'),
  '401': gateway(401, 'Unauthorized'),
  '403': gateway(403, 'Forbidden'),
  '409': gateway(409, 'Conflict'),
  'stray 404': answer(404, '<html>Not found</html>', html),
  "a gateway's 404": answer(404, '{"message":"no Route matched with those values"}'),
  reset: (_, message) => void message.socket.resetAndDestroy(),
} satisfies Record<string, Reply>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** A tenant and a token endpoint of which nothing works but the token. */
export interface FaultyServer {
  url: string;
  ssoUrl: string;
  /** Method and path of what reached the tenant. */
  requests: string[];
  reply: Reply;
  close(): Promise<void>;
}

export async function startFaultyServer(): Promise<FaultyServer> {
  const server: Server = createServer((message, response) => {
    message.resume();
    message.on('end', () => {
      if (message.url === '/sso') {
        response.writeHead(200, json).end(JSON.stringify({ access_token: 'planted-access-token', expires_in: 300 }));
        return;
      }
      faulty.requests.push(`${message.method} ${message.url?.split('?')[0]}`);
      faulty.reply(response, message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const faulty: FaultyServer = {
    url,
    ssoUrl: `${url}/sso`,
    requests: [],
    reply: FAULTS.empty,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return faulty;
}
