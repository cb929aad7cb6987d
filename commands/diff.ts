import { synthesize } from '../terraform/stack';
import type { Command } from './cli/command';
import { selectTenants } from './cli/selection';
import { worst } from './live/report';
import { planBothSides, readDynatraceSide } from './plan/both-sides';
import { planCode, summaryText } from './plan/plan-summary';

export const command: Command = {
  summary: 'Plans both sides: what the deployment file changes, and what was changed behind its back in Dynatrace.',
  usage: 'diff -- [tenant …]',
  options: {},
  exitCodes: { 0: 'no changes', 1: 'an error, or drift that a deploy must not heal', 2: 'changes' },
  async run({ positionals }, output) {
    const selection = selectTenants(positionals);
    await synthesize(selection);
    const codes: number[] = [];
    for (const tenant of selection.tenants) {
      const { healing } = await readDynatraceSide(tenant, output);
      const plan = await planBothSides(tenant, healing, selection.deployment, output);
      output.print(`\n${output.colors.bold(tenant.key)}: ${summaryText(plan)}`);
      for (const { reason } of healing.refused) output.print(output.colors.red(`${tenant.key}: not healed: ${reason}`));
      codes.push(healing.refused.length > 0 ? 1 : planCode(plan));
    }
    return worst(codes);
  },
};
