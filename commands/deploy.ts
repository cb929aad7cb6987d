import type { ResolvedTenant } from '../deployment/stacks';
import { runCdktf } from '../terraform/cdktf';
import { outputDirectory, synthesize, terraformFailure, terraformIn } from '../terraform/stack';
import { approve } from './cli/approve';
import { type Command, CommandError } from './cli/command';
import { selectTenants } from './cli/selection';
import type { Output } from './cli/terminal';
import type { Healing } from './live/repair';
import { planBothSides, readDynatraceSide, writeRecords } from './plan/both-sides';
import { cdktfLines } from './plan/cdktf-output';
import { requireOwners } from './plan/owners';
import { planCode, summaryText } from './plan/plan-summary';

export const command: Command = {
  summary: 'Deploys tenants one after the other, and heals what was changed behind their back in Dynatrace.',
  usage: 'deploy -- [tenant …] [options]',
  options: {
    'auto-approve': { type: 'boolean', description: 'do not show the plan and ask before a tenant is deployed' },
  },
  exitCodes: { 0: 'everything is deployed', 1: 'an error, a refusal, or drift that must not be healed' },
  async run({ positionals, flags }, output) {
    const selection = selectTenants(positionals);
    await synthesize(selection);
    for (const tenant of selection.tenants) {
      await requireOwners(tenant, selection);
      const { healing } = await readDynatraceSide(tenant, output);
      refuse(tenant, healing);
      if (flags['auto-approve']) {
        await writeRecords(tenant.key, healing);
      } else {
        const plan = await planBothSides(tenant, healing, selection.deployment, output);
        output.print(`\n${output.colors.bold(tenant.key)}: ${summaryText(plan)}`);
        if (planCode(plan) === 0) continue;
        if (!(await approve(`Deploy ${tenant.key}?`))) throw new CommandError(`${tenant.key} was not deployed.`);
      }
      await deploy(tenant.key, healing, output);
    }
    return 0;
  },
};

function refuse({ key }: ResolvedTenant, { refused }: Healing): void {
  if (refused.length === 0) return;
  const reasons = refused.map(({ reason }) => `  ${reason}`).join('\n');
  throw new CommandError(
    `${key}: nothing was deployed, because a deploy must not heal this:\n${reasons}\n` +
      `To deploy without healing: npx cdktf deploy ${key}`,
  );
}

/**
 * Deploys one tenant. What has drifted is marked as tainted, because Terraform replaces a tainted resource without
 * running its delete script.
 */
async function deploy(tenant: string, { replace }: Healing, output: Output): Promise<void> {
  for (const address of replace) {
    output.progress(`${tenant}: ${address} will be applied again`);
    const result = await terraformIn(tenant, ['taint', '-no-color', '-allow-missing', address]);
    if (result.code !== 0) throw terraformFailure(`mark ${address} for another apply`, tenant, result);
  }
  const args = [
    'deploy',
    tenant,
    '--auto-approve',
    '--ignore-missing-stack-dependencies',
    '--output',
    outputDirectory(),
  ];
  const { code } = await runCdktf(args, { onOutput: cdktfLines(output.print) });
  if (code !== 0) {
    throw new CommandError(
      `cdktf deploy of the tenant ${tenant} failed with exit code ${code}. Mend what it says above and deploy again: ` +
        'it goes on from where it stopped.',
    );
  }
  output.print(`${output.colors.bold(tenant)}: deployed`);
}
