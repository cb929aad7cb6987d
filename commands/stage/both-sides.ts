import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import type { DynatraceSandbox, Sandbox } from '../../sandbox/index';
import { table } from '../cli/terminal';

/** The AWS connections of a sandbox tenant, in both schemas. */
export function connectionsOf({ tenant }: DynatraceSandbox) {
  const schemas: string[] = Object.values(CONNECTION_SCHEMAS);
  return tenant.objects.filter(({ schemaId }) => schemas.includes(schemaId));
}

/** What exists on both sides, for a reader. */
export async function describeBothSides({ dynatrace, aws }: Sandbox): Promise<string> {
  const { tenant } = dynatrace;
  const list = tenant.objects.find(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
  const hosts = (list?.value.allowedOutboundConnections as { hostList?: string[] } | undefined)?.hostList ?? [];
  const rows = [
    ...[...tenant.apps.values()].map(({ id, status }) => ['Dynatrace', 'app', id, status]),
    ...hosts.map((host) => ['Dynatrace', 'allowed host', host, '']),
    ...connectionsOf(dynatrace).map(({ value, objectId }) => [
      'Dynatrace',
      'connection',
      String(value.name),
      shortened(objectId),
    ]),
  ];
  for (const { providers, roles } of Object.values(await aws.snapshot())) {
    rows.push(...providers.map(({ url, clientIds }) => ['AWS', 'OIDC provider', url, clientIds.join(', ')]));
    rows.push(...roles.map(({ name, trustPolicy }) => ['AWS', 'role', name, shortened(subjectOf(trustPolicy))]));
  }
  return `\n${table(rows)}\n`;
}

function subjectOf(trustPolicy: unknown): string {
  return /"token\.dynatrace\.com:sub":("[^"]*"|\[[^\]]*\])/.exec(JSON.stringify(trustPolicy))?.[1] ?? '';
}

/** Object ids are long and differ in their middle. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 24)}…${text.slice(-34)}` : text;
}
