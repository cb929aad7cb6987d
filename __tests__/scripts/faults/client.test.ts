import { type Context, createContext } from '../../../scripts/dynatrace/context';
import { LIMITS } from '../../../scripts/dynatrace/deadline';
import type { DynatraceError } from '../../../scripts/dynatrace/errors';
import { failureOf, jumpingClock } from '../support';
import { CALLS } from './calls';
import { FAULT_NAMES, FAULTS, type FaultName, type FaultyServer, startFaultyServer } from './faulty-server';

/** For servers that keep silent; whoever answers gets the time that answering takes. */
const SHORT = { call: 1_000, attempt: 40, turnedAway: 1_000 };
const PATIENT = { ...LIMITS, turnedAway: 20_000 };
const SILENT: FaultName[] = ['drip', 'no answer'];

/** Exit codes: 3 for what the credentials may not do, 4 for a conflict, 5 for everything that may be another time. */
const EXIT_CODES: { [F in FaultName]?: number } = { '401': 3, '403': 3, '409': 4 };
const exitCodeFor = (fault: FaultName) => EXIT_CODES[fault] ?? 5;

/** What the one line says besides what could not be done. */
const SAID: Record<FaultName, string | RegExp> = {
  redirect: 'got a redirect to https://login.example.com/sign-in.',
  null: '"null"',
  '{}': '"{}"',
  '[]': '"[]"',
  '[null]': '"[null]"',
  empty: 'status 200, application/json, empty',
  cut: '"{"items":[{"objectId":"a"',
  '10 MB of text': 'text/plain, more than 8 MiB, "xxx',
  'a login page': 'text/html, "<html>Sign in</html>"',
  '202 without JSON': 'status 202, text/plain, "Accepted"',
  '204': 'status 204, application/json, empty',
  drip: 'no complete answer within',
  'no answer': 'no complete answer within',
  '500 forever': 'Internal Server Error occurred (status 500',
  '429 forever': /status 429, turned away \d+ times, and a call may wait 20 s for that/,
  '401': 'Unauthorized (status 401)',
  '403': 'Forbidden (status 403)',
  '409': 'Conflict (status 409)',
  'stray 404': 'status 404, text/html, "<html>Not found</html>"',
  "a gateway's 404": '"{"message":"no Route matched with those values"}"',
  reset: 'got no answer',
};

/** Faults after which nothing is known of what a write did. */
const REFUSED: FaultName[] = ['429 forever', '401', '403', '409'];

describe('the client', () => {
  let server: FaultyServer;
  let context: Context | undefined;
  let lines: string[];
  beforeAll(async () => {
    server = await startFaultyServer();
  });
  afterAll(() => server.close());
  function open(limits = LIMITS): Context {
    lines = [];
    const access = { ssoUrl: server.ssoUrl, accountUrl: server.url, classicUrl: server.url, allowApiToken: false };
    context = createContext(
      server.url,
      { ...access, accountUuid: 'account' },
      {
        env: { DT_CLIENT_ID: 'planted-client-id', DT_CLIENT_SECRET: 'planted-client-secret' },
        clock: jumpingClock(),
        limits,
        log: (line) => lines.push(line),
      },
    );
    return context;
  }
  afterEach(() => context?.close());

  const cells = Object.entries(CALLS).flatMap(([name, { fine = [] }]) =>
    FAULT_NAMES.map((fault) => [name, fault, fine.includes(fault)] as const),
  );

  it.each(cells.filter(([, , isFine]) => !isFine))(
    'tells in one line what came when %s met %s',
    async (name, fault) => {
      const { act, writes = false } = CALLS[name] as (typeof CALLS)[string];
      server.reply = FAULTS[fault];

      const error = (await failureOf(act(open(SILENT.includes(fault) ? SHORT : PATIENT)))) as DynatraceError;

      expect(error).toMatchObject({ exitCode: exitCodeFor(fault) });
      expect(error.message).not.toContain('\n');
      expect(error.message.length).toBeLessThan(900);
      if (typeof SAID[fault] === 'string') expect(error.message).toContain(SAID[fault]);
      else expect(error.message).toMatch(SAID[fault]);
      expect([error.message, ...lines].join()).not.toMatch(/planted|ticket/);
      if (writes) expect([fault, error.unanswered]).toEqual([fault, !REFUSED.includes(fault)]);
    },
  );

  it.each(cells.filter(([, , isFine]) => isFine))('takes it for a success of %s to answer %s', async (name, fault) => {
    server.reply = FAULTS[fault];

    await expect(CALLS[name]?.act(open())).resolves.not.toThrow();
  });

  it('takes an accepted installation for one, whatever comes with it', async () => {
    server.reply = (response) =>
      void response.writeHead(202, { 'content-type': 'text/html' }).end('<html>Accepted</html>');

    await CALLS.installFromHub?.act(open());

    expect(server.requests.at(-1)).toBe('POST /platform/app-engine/registry/v1/apps/my.app:install-bundle');
  });

  it('takes only a 404 of the registry itself for an app that is not installed', async () => {
    const body = JSON.stringify({ error: { code: 404, message: 'App not found' } });
    server.reply = (response) => void response.writeHead(404, { 'content-type': 'application/json' }).end(body);

    expect(await CALLS.getApp?.act(open())).toBeUndefined();
  });
});
