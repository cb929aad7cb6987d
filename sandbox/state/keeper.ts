import type { AwsSandbox } from '../aws/aws';
import { adminOf } from '../dynatrace/controls';
import type { DynatraceSandbox } from '../dynatrace/tenant';
import { dumpDynatrace, restoreDynatrace } from './dynatrace';
import { readFolder, type SandboxState, writeFolder } from './folder';

/** How long a change may be unsaved, in milliseconds. */
const SAVE_EVERY = 1000;

interface Sides {
  dynatrace: DynatraceSandbox;
  aws: AwsSandbox;
}

interface Keeper {
  reset(): Promise<void>;
  /** Saves once more. */
  close(): Promise<void>;
}

/**
 * Remembers how both sides are now, for a reset. With a folder, takes up what that holds, and saves changes there.
 *
 * @throws Error when the folder's file cannot be read
 */
export async function keepState(sides: Sides, directory?: string): Promise<Keeper> {
  const saved = directory === undefined ? undefined : await readFolder(directory);
  const initial = saved?.initial ?? (await dump(sides));
  if (saved) await restore(sides, saved.current);
  let written = '';

  async function save(): Promise<void> {
    if (directory === undefined) return;
    const current = await dump(sides);
    const text = JSON.stringify(current);
    if (text === written) return;
    written = text;
    await writeFolder(directory, { format: 1, initial, current });
  }

  await save();
  let saving = Promise.resolve();
  const timer =
    directory === undefined
      ? undefined
      : setInterval(() => {
          saving = saving.then(save);
        }, SAVE_EVERY);
  timer?.unref();
  return {
    async reset() {
      await restore(sides, initial);
      await save();
    },
    async close() {
      clearInterval(timer);
      await saving;
      await save();
    },
  };
}

async function dump({ dynatrace, aws }: Sides): Promise<SandboxState> {
  return { dynatrace: await dumpDynatrace(dynatrace.tenant), aws: aws.dump() };
}

async function restore({ dynatrace, aws }: Sides, state: SandboxState): Promise<void> {
  await restoreDynatrace(dynatrace.tenant, state.dynatrace);
  const { account, apiTokens } = dynatrace.tenant;
  Object.assign(dynatrace.admin, adminOf(account));
  dynatrace.apiToken = apiTokens[0]?.token ?? '';
  aws.restore(state.aws);
}
