import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeploymentError } from '../deployment/load';
import { bundlePath } from '../deployment/resolve';
import { PROJECT } from '../terraform/project';
import type { Command } from './cli/command';
import { type Selection, selectTenants } from './cli/selection';
import type { Output } from './cli/terminal';
import { checkAccounts } from './doctor/aws';
import { area, type Check, checkSummary, checkTable } from './doctor/check';
import { checkTenant } from './doctor/dynatrace';
import { checkNode, checkProviders, checkTerraform } from './doctor/machine';
import { checkStates } from './doctor/states';

export const command: Command = {
  summary: 'Checks everything that a deploy needs, before anything is changed, and says what helps.',
  usage: 'doctor -- [tenant …] [options]',
  options: { json: { type: 'boolean', description: 'print one JSON document instead of tables' } },
  exitCodes: { 0: 'nothing stands in the way, even if there are warnings', 1: 'a check failed' },
  async run({ positionals, flags }, output) {
    const checks = await examine(positionals, output);
    if (flags.json) output.print(JSON.stringify({ checks }, null, 2));
    else output.print(`${checkTable(checks, output)}\n\n${checkSummary(checks)}`);
    return checks.some(({ status }) => status === 'failure') ? 1 : 0;
  },
};

async function examine(names: string[], output: Output): Promise<Check[]> {
  const { engines } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { engines: { node: string } };
  const node = checkNode(engines.node);
  let selection: Selection;
  try {
    selection = selectTenants(names);
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    const problems = error.problems.map((problem) => area('deployment file').failure('problem', problem));
    return [node, await checkTerraform(), ...problems];
  }
  const { tenants, deployment, file } = selection;
  const terraform = await checkTerraform(deployment.backend);
  const machine = [node, terraform];
  const checks = [area('deployment file').ok('content', `${file}, ${Object.keys(deployment.tenants).length} tenants`)];
  const runnable = terraform.status !== 'failure';
  output.progress('reading the states');
  const { checks: stateChecks, states } = runnable ? await checkStates(selection) : { checks: [], states: new Map() };
  const [readable] = states.keys();
  if (readable !== undefined) machine.push(...(await checkProviders(String(readable))));
  output.progress('reading the AWS accounts');
  checks.push(...(await checkAccounts(tenants, states)), ...stateChecks);
  for (const tenant of tenants) {
    output.progress(`reading ${tenant.environment.domain}`);
    checks.push(...(await checkTenant(tenant, states, bundlePath(file, tenant.config))));
  }
  return [...machine, ...checks];
}
