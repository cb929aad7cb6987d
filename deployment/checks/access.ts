import { isUuid } from '../../model/accessor';
import type { Path } from '../problem';
import { schemaOf } from '../resolve';
import type { Connection, Tenant } from '../schema';
import type { CheckContext } from './context';

/** Who may use the connections, and what the credentials have to be for that. */
export function checkAccess(context: CheckContext): void {
  for (const [key, tenant] of Object.entries(context.deployment.tenants)) {
    const path = ['tenants', key];
    checkAccountUuid(context, path, tenant);
    if (tenant.allowApiToken) checkApiToken(context, path, tenant);
    for (const [name, connection] of Object.entries(tenant.connections)) {
      checkAccessors(context, [...path, 'connections', name, 'share'], connection);
    }
  }
}

/** Names and service users are looked up in the account that the environment belongs to. */
function checkAccountUuid({ report }: CheckContext, path: Path, tenant: Tenant): void {
  if (tenant.accountUuid !== undefined) return;
  const byName = Object.entries(tenant.connections).find(([, { share }]) =>
    share.some(({ user, group }) => [user, group].some((who) => who !== undefined && !isUuid(who))),
  );
  const reason = Object.keys(tenant.workflowActors).length
    ? '`workflowActors` are created in the Dynatrace account'
    : byName && `\`connections.${byName[0]}.share\` names a user or group by something other than its UUID`;
  if (reason) report('account-uuid-missing', [...path, 'accountUuid'], `is required, because ${reason}`);
}

function checkApiToken({ report }: CheckContext, path: Path, tenant: Tenant): void {
  const connections = Object.entries(tenant.connections);
  const enhanced = connections.find(([, connection]) => schemaOf(tenant, connection) === 'enhanced');
  const shared = connections.find(([, { share }]) => share.length > 0);
  const exclusive = connections.find(([, { exclusiveShares }]) => exclusiveShares);
  const reasons = [
    enhanced && `\`connections.${enhanced[0]}\` uses the enhanced schema, which assumes the role on behalf of a user`,
    shared && `\`connections.${shared[0]}.share\` needs an owner, and an API token creates objects without one`,
    exclusive &&
      `\`connections.${exclusive[0]}.exclusiveShares\` needs an owner, because only an owner may remove shares`,
    Object.keys(tenant.workflowActors).length > 0 && '`workflowActors` can only be created with OAuth',
  ];
  for (const reason of reasons) {
    if (reason) report('api-token-insufficient', [...path, 'allowApiToken'], `must not be true: ${reason}`);
  }
}

function checkAccessors({ report }: CheckContext, path: Path, { share }: Connection): void {
  const seen = new Set<string>();
  for (const [index, { allUsers, user, group }] of share.entries()) {
    const accessor = JSON.stringify([allUsers, user?.toLowerCase(), group?.toLowerCase()]);
    const at = [...path, index];
    if (seen.has(accessor))
      report('listed-twice', at, 'must not be listed twice', allUsers ? 'all users' : (user ?? group));
    seen.add(accessor);
  }
}
