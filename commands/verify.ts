import type { ResolvedTenant } from '../deployment/stacks';
import type { Context } from '../scripts/dynatrace/context';
import { type Tracked, trackedInstances } from '../terraform/instances';
import { readState, synthesize } from '../terraform/stack';
import { type Command, CommandError } from './cli/command';
import { selectTenants } from './cli/selection';
import { acknowledgementsOf } from './findings/acknowledge';
import { findingsCode } from './findings/finding';
import { FINDINGS_OPTIONS, formatOf, printFindings } from './findings/print';
import { type Report, startReport } from './findings/report';
import { type AwsReader, openAccount } from './iam/account';
import { lookAt } from './live/look';
import { readLive, type TrackedLive } from './live/read';
import { CONNECTION_RULES, RULES } from './rules';
import { authorizationSettings } from './rules/authorization-settings';

export const command: Command = {
  summary:
    'Checks each connection link by link against the live systems, from the app in Dynatrace to its permissions in AWS.',
  usage: 'verify -- [tenant …] [options]',
  options: FINDINGS_OPTIONS,
  exitCodes: { 0: 'every connection works', 1: 'an error, or a link that could not be checked', 2: 'a link is broken' },
  async run({ positionals, flags }, output) {
    const format = formatOf(flags);
    const selection = selectTenants(positionals);
    await synthesize(selection);
    const report = startReport();
    for (const tenant of selection.tenants) {
      output.progress(`${tenant.key}: reading the state, ${tenant.environment.domain} and AWS`);
      await verifyTenant(tenant, report);
    }
    const findings = report.findings(selection.tenants.map(acknowledgementsOf), RULES);
    printFindings(findings, { format, file: selection.file, rules: RULES }, output);
    return findingsCode(findings);
  },
};

async function verifyTenant(tenant: ResolvedTenant, report: Report): Promise<void> {
  const tracked = trackedInstances(await readState(tenant.key));
  if (tracked.length === 0) {
    throw new CommandError(`The tenant ${tenant.key} is not deployed yet: npm run deploy -- ${tenant.key}`);
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

async function liveOf({ environment }: ResolvedTenant, tracked: Tracked[], context: Context): Promise<TrackedLive[]> {
  const here = tracked.filter(({ kind, instance }) => kind !== 'preflight' && instance.environment === environment.url);
  const live = await readLive(here, context);
  return here.map((one, index) => ({ ...one, live: live[index] as TrackedLive['live'] }));
}

async function verifyConnections(
  tenant: ResolvedTenant,
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
