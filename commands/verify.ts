import type { ResolvedStack } from '../deployment/resolved-stack';
import type { Context } from '../scripts/dynatrace/context';
import { readLive } from '../scripts/look';
import type { Tracked } from '../terraform/instances';
import { synthesize } from '../terraform/stack';
import { type Command, CommandError } from './cli/command';
import { selectStacks } from './cli/selection';
import { acknowledgementsOf } from './findings/acknowledge';
import { findingsCode } from './findings/finding';
import { FINDINGS_OPTIONS, formatOf, printFindings } from './findings/print';
import { type Report, startReport } from './findings/report';
import { type AwsReader, openAccount } from './iam/account';
import { lookAt } from './live/look';
import { readOwnState } from './live/own-state';
import type { TrackedLive } from './live/read';
import { sideBySide } from './plan/schedule';
import { CONNECTION_RULES, RULES } from './rules';
import { authorizationSettings } from './rules/authorization-settings';

export const command: Command = {
  summary:
    'Checks each connection link by link against the live systems, from the app in Dynatrace to its permissions in AWS.',
  usage: 'verify [tenant …] [options]',
  options: FINDINGS_OPTIONS,
  exitCodes: { 0: 'every connection works', 1: 'an error, or a link that could not be checked', 2: 'a link is broken' },
  async run({ positionals, flags }, output) {
    const format = formatOf(flags);
    const selection = selectStacks(positionals);
    await synthesize(selection);
    const report = startReport();
    const stacks = selection.stacks.filter(({ connections }) => connections.length > 0);
    await sideBySide(stacks, async (stack) => {
      output.progress(`${stack.name}: reading the state, ${stack.environment.domain} and AWS`);
      await verifyStack(stack, selection.all, report);
    });
    const findings = report.findings(selection.stacks.map(acknowledgementsOf), RULES);
    printFindings(findings, { format, file: selection.file, rules: RULES }, output);
    return findingsCode(findings);
  },
};

/** What a tenant has once may lie in another of its stacks. */
async function verifyStack(tenant: ResolvedStack, all: ResolvedStack[], report: Report): Promise<void> {
  const tracked: Tracked[] = [];
  for (const stack of all.filter(
    ({ name, key, holdsTenant }) => name === tenant.name || (key === tenant.key && holdsTenant),
  )) {
    tracked.push(...(await readOwnState(stack)));
  }
  if (tracked.length === 0) {
    throw new CommandError(`${tenant.name} is not deployed yet: npm run deploy -- ${tenant.name}`);
  }
  const context = lookAt(tenant);
  try {
    await verifyConnections(tenant, await liveOf(tenant, tracked, context), context, report);
    const about = { area: `tenant ${tenant.key}`, tenant: tenant.key, place: ['tenants', tenant.key] };
    await report.check(authorizationSettings, { tenant, context }, about);
  } finally {
    await context.close();
  }
}

async function liveOf({ environment }: ResolvedStack, tracked: Tracked[], context: Context): Promise<TrackedLive[]> {
  const here = tracked.filter(({ kind, instance }) => kind !== 'preflight' && instance.environment === environment.url);
  const live = await readLive(here, context);
  return here.map((one, index) => ({ ...one, live: live[index] as TrackedLive['live'] }));
}

async function verifyConnections(
  tenant: ResolvedStack,
  live: TrackedLive[],
  context: Context,
  report: Report,
): Promise<void> {
  const readers = new Map<string, AwsReader>();
  for (const { key, config } of tenant.accounts) readers.set(key, openAccount(config));
  for (const connection of tenant.connections) {
    const reader = readers.get(connection.account) as AwsReader;
    const about = {
      area: `${tenant.key}: connection ${connection.key} (${connection.schema})`,
      tenant: tenant.key,
      place: ['tenants', tenant.key, 'connections', connection.key],
    };
    const subject = { tenant, connection, live, reader, context };
    for (const rule of CONNECTION_RULES) await report.check(rule, subject, about);
  }
}
