import { synthesize } from '../terraform/stack';
import type { Command } from './cli/command';
import { selectStacks } from './cli/selection';
import { findingsCode } from './findings/finding';
import { FINDINGS_OPTIONS, formatOf, printFindings } from './findings/print';
import { driftFindings } from './live/findings';
import { readOwnState } from './live/own-state';
import { readDrift } from './live/read';
import { driftSummary } from './live/report';
import { forEachStack, requireAll } from './plan/schedule';
import { RULES } from './rules';

export const command: Command = {
  summary: 'Compares what Terraform keeps of Dynatrace with what is there.',
  usage: 'drift [tenant or stack …] [options]',
  options: FINDINGS_OPTIONS,
  exitCodes: {
    0: 'everything is in sync, or acknowledged',
    1: 'an error, or something could not be read',
    2: 'something was changed, is missing or cannot be seen',
  },
  async run({ positionals, flags }, output) {
    const format = formatOf(flags);
    const selection = selectStacks(positionals);
    await synthesize(selection);
    const found = await forEachStack(selection.stacks, async (stack) => {
      output.progress(`${stack.name}: reading the state and ${stack.environment.domain}`);
      return readDrift(stack, await readOwnState(stack));
    });
    requireAll(found, 'compared');
    const drifts = found.map(({ stack, result = [] }) => ({ tenant: stack, drift: result }));
    for (const { tenant, drift } of drifts) output.progress(`${tenant.name}: ${driftSummary(drift)}`);
    const findings = await driftFindings(drifts, selection);
    printFindings(findings, { format, file: selection.file, rules: RULES }, output);
    return findingsCode(findings);
  },
};
