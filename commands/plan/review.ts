import type { ResolvedTenant } from '../../deployment/stacks';
import { slotOf } from '../../terraform/instances';
import type { Plan } from '../../terraform/json';
import { acknowledgementsOf } from '../findings/acknowledge';
import type { Finding } from '../findings/finding';
import { startReport } from '../findings/report';
import { PLAN_RULES, RULES } from '../rules';
import type { Planned } from '../rules/subjects';
import { type ConnectionReview, reviewConnections } from './connections';
import { type ChangeLine, describeChange } from './describe';
import { fateOf, indexPlan, type PlanIndex } from './plan-index';
import { summaryText } from './plan-summary';
import type { PlannedConnection, WorkflowUsers } from './workflows';

/** What a reviewer has to see of a plan, for any form of page. */
export interface Review {
  tenant: string;
  /** Host of the environment. */
  environment: string;
  /** In Terraform's words, for example `2 to add, 0 to change, 1 to destroy`. */
  summary: string;
  /** When the plan was made, in ISO 8601. */
  madeAt?: string;
  /** What a reviewer has to know before agreeing, what is acknowledged included. */
  findings: Finding[];
  connections: ConnectionReview[];
  /** What all connections of the tenant share: app, hosts, OIDC providers, workflow actors. */
  shared: ChangeLine[];
  /** What becomes of each OIDC provider, by ARN. Those that something else owns are not in it. */
  providers: Map<string, ReturnType<typeof fateOf>>;
}

const OF_CONNECTIONS = ['aws_iam_role', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment'];
const SHARED_KINDS = ['hub-app', 'allowed-host', 'workflow-actor', 'workflow-actor-policy'];

/** The connections that a plan takes an object id or a name from, which workflows may refer to. */
export function lostConnections(plan: Plan, tenant: ResolvedTenant): PlannedConnection[] {
  return reviewConnections(plan, indexPlan(plan), tenant).flatMap(({ identity }) => identity ?? []);
}

/** @param users which workflows use the connections of `lostConnections`, by the object id that they have now */
export async function reviewPlan(
  plan: Plan,
  tenant: ResolvedTenant,
  users: Map<string, WorkflowUsers>,
): Promise<Review> {
  const index = indexPlan(plan);
  const connections = reviewConnections(plan, index, tenant);
  return {
    tenant: tenant.key,
    environment: tenant.environment.domain,
    summary: summaryText(plan),
    madeAt: plan.timestamp,
    findings: await planFindings({ plan, index, tenant, connections, users }),
    connections,
    shared: (plan.resource_changes ?? [])
      .filter((one) => one.mode === 'managed' && !OF_CONNECTIONS.includes(one.type))
      .filter((one) => one.type !== 'null_resource' || SHARED_KINDS.includes(slotOf(one)?.kind ?? ''))
      .map(describeChange)
      .filter((line) => line !== undefined),
    providers: providerFates(index, tenant),
  };
}

async function planFindings(planned: Planned): Promise<Finding[]> {
  const { tenant } = planned;
  const report = startReport();
  const about = { area: `tenant ${tenant.key}`, tenant: tenant.key, place: ['tenants', tenant.key] };
  for (const rule of PLAN_RULES) await report.check(rule, planned, about);
  return report.findings([acknowledgementsOf(tenant)], RULES);
}

function providerFates(index: PlanIndex, tenant: ResolvedTenant): Review['providers'] {
  const known = new Map(tenant.accounts.map(({ key, providerArn }) => [key, providerArn]));
  return new Map(
    index.all('aws_iam_openid_connect_provider').map((one) => {
      const arn = (one.change.before?.arn as string | undefined) ?? known.get(one.name) ?? one.address;
      return [arn, fateOf(one)];
    }),
  );
}
