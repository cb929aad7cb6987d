import { trackedInstances } from '../terraform/instances';
import { readState, synthesize } from '../terraform/stack';
import type { Command } from './cli/command';
import { type Selection, selectTenants } from './cli/selection';
import type { Output } from './cli/terminal';
import { readDrift, type TrackedLive } from './live/read';
import { driftCode, driftJson, driftSummary, driftTable, worst } from './live/report';

export const command: Command = {
  summary: 'Compares what Terraform keeps of Dynatrace with what is there, which Terraform itself never does.',
  usage: 'drift -- [tenant …] [options]',
  options: { json: { type: 'boolean', description: 'print one JSON document instead of tables' } },
  exitCodes: {
    0: 'everything is in sync',
    1: 'an error, or something could not be read',
    2: 'something was changed or is missing',
  },
  async run({ positionals, flags }, output) {
    const selection = selectTenants(positionals);
    const found = await driftOf(selection, output);
    if (flags.json) {
      const tenants = found.map(({ tenant, drift }) => ({ tenant, resources: driftJson(drift) }));
      output.print(JSON.stringify({ tenants }, null, 2));
    } else {
      for (const { tenant, drift } of found) printDrift(tenant, drift, output);
    }
    return worst(found.map(({ drift }) => driftCode(drift)));
  },
};

/** Reads the drift of several tenants, after synthesizing them. */
async function driftOf(selection: Selection, output: Output): Promise<{ tenant: string; drift: TrackedLive[] }[]> {
  await synthesize(selection);
  const found: { tenant: string; drift: TrackedLive[] }[] = [];
  for (const tenant of selection.tenants) {
    output.progress(`${tenant.key}: reading the state and ${tenant.environment.domain}`);
    const drift = await readDrift(tenant, trackedInstances(await readState(tenant.key)));
    found.push({ tenant: tenant.key, drift });
  }
  return found;
}

function printDrift(tenant: string, drift: TrackedLive[], output: Output): void {
  output.print(`${output.colors.bold(tenant)}: ${driftSummary(drift)}`);
  if (drift.length > 0) output.print(`${driftTable(drift, output)}\n`);
}
