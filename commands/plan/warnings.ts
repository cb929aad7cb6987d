import type { ResolvedTenant } from '../../deployment/resolved';
import type { Plan, ResourceChange } from '../../terraform/json';
import { type Grant, grantText, widened } from '../iam/permissions';
import type { RoleAccess } from './access';
import type { ConnectionReview } from './connections';
import { fateOf, type PlanIndex, triggersOf } from './plan-index';
import { type WorkflowUsers, workflowLines } from './workflows';

/** Something that a reviewer has to know before agreeing. */
export interface Warning {
  text: string;
  details: string[];
}

export interface WarningContext {
  plan: Plan;
  index: PlanIndex;
  tenant: ResolvedTenant;
  connections: ConnectionReview[];
  /** By object id. */
  users: Map<string, WorkflowUsers>;
}

export function warningsOf(context: WarningContext): Warning[] {
  const { index, tenant, connections } = context;
  const roles = new Map(connections.flatMap(({ role }) => (role ? [[role.name, role]] : [])));
  return [
    ...connections.flatMap((connection) => objectIdWarnings(connection, context.users)),
    ...[...roles.values()].flatMap(roleWarnings),
    ...connections.flatMap((connection) => shareWarnings(connection, index)),
    ...index.all('null_resource', 'hub_app').flatMap((app) => appWarnings(app, tenant)),
    ...index.all('aws_iam_openid_connect_provider').flatMap(providerWarnings),
    ...outsideChanges(context.plan),
  ];
}

function objectIdWarnings({ key, fate, oldObjectId }: ConnectionReview, users: Map<string, WorkflowUsers>): Warning[] {
  if (!oldObjectId) return [];
  const text =
    fate === 'deleted'
      ? `The connection ${key} is deleted: workflows that use it stop working`
      : `The connection ${key} gets a new object id: workflows that use the old one stop working`;
  return [{ text, details: workflowLines(users.get(oldObjectId)) }];
}

function roleWarnings({ name, before, after, foreignPolicies }: RoleAccess): Warning[] {
  if (!after) return [];
  const warnings: Warning[] = foreignPolicies.map((policy) => ({
    text: `The role ${name} has a policy that this deployment does not manage: ${policy}`,
    details: [],
  }));
  const everything = after.grants.filter(isEverything);
  if (everything.length > 0 || after.managedPolicies.some((arn) => arn.endsWith('/AdministratorAccess'))) {
    warnings.push({ text: `The role ${name} may do everything in its account`, details: everything.map(grantText) });
  }
  if (!before) return warnings;
  const gained = [
    ...widened(before.grants, after.grants).map((grant) =>
      grant.effect === 'Deny' ? `no longer denied: ${grantText(grant).slice('Deny '.length)}` : grantText(grant),
    ),
    ...after.managedPolicies.filter((arn) => !before.managedPolicies.includes(arn)),
    ...(before.boundary && before.boundary !== after.boundary ? [`without the boundary ${before.boundary}`] : []),
  ];
  if (gained.length > 0) warnings.push({ text: `The role ${name} is widened`, details: gained });
  const trusted = (['providers', 'audiences', 'subjects', 'others'] as const).flatMap((part) =>
    after.trust[part].filter((one) => !before.trust[part].includes(one)),
  );
  if (trusted.length > 0) warnings.push({ text: `The role ${name} trusts somebody else or more`, details: trusted });
  if (after.session > before.session) {
    const details = [`${before.session} s → ${after.session} s`];
    warnings.push({ text: `Sessions of the role ${name} may last longer`, details });
  }
  return warnings;
}

function isEverything({ effect, action, resource, condition }: Grant): boolean {
  return effect === 'Allow' && action === '*' && resource === '*' && condition === '';
}

function shareWarnings({ key, fate }: ConnectionReview, index: PlanIndex): Warning[] {
  const shares = index
    .all('null_resource', 'connection_share')
    .filter((one) => String(one.index).startsWith(`${key}/`));
  const wider = shares.flatMap((share) => {
    const [before, after] = [triggersOf(share, 'before'), triggersOf(share, 'after')];
    const appears = fateOf(share) === 'created' && (fate !== 'created' || after.accessor === 'all-users');
    const grows = before.permission === 'read' && after.permission === 'read-write';
    return appears || grows ? [`${after.accessor} (${after.permission})`] : [];
  });
  if (wider.length === 0) return [];
  return [
    { text: `The connection ${key} is shared ${fate === 'created' ? 'with everyone' : 'more widely'}`, details: wider },
  ];
}

function appWarnings(app: ResourceChange, tenant: ResolvedTenant): Warning[] {
  const { install } = tenant.config.app;
  const fate = fateOf(app);
  if (install === 'require' || (fate !== 'created' && fate !== 'replaced')) return [];
  const way = install === 'hub' ? 'from the Hub, by a call that Dynatrace does not support' : 'from a bundle';
  return [{ text: `The app ${app.index} will be installed unless it is there (${way})`, details: [] }];
}

function providerWarnings(provider: ResourceChange): Warning[] {
  const { before, after } = provider.change;
  const [old, now] = [before, after].map((values) => (values?.client_id_list ?? []) as string[]);
  const lost = (old ?? []).filter((audience) => !now?.includes(audience));
  if (lost.length === 0) return [];
  return [
    {
      text: `The OIDC provider ${before?.arn} accepts fewer audiences: connections of these tenants fail`,
      details: lost,
    },
  ];
}

/** Attributes whose change by hand matters; the provider reports others whenever it fills in a default. */
const WATCHED: Record<string, string[]> = {
  aws_iam_role: ['assume_role_policy', 'max_session_duration', 'permissions_boundary', 'description', 'path'],
  aws_iam_role_policy: ['policy'],
  aws_iam_role_policy_attachment: ['policy_arn'],
  aws_iam_openid_connect_provider: ['client_id_list', 'url'],
};

function outsideChanges({ resource_drift: drift = [] }: Plan): Warning[] {
  const details = drift.flatMap(({ address, type, change: { before, after } }) => {
    if (!after) return [`${address}: deleted`];
    const changed = (WATCHED[type] ?? []).filter((name) => !same(before?.[name], after[name]));
    return changed.length > 0 ? [`${address}: ${changed.join(', ')}`] : [];
  });
  return details.length > 0 ? [{ text: 'Somebody changed this in AWS, behind the back of Terraform', details }] : [];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a || null) === JSON.stringify(b || null);
}
