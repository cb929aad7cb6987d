import { existsSync } from 'node:fs';
import { CONNECTION_SCHEMAS, type ConnectionSchema } from '../../model/connection';
import { MAX_ALLOWED_HOSTS } from '../../model/hosts';
import { hubPage } from '../../model/links';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import { readAllowList } from '../../scripts/dynatrace/allow-list';
import { getSchema, schemaCure } from '../../scripts/dynatrace/settings';
import { desiredInstances } from '../live/desired';
import { readLive } from '../live/read';
import { area, type Check, type TenantCheck } from './check';

/** Which connection schemas the tenant has, and whether it has those that the file uses. */
export async function checkSchemas({ tenant, context }: TenantCheck): Promise<Check[]> {
  const make = area(`tenant ${tenant.key}`);
  const checks: Check[] = [];
  for (const name of Object.keys(CONNECTION_SCHEMAS) as ConnectionSchema[]) {
    const schemaId = CONNECTION_SCHEMAS[name];
    const users = tenant.connections.filter(({ schema }) => schema === name).map(({ key }) => key);
    const what = `${name} connection schema`;
    const found = await getSchema(context, schemaId);
    const used = users.length > 0 ? `used by ${users.join(', ')}` : 'not used';
    if (found) checks.push(make.ok(what, `version ${found.version ?? 'unknown'}, ${used}`));
    else if (users.length === 0) checks.push(make.ok(what, 'not in this tenant, not used'));
    else checks.push(make.failure(what, `not in this tenant, but ${used}`, schemaCure(schemaId)));
  }
  return checks;
}

export async function checkApp({ tenant, context, bundle }: TenantCheck): Promise<Check[]> {
  const make = area(`tenant ${tenant.key}`);
  const what = `app ${CONNECTOR_APP_ID}`;
  const page = hubPage(tenant.environment);
  const { install } = tenant.config.app;
  const instance = desiredInstances(tenant)['hub-app'][CONNECTOR_APP_ID]?.triggers as never;
  const [live] = await readLive([{ kind: 'hub-app', instance }], context);
  if (live?.error) throw live.error;
  if (live?.status === 'in-sync') return [make.ok(what, `installed${live.note ? `, ${live.note}` : ''}`)];
  if (live?.status === 'changed') {
    const state = live.changes?.[0]?.to;
    return [make.failure(what, `its state is ${state}`, `Wait if it is pending, else repair it at ${page}`)];
  }
  if (install === 'require') {
    return [
      make.failure(what, 'not installed', `Install it at ${page}, or set \`app.install\` to \`hub\` or \`bundle\`.`),
    ];
  }
  if (install === 'hub') {
    return [
      make.warning(
        what,
        'will be installed by a call that Dynatrace does not support',
        `To be safe, install it at ${page}`,
      ),
    ];
  }
  return bundle && existsSync(bundle)
    ? [make.ok(what, `will be installed from ${bundle}`)]
    : [make.failure(what, `its bundle ${bundle} does not exist`, 'Correct `app.bundle`.')];
}

export async function checkHosts({ tenant, context }: TenantCheck): Promise<Check[]> {
  const make = area(`tenant ${tenant.key}`);
  const wanted = Object.values(desiredInstances(tenant)['allowed-host']).map(({ triggers }) => triggers as never);
  const questions = wanted.map((instance) => ({ kind: 'allowed-host' as const, instance }));
  const live = await readLive(questions, context);
  const failed = live.find(({ error }) => error);
  if (failed) throw failed.error;
  const missing = live.filter(({ status }) => status === 'missing').length;
  const { hosts, enforced } = await readAllowList(context);
  const checks = tenant.hosts.map((host, index) => {
    const there = live[index]?.status === 'in-sync';
    const detail = enforced ? 'allowed already' : 'the allow-list is not enforced, so every host is allowed';
    return make.ok(`allowed host ${host}`, there ? detail : 'will be added');
  });
  if (hosts.length + missing <= MAX_ALLOWED_HOSTS) return checks;
  const detail = `${hosts.length} hosts are allowed, ${missing} are to be added, and ${MAX_ALLOWED_HOSTS} is the most`;
  return [...checks, make.failure('allow-list', detail, 'Remove hosts that nobody needs in External requests.')];
}
