import type { Run } from './state';

export interface Job {
  run: Run;
  /** The uploaded archive. */
  content: Buffer;
  /** Appends to the phase's log. */
  log(text: string): void;
}

export interface Planned {
  succeeded: boolean;
  additions?: number;
  changes?: number;
  destructions?: number;
}

/** What carries out the two phases of a run. */
export interface Execution {
  plan(job: Job): Promise<Planned>;
  /** @returns whether it succeeded */
  apply(job: Job): Promise<boolean>;
}

/** A run whose outcome is written down beforehand. */
export interface Script {
  /** Pieces of the plan's log. @default one line */
  planLog?: string[];
  planned?: Planned;
  applyLog?: string[];
  applied?: boolean;
}

/** Carries out runs by a script, which a test may change between runs. */
export function scriptedExecution(script: Script): Execution {
  return {
    async plan({ log }) {
      for (const text of script.planLog ?? ['Plan: 1 to add, 0 to change, 0 to destroy.\n']) log(text);
      return script.planned ?? { succeeded: true, additions: 1 };
    },
    async apply({ log }) {
      for (const text of script.applyLog ?? ['Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\n'])
        log(text);
      return script.applied ?? true;
    },
  };
}
