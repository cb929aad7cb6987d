import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TenantAccess } from '../../model/script-input';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from '../../sandbox/index';
import type { TokenPool } from '../../scripts/dynatrace/auth';
import type { Clock } from '../../scripts/dynatrace/clock';
import { type Context, createContext } from '../../scripts/dynatrace/context';
import { createJournal } from '../../scripts/dynatrace/journal';

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
  /** Directory of reports and of the journal. */
  directory: string;
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
  const directory = mkdtempSync(join(tmpdir(), 'scripts-'));
  const access = accessTo(dynatrace);
  const env = { DT_CLIENT_ID: dynatrace.admin.clientId, DT_CLIENT_SECRET: dynatrace.admin.clientSecret };
  return {
    dynatrace,
    clock,
    access,
    env,
    lines,
    directory,
    context(change = {}) {
      const context = createContext(
        dynatrace.url,
        { ...access, ...change.access },
        {
          env: change.env ?? env,
          tokens: change.tokens,
          clock: change.clock ?? clock,
          log: (line) => lines.push(line),
          journal: createJournal(directory, change.clock ?? clock),
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

/** The error that an act ends with. */
export async function failureOf(act: Promise<unknown>): Promise<Error & { exitCode?: number }> {
  try {
    await act;
  } catch (error) {
    return error as Error & { exitCode?: number };
  }
  throw new Error('it was expected to fail');
}
