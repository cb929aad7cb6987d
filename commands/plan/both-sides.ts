import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ResolvedTenant } from '../../deployment/stacks';
import type { Deployment } from '../../deployment/schema';
import { runCdktf } from '../../terraform/cdktf';
import { trackedInstances } from '../../terraform/instances';
import type { Plan, State } from '../../terraform/json';
import { directoryOf, outputDirectory, planFile, readPlan, readState } from '../../terraform/stack';
import { CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';
import { readDrift, type TrackedLive } from '../live/read';
import { type Healing, planHealing } from '../live/repair';
import { driftSummary, driftTable } from '../live/report';
import { cdktfLines } from './cdktf-output';

/** What is different on the Dynatrace side, and what the next deploy does about it. */
export interface DynatraceSide {
  state: State;
  drift: TrackedLive[];
  healing: Healing;
}

/**
 * Reads the drift of a synthesized tenant, says what it found, and decides how to heal it.
 *
 * @throws CommandError when something cannot be read, because a plan would then leave it out
 */
export async function readDynatraceSide(tenant: ResolvedTenant, output: Output): Promise<DynatraceSide> {
  output.progress(`${tenant.key}: reading the state and ${tenant.environment.domain}`);
  const state = await readState(tenant.key);
  const drift = await readDrift(tenant, trackedInstances(state));
  const unreadable = drift.filter(({ live }) => live.status === 'unreadable');
  output.print(`${output.colors.bold(tenant.key)}: Dynatrace: ${driftSummary(drift)}`);
  const drifted = drift.filter(({ live }) => live.status !== 'in-sync');
  if (drifted.length > 0) output.print(driftTable(drifted, output));
  if (unreadable.length > 0) {
    throw new CommandError(`${unreadable.length} objects of the tenant ${tenant.key} could not be read, see above.`);
  }
  return { state, drift, healing: planHealing(tenant, drift) };
}

/** Runs `cdktf diff` with what has drifted planned to be applied again, and reads the plan that it leaves. */
export async function planBothSides(
  tenant: ResolvedTenant,
  healing: Healing,
  { backend }: Deployment,
  output: Output,
): Promise<Plan> {
  await writeRecords(tenant.key, healing);
  await rm(planFile(tenant.key), { force: true });
  const args = ['diff', tenant.key, '--output', outputDirectory(), '--skip-provider-lock'];
  // cdktf saves no plan of a stack that HCP Terraform keeps; Terraform does when it is told to.
  const save = backend.type === 'hcp' ? ['-out=plan'] : [];
  const env = {
    TF_CLI_ARGS_plan: terraformArguments(process.env.TF_CLI_ARGS_plan, [...save, ...replacements(healing)]),
  };
  const { code } = await runCdktf(args, { env, onOutput: cdktfLines(output.print) });
  if (code !== 0) throw new CommandError(`cdktf diff of the tenant ${tenant.key} failed with exit code ${code}.`);
  return readPlan(tenant.key);
}

/** Where the object exists under another id, the record reads it from the file that a create would have left. */
export async function writeRecords(tenant: string, { records }: Healing): Promise<void> {
  for (const { path, objectId } of records) {
    const file = join(directoryOf(tenant), path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, objectId);
  }
}

/**
 * Options that plan what has drifted to be applied again. Records are named beside what they belong to: Terraform 1.11
 * keeps addresses that `replace_triggered_by` adds in the memory of this list, where several at once overwrite each other.
 */
export function replacements({ replace, alongside }: Pick<Healing, 'replace' | 'alongside'>): string[] {
  return replace.length > 0 ? [...replace, ...alongside].map((address) => `-replace=${address}`) : [];
}

/** Options for one of Terraform's TF_CLI_ARGS variables, which it splits as a shell does, after those of the user. */
export function terraformArguments(existing: string | undefined, args: string[]): string | undefined {
  const quoted = args.map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`);
  return [existing, ...quoted].filter(Boolean).join(' ') || undefined;
}
