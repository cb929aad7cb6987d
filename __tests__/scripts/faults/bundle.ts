import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kind } from '../../../model/kind-types';
import { SCRIPT_VARIABLES } from '../../../model/script-input';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { type FaultProxy, type Planned, startFaultProxy } from './fault-proxy';
import { essence, MARK, SCENARIOS } from './scenarios';

const BUNDLE = 'dist/scripts/dynatrace.cjs';

/** Seconds for one call of a script that meets a fault: silence costs a third of them. */
const CALL_TIMEOUT = '3';

export type Verb = 'look' | 'create' | 'delete' | 'read';

/** One run of the bundle. */
export interface Run {
  code: number | null;
  stderr: string;
  /** What it printed, or what it reported to Terraform. */
  result: string;
}

/** A tenant behind a proxy that spoils requests, and what a verb of a kind gets there. */
export interface Stage {
  run(planned?: Planned): Promise<Run>;
  /** Methods of the requests of the last run. */
  methods(): string[];
  essence(): object;
  close(): Promise<void>;
}

/** Prepares a tenant up to the point where the verb is due. */
export async function startStage(kind: Kind, scenario: string, verb: Verb): Promise<Stage> {
  const proxy = await startFaultProxy();
  const dynatrace = await startDynatrace({ id: proxy.host });
  dynatrace.behaviour.install.polls = 0;
  proxy.target = dynatrace.url;
  const directory = await mkdtemp(join(tmpdir(), 'faults-'));
  const prepare = SCENARIOS[kind][scenario] as (dynatrace: DynatraceSandbox) => object;
  const input = { environment: proxy.url, ...MARK, before: 'absent', ...prepare(dynatrace) };

  async function run(which: Verb, planned?: Planned): Promise<Run> {
    proxy.methods.length = 0;
    proxy.planned = planned;
    const report = join(directory, `${which}-report`);
    const { code, stdout, stderr } = await spawnBundle([kind, which], {
      ...credentials(dynatrace),
      DYNATRACE_CALL_TIMEOUT: CALL_TIMEOUT,
      [SCRIPT_VARIABLES.tenant]: JSON.stringify(accessThrough(proxy, dynatrace)),
      [SCRIPT_VARIABLES.resource]: JSON.stringify(which === 'read' ? [input] : input),
      [SCRIPT_VARIABLES.report]: report,
    });
    return { code, stderr, result: stdout || (await readFile(report, 'utf8').catch(() => '')) };
  }

  if (verb === 'read' || verb === 'delete') {
    const { result } = await expectSuccess(run('create'));
    if (result) Object.assign(input, { object_id: result });
  }
  return {
    run: (planned) => run(verb, planned),
    methods: () => [...proxy.methods],
    essence: () => essence(dynatrace),
    async close() {
      await Promise.all([proxy.close(), dynatrace.close(), rm(directory, { recursive: true, force: true })]);
    },
  };
}

/** @throws Error with what the script said, when it failed */
export async function expectSuccess(running: Promise<Run>): Promise<Run> {
  const run = await running;
  if (run.code !== 0) throw new Error(`exit code ${run.code}: ${run.stderr}`);
  return run;
}

function credentials({ admin }: DynatraceSandbox) {
  return { DT_CLIENT_ID: admin.clientId, DT_CLIENT_SECRET: admin.clientSecret };
}

function accessThrough(proxy: FaultProxy, { ssoUrl, tenant }: DynatraceSandbox) {
  return {
    ssoUrl: new URL(new URL(ssoUrl).pathname, proxy.url).href,
    accountUrl: proxy.url,
    classicUrl: proxy.url,
    accountUuid: tenant.account.uuid,
    allowApiToken: false,
  };
}

function spawnBundle(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [BUNDLE, ...args], { env: { PATH: process.env.PATH, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
}
