import { CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';

/** Collects what the demo shows to be true. */
export interface Proofs {
  /** Says whether a claim holds; the summary fails when one does not. */
  hold(claim: string, holds: boolean): void;
  /** @returns 0. @throws CommandError when a claim did not hold */
  summary(): number;
}

export function startProofs({ print, colors }: Output): Proofs {
  const started = Date.now();
  const failed: string[] = [];
  let count = 0;
  return {
    hold(claim, holds) {
      count += 1;
      if (!holds) failed.push(claim);
      print(`${holds ? colors.green('proved') : colors.red('FAILED')}  ${claim}`);
    },
    summary() {
      const seconds = Math.round((Date.now() - started) / 1000);
      if (failed.length > 0) throw new CommandError(`${failed.length} of ${count} proofs failed: ${failed.join('; ')}`);
      print(`\n${colors.bold('Done')}: ${count} proofs in ${seconds} s, nothing left behind.`);
      return 0;
    },
  };
}
