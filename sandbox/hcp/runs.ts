import type { Execution } from './execution';
import { isFinal, type Phase, type Run, type State } from './state';

/** Markers around a log: where it starts, and that nothing follows. */
const START_OF_TEXT = '\u0002';
const END_OF_TEXT = '\u0003';

interface RunQueue {
  /** Starts what can start: in a workspace one run at a time, and none while it is locked. */
  advance(): void;
  /** @returns false when the run does not wait for it */
  confirm(run: Run): boolean;
  /** Resolves when nothing is being carried out. */
  idle(): Promise<void>;
}

export function createRunQueue(state: State, execution: Execution): RunQueue {
  const working = new Set<Promise<void>>();

  function advance(): void {
    for (const run of state.runs.filter(({ status }) => status === 'pending')) {
      const others = state.runs.filter((other) => other !== run && other.workspace === run.workspace);
      const busy = others.some((other) => !other.planOnly && other.status !== 'pending' && !isFinal(other));
      if (!run.planOnly && (busy || run.workspace.locked)) continue;
      start(() => plan(run));
    }
  }

  function start(work: () => Promise<void>): void {
    const done = work().finally(() => {
      working.delete(done);
      advance();
    });
    working.add(done);
  }

  async function plan(run: Run): Promise<void> {
    run.status = 'planning';
    const planned = await carryOut(run, run.plan, async (log) => {
      const result = await execution.plan({ run, content: contentOf(run), log });
      const { additions = 0, changes = 0, destructions = 0 } = result;
      Object.assign(run.plan, { additions, changes, destructions });
      return result.succeeded;
    });
    if (!planned) {
      run.status = 'errored';
      run.apply.status = 'unreachable';
    } else if (run.planOnly || !hasChanges(run)) {
      run.status = 'planned_and_finished';
      run.apply.status = 'unreachable';
    } else {
      run.status = 'planned';
      if (run.autoApply) await apply(run);
    }
  }

  async function apply(run: Run): Promise<void> {
    run.status = 'applying';
    const applied = await carryOut(run, run.apply, (log) => execution.apply({ run, content: contentOf(run), log }));
    run.status = applied ? 'applied' : 'errored';
  }

  return {
    advance,
    confirm(run) {
      if (run.status !== 'planned') return false;
      run.status = 'apply_queued';
      start(() => apply(run));
      return true;
    },
    async idle() {
      while (working.size > 0) await Promise.all(working);
    },
  };
}

export function hasChanges({ plan }: Run): boolean {
  return plan.additions + plan.changes + plan.destructions > 0;
}

async function carryOut(run: Run, phase: Phase, work: (log: (text: string) => void) => Promise<boolean>) {
  const log = (text: string) => {
    phase.log = Buffer.concat([phase.log, Buffer.from(text)]);
  };
  phase.status = 'running';
  log(START_OF_TEXT);
  let succeeded = false;
  try {
    succeeded = await work(log);
  } catch (error) {
    log(`${error instanceof Error ? error.stack : error}\n`);
  }
  log(END_OF_TEXT);
  phase.status = succeeded ? 'finished' : 'errored';
  return succeeded && run.status !== 'canceled';
}

function contentOf({ configuration }: Run): Buffer {
  if (!configuration.content) throw new Error(`${configuration.id} was never uploaded`);
  return configuration.content;
}
