import type { ResolvedTenant } from '../deployment/stacks';
import type { Context } from '../scripts/dynatrace/context';
import { type Tracked, trackedInstances } from '../terraform/instances';
import { readState, synthesize } from '../terraform/stack';
import { type Command, CommandError } from './cli/command';
import { selectTenants } from './cli/selection';
import type { Output } from './cli/terminal';
import { type AwsReader, openAccount } from './iam/account';
import { lookAt } from './live/look';
import { readLive, type TrackedLive } from './live/read';
import { worst } from './live/report';
import { awsLinks } from './verify/aws-links';
import { type Consent, consentText, readConsent } from './verify/consent';
import { assumeLink, connectionLinks, tenantLinks } from './verify/dynatrace-links';
import { type ChainCheck, chainTable, verifyCode } from './verify/link';

export const command: Command = {
  summary:
    'Checks each connection link by link against the live systems, from the app in Dynatrace to its permissions in AWS.',
  usage: 'verify -- [tenant …] [options]',
  options: { json: { type: 'boolean', description: 'print one JSON document instead of tables' } },
  exitCodes: { 0: 'every connection works', 1: 'an error, or a link that could not be checked', 2: 'a link is broken' },
  async run({ positionals, flags }, output) {
    const selection = selectTenants(positionals);
    await synthesize(selection);
    const found: Verified[] = [];
    for (const tenant of selection.tenants) {
      output.progress(`${tenant.key}: reading the state, ${tenant.environment.domain} and AWS`);
      found.push({ tenant: tenant.key, ...(await verifyTenant(tenant)) });
    }
    if (flags.json) output.print(JSON.stringify({ tenants: found }, null, 2));
    else for (const verified of found) printVerified(verified, output);
    return worst(found.map(({ connections }) => verifyCode(connections)));
  },
};

interface Verified {
  tenant: string;
  connections: ChainCheck[];
  /** A matter of each user, so that it breaks no link. */
  authorizationSettings: Consent;
}

async function verifyTenant(tenant: ResolvedTenant): Promise<Omit<Verified, 'tenant'>> {
  const tracked = trackedInstances(await readState(tenant.key));
  if (tracked.length === 0) {
    throw new CommandError(`The tenant ${tenant.key} is not deployed yet: npm run deploy -- ${tenant.key}`);
  }
  const context = lookAt(tenant);
  try {
    const connections = await checkChains(tenant, await liveOf(tenant, tracked, context), context);
    return { connections, authorizationSettings: await readConsent(tenant, context) };
  } finally {
    await context.close();
  }
}

async function liveOf({ environment }: ResolvedTenant, tracked: Tracked[], context: Context): Promise<TrackedLive[]> {
  const here = tracked.filter(({ kind, instance }) => kind !== 'preflight' && instance.environment === environment.url);
  const live = await readLive(here, context);
  return here.map((one, index) => ({ ...one, live: live[index] as TrackedLive['live'] }));
}

async function checkChains(tenant: ResolvedTenant, live: TrackedLive[], context: Context): Promise<ChainCheck[]> {
  const readers = new Map<string, AwsReader>();
  for (const { key, config } of tenant.accounts) readers.set(key, openAccount(config));
  const shared = tenantLinks(live);
  const chains: ChainCheck[] = [];
  for (const connection of tenant.connections) {
    const settings = live.find(({ kind, key }) => kind === 'connection-settings' && key === connection.key);
    const objectId = settings ? String((settings.instance as { object_id: string }).object_id) : '';
    const reader = readers.get(connection.account) as AwsReader;
    const links = [
      ...shared,
      ...connectionLinks(live, connection),
      ...(await awsLinks(tenant, connection, objectId, reader)),
      await assumeLink(connection, settings, context),
    ];
    chains.push({ connection: connection.key, schema: connection.schema, links });
  }
  return chains;
}

function printVerified({ tenant, connections, authorizationSettings }: Verified, output: Output): void {
  output.print(`${output.colors.bold(tenant)}: ${connections.length} connections`);
  for (const chain of connections) output.print(`\n${chainTable(chain, output)}`);
  output.print(`\n${consentText(authorizationSettings)}`);
}
