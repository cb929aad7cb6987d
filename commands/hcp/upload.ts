import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Deployment } from '../../deployment/schema';
import { CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';
import { connectHcp } from './api';
import { followRun, type Outcome, runPage, startRun } from './run';
import { findTarget } from './target';
import { credentialsKind, findWorkspace, warnings } from './workspace';

interface UploadOptions {
  planOnly: boolean;
  /** @default what the workspace says */
  autoApply?: boolean;
  /** What the run is for. */
  message: string;
}

/**
 * Uploads the package of a stack, starts a run with it and follows that to its end, or to where somebody has to act.
 *
 * @throws CommandError when the workspace cannot take it
 */
export async function uploadPackage(
  stack: ResolvedStack,
  archive: Buffer,
  deployment: Deployment,
  options: UploadOptions,
  output: Output,
): Promise<Outcome> {
  const target = await findTarget({ backend: deployment.backend, state: stack.stateName, env: process.env });
  const { planOnly, autoApply, message } = options;
  const intent = { planOnly, runner: deployment.runner };
  const api = await connectHcp(target);
  try {
    const workspace = await findWorkspace(api, target, intent);
    const credentials = await credentialsKind(api, workspace.id, stack.access);
    for (const warning of warnings(workspace.attributes, intent)) output.progress(warning);
    const id = await startRun(api, { workspace: workspace.id, archive, planOnly, autoApply, message, credentials });
    const page = runPage(target, id);
    output.print(page);
    const outcome = await followRun(api, id, output);
    output.print(`${SENTENCES[outcome]} ${page}`);
    return outcome;
  } finally {
    await api.close();
  }
}

/** @throws CommandError when several stacks would go to the one workspace that the environment names */
export function refuseOneWorkspace({ backend }: Deployment, stacks: ResolvedStack[]): void {
  if (backend.type === 'hcp' || stacks.length < 2) return;
  throw new CommandError(
    `TF_WORKSPACE names one workspace, and these are ${stacks.length} stacks: ` +
      `${stacks.map(({ name }) => name).join(', ')}. Set \`backend.type: hcp\` in the deployment file, which has a ` +
      'workspace for each.',
  );
}

const SENTENCES: Record<Outcome, string> = {
  unchanged: 'Nothing to change:',
  applied: 'Applied:',
  changes: 'There are changes, in a run that only plans:',
  waiting: 'There are changes, which wait for a confirmation:',
  blocked: 'There are changes, and a decision about a policy or a task is open:',
  failed: 'The run failed:',
};
