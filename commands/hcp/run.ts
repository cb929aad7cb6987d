import { CREDENTIALS_VARIABLE } from '../../stacks/hcp-credentials';
import { CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';
import type { HcpApi, Resource } from './api';
import { followLog, growingPause, readableLine } from './log';
import { fateOf } from './statuses';
import type { Target } from './target';

interface RunAttributes {
  status: string;
  'has-changes': boolean;
  'auto-apply': boolean;
  actions?: { 'is-confirmable'?: boolean; 'is-cancelable'?: boolean; 'is-discardable'?: boolean };
}

interface PhaseAttributes {
  status: string;
  'log-read-url'?: string | null;
}

interface StartOptions {
  /** Id of the workspace. */
  workspace: string;
  archive: Buffer;
  planOnly: boolean;
  /** @default what the workspace says */
  autoApply?: boolean;
  message: string;
  /** Kind of the credentials that were found in the workspace. */
  credentials?: string;
}

/** How a run ended, as far as it is followed: `blocked` waits for a decision about a policy, `waiting` for a confirmation. */
export type Outcome = 'unchanged' | 'changes' | 'waiting' | 'blocked' | 'applied' | 'failed';

const PHASE_OVER = ['finished', 'errored', 'canceled', 'unreachable'];

/**
 * Uploads an archive and starts a run with it.
 *
 * @returns id of the run
 * @throws CommandError when the archive is not accepted.
 */
export async function startRun(api: HcpApi, options: StartOptions): Promise<string> {
  const { workspace, archive, planOnly, autoApply, message, credentials } = options;
  const configuration = await api.post<{ 'upload-url': string }>(
    `workspaces/${workspace}/configuration-versions`,
    'configuration-versions',
    { 'auto-queue-runs': false, speculative: planOnly },
  );
  await api.upload(configuration.attributes['upload-url'], archive);
  await untilUploaded(api, configuration.id);
  const run = await api.post(
    'runs',
    'runs',
    {
      message,
      'plan-only': planOnly,
      ...(autoApply !== undefined && { 'auto-apply': autoApply }),
      ...(credentials && { variables: [{ key: CREDENTIALS_VARIABLE, value: JSON.stringify(credentials) }] }),
    },
    {
      workspace: { type: 'workspaces', id: workspace },
      'configuration-version': { type: 'configuration-versions', id: configuration.id },
    },
  );
  return run.id;
}

async function untilUploaded(api: HcpApi, id: string): Promise<void> {
  const pause = growingPause(api.clock);
  for (;;) {
    const { attributes } = await api.get<{ status: string; 'error-message'?: string }>(`configuration-versions/${id}`);
    if (attributes.status === 'uploaded') return;
    if (attributes.status !== 'pending') {
      throw new CommandError(
        `The package was not accepted (${attributes.status}): ${attributes['error-message'] ?? 'no reason given'}`,
      );
    }
    await pause();
  }
}

/** Follows a run with its logs until it has ended or somebody has to act, and says what has to be done. */
export async function followRun(api: HcpApi, id: string, output: Output): Promise<Outcome> {
  const shown = new Set<string>();
  const pause = growingPause(api.clock);
  let last = '';
  for (;;) {
    const run = await api.get<RunAttributes>(`runs/${id}`);
    const { status } = run.attributes;
    if (status !== last) output.progress(`Run ${id}: ${describe(status)}`);
    last = status;
    const followed = await followPhase(api, run, shown, output);
    if (followed) continue;
    const outcome = outcomeOf(run.attributes);
    if (outcome) return outcome;
    await pause();
  }
}

function describe(status: string): string {
  const fate = fateOf(status);
  const words = status.replaceAll('_', ' ');
  if (!fate) return `${words}, which this version does not know`;
  return 'asks' in fate ? `${words}: ${fate.asks}` : words;
}

function outcomeOf(run: RunAttributes): Outcome | undefined {
  const fate = fateOf(run.status);
  const asksForConfirmation = run.actions?.['is-confirmable'] && !run['auto-apply'];
  // What nobody can cancel, confirm or discard any more is over, whatever it is called.
  if (!fate) return asksForConfirmation ? 'waiting' : isOver(run) ? 'failed' : undefined;
  if ('asks' in fate) return 'blocked';
  if ('goes' in fate) return 'unless' in fate && asksForConfirmation ? 'waiting' : undefined;
  if (fate.ends === 'planned') return run['has-changes'] ? 'changes' : 'unchanged';
  return fate.ends === 'saved' ? 'waiting' : fate.ends;
}

function isOver({ actions }: RunAttributes): boolean {
  return actions !== undefined && !actions['is-cancelable'] && !actions['is-confirmable'] && !actions['is-discardable'];
}

/** @returns whether a log was followed, so that the run may have moved on */
async function followPhase(
  api: HcpApi,
  run: Pick<Resource, 'relationships'>,
  shown: Set<string>,
  output: Output,
): Promise<boolean> {
  for (const [name, path] of [
    ['plan', 'plans'],
    ['apply', 'applies'],
  ] as const) {
    const id = run.relationships?.[name]?.data?.id;
    if (!id || shown.has(id)) continue;
    const read = async () => (await api.get<PhaseAttributes>(`${path}/${id}`)).attributes;
    const { status, 'log-read-url': url } = await read();
    if (!url || !['running', 'finished', 'errored', 'canceled'].includes(status)) continue;
    shown.add(id);
    await followLog(
      api,
      url,
      async () => PHASE_OVER.includes((await read()).status),
      (line) => {
        const text = readableLine(line);
        if (text !== undefined) output.print(api.redact(text));
      },
    );
    return true;
  }
  return false;
}

export function runPage({ hostname, organization, workspace }: Target, run: string): string {
  return `https://${hostname}/app/${organization}/workspaces/${workspace}/runs/${run}`;
}
