import { gzipSync } from 'node:zlib';
import type { Kind, Mark } from '../../model/kind-types';
import { SCRIPT_VARIABLES, type TenantAccess } from '../../model/script-input';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from '../../sandbox/index';
import type { TokenPool } from '../../scripts/dynatrace/auth';
import type { Clock } from '../../scripts/dynatrace/clock';
import { type Context, createContext } from '../../scripts/dynatrace/context';
import { createLocks } from '../../scripts/dynatrace/locks';
import type { Verbs } from '../../scripts/kinds/verbs';
import { temporaryFolder } from '../support/folder';

/** A clock that jumps instead of waiting. */
export interface JumpingClock extends Clock {
  /** Every pause that was asked for, in milliseconds. */
  slept: number[];
  /** Runs at each pause, for what happens elsewhere meanwhile. */
  meanwhile?: () => void | Promise<void>;
}

export function jumpingClock(): JumpingClock {
  let offset = 0;
  const clock: JumpingClock = {
    slept: [],
    now: () => Date.now() + offset,
    async sleep(milliseconds) {
      clock.slept.push(milliseconds);
      offset += milliseconds;
      await clock.meanwhile?.();
    },
  };
  return clock;
}

/** A tenant, and contexts on it whose lines and requests a test can look at. */
export interface Bench {
  dynatrace: DynatraceSandbox;
  clock: JumpingClock;
  access: TenantAccess;
  env: NodeJS.ProcessEnv;
  /** Everything that was logged. */
  lines: string[];
  /** Directory of reports and of locks. */
  directory: string;
  /** Credentials of another user, to whom all that the administrator made is private. */
  client(user?: { policy?: string; scopes?: string[] }): NodeJS.ProcessEnv;
  context(change?: {
    env?: NodeJS.ProcessEnv;
    access?: Partial<TenantAccess>;
    clock?: Clock;
    tokens?: TokenPool;
  }): Context;
  /** Method and path of the requests since the last call, without the tenant's prefix. */
  requests(): string[];
  close(): Promise<void>;
}

export async function startBench(options: DynatraceOptions = {}): Promise<Bench> {
  const dynatrace = await startDynatrace(options);
  const clock = jumpingClock();
  const lines: string[] = [];
  const contexts: Context[] = [];
  const directory = temporaryFolder('scripts');
  const access = accessTo(dynatrace);
  const env = { DT_CLIENT_ID: dynatrace.admin.clientId, DT_CLIENT_SECRET: dynatrace.admin.clientSecret };
  return {
    dynatrace,
    clock,
    access,
    env,
    lines,
    directory,
    client(user = {}) {
      const { clientId, clientSecret } = dynatrace.addUser({ email: 'ci@example.com', ...user });
      return { DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret };
    },
    context(change = {}) {
      const context = createContext(
        dynatrace.url,
        { ...access, ...change.access },
        {
          env: change.env ?? env,
          tokens: change.tokens,
          clock: change.clock ?? clock,
          log: (line) => lines.push(line),
          locks: createLocks(directory, change.clock ?? clock),
        },
      );
      contexts.push(context);
      return context;
    },
    requests: () =>
      dynatrace.log
        .splice(0)
        .map(({ method, path }) => `${method} ${path.replace('/platform/classic/environment-api/v2/settings', '')}`),
    async close() {
      for (const context of contexts) await context.close();
      await dynatrace.close();
    },
  };
}

export function accessTo(dynatrace: DynatraceSandbox): TenantAccess {
  const { url, ssoUrl, accountUrl } = dynatrace;
  return { ssoUrl, accountUrl, classicUrl: url, allowApiToken: false };
}

/** What Terraform hands a script in its environment. */
export function inputOf({ access }: Bench, resource: object, report?: string): NodeJS.ProcessEnv {
  return {
    [SCRIPT_VARIABLES.tenant]: JSON.stringify(access),
    [SCRIPT_VARIABLES.resource]: JSON.stringify(resource),
    ...(report ? { [SCRIPT_VARIABLES.report]: report } : {}),
  };
}

/** What a guard of the state with the id 4711 keeps. */
export const MARK: Mark = { v: '1', owner: '4711', label: 'shop', key: 'ops', guard: '815' };

/** Scopes with which everything can be seen and changed that is one's own, and what is private to others is hidden. */
export const OWN_OBJECTS = ['settings:objects:read', 'settings:objects:write'];

/** What the API answers to a write whose update token is not current any more. */
export function stale(status: 409 | 412 = 409) {
  return { status, body: { code: status, error: { code: status, message: 'The update token is not current' } } };
}

/** The verbs of a kind, those included that only some kinds have. */
export function complete<K extends Kind>(verbs: Verbs<K>): Required<Verbs<K>> {
  return verbs as Required<Verbs<K>>;
}

/** The error that an act ends with. */
export async function failureOf(act: Promise<unknown>): Promise<Error & { exitCode?: number }> {
  try {
    await act;
  } catch (error) {
    return error as Error & { exitCode?: number };
  }
  throw new Error('it was expected to fail');
}

/** What Terraform's `base64gzip(jsonencode(…))` makes of a value. */
export const packed = (value: object) => gzipSync(JSON.stringify(value)).toString('base64');
