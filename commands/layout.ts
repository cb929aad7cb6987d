import { rm } from 'node:fs/promises';
import { App } from 'cdktf';
import type { ResolvedStack } from '../deployment/resolved-stack';
import type { Deployment, Tenant } from '../deployment/schema';
import { resolveStacks } from '../deployment/stacks';
import { DeploymentStack } from '../stacks/deployment-stack';
import { outputDirectory, stackDirectory } from '../terraform/cdktf';
import { SCRIPTS_FOLDER } from '../terraform/project';
import { pullState, pushState, type StateFile } from '../terraform/state-file';
import { approve } from './cli/approve';
import { type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import type { Output } from './cli/terminal';
import { planLayoutMoves } from './plan/layout-moves';

export const command: Command = {
  summary: 'Moves the state of a tenant to the layout that the deployment file has now, and touches no object.',
  usage: 'layout <tenant> [options]',
  options: { 'auto-approve': { type: 'boolean', description: 'do not ask before states are written' } },
  exitCodes: { 0: 'moved, or nothing to move', 1: 'an error' },
  async run({ positionals, flags }, output) {
    const [tenant, ...others] = positionals;
    if (!tenant || others.length > 0) throw new CommandError('Name one tenant whose layout has changed.');
    const { deployment, file, all } = selectStacks([tenant]);
    const wanted = all.filter(({ key }) => key === tenant);
    const former = formerStacks(deployment, file, tenant);
    // Beside the ordinary output, so that the relative paths of local states are the same.
    const directory = `${outputDirectory()}.layout`;
    try {
      synthesizeInto(directory, [...wanted, ...former.filter(({ name }) => !wanted.some((one) => one.name === name))]);
      return await move({ wanted, former, directory, approved: Boolean(flags['auto-approve']) }, output);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** The stacks that the tenant has in the other layout. */
function formerStacks(deployment: Deployment, file: string, key: string): ResolvedStack[] {
  const tenant = deployment.tenants[key] as Tenant;
  const other: Tenant = { ...tenant, layout: tenant.layout === 'account' ? 'tenant' : 'account' };
  const former = { ...deployment, tenants: { ...deployment.tenants, [key]: other } };
  return resolveStacks(former, file).filter((stack) => stack.key === key);
}

function synthesizeInto(outdir: string, stacks: ResolvedStack[]): void {
  const app = new App({ outdir, stackTraces: false });
  for (const resolved of stacks) new DeploymentStack(app, { resolved, scripts: SCRIPTS_FOLDER });
  app.synth();
}

interface Work {
  wanted: ResolvedStack[];
  former: ResolvedStack[];
  directory: string;
  approved: boolean;
}

async function move({ wanted, former, directory, approved }: Work, output: Output): Promise<number> {
  const stacks = new Map([...former, ...wanted].map((stack) => [stack.stateName, stack.name]));
  const present = new Map<string, StateFile>();
  for (const [state, name] of stacks) {
    output.progress(`reading the state of ${name}`);
    const found = await pullState(stackDirectory(name, directory));
    if (found) present.set(state, found);
  }
  const { states, moved } = planLayoutMoves(wanted, present);
  if (moved === 0) {
    output.print('Everything is where the deployment file expects it.');
    return 0;
  }
  const names = wanted.map(({ name }) => name).join(', ');
  output.print(`${moved} instances move to other states; the stacks will then be ${names}. No object is touched.`);
  if (!approved && !(await approve('Move them?'))) throw new CommandError('Nothing was moved.');
  // What receives goes first: interrupted, an instance is in two states and none is lost, and the next run ends it.
  const receivers = [...states].sort(([a], [b]) => Number(present.has(a)) - Number(present.has(b)));
  for (const [state, content] of receivers) {
    const name = stacks.get(state) as string;
    output.progress(`writing the state of ${name}: ${content.resources.length} resources`);
    await pushState(stackDirectory(name, directory), content);
  }
  output.print('Moved. `npm run diff` shows what remains: each stack creates its own checks.');
  return 0;
}
