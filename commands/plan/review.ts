import type { ResolvedStack } from '../../deployment/resolved-stack';
import { KINDS } from '../../model/kinds';
import { blockNameOf, ROLE_RESOURCES } from '../../stacks/aws/connection-roles';
import type { Plan } from '../../terraform/json';
import { acknowledgementsOf } from '../findings/acknowledge';
import type { Finding } from '../findings/finding';
import { startReport } from '../findings/report';
import { PLAN_RULES, RULES } from '../rules';
import type { Planned } from '../rules/subjects';
import { type ConnectionReview, reviewConnections } from './connections';
import { type ChangeLine, describeObject } from './describe';
import { describeAws } from './describe-aws';
import { plannedObjects } from './objects';
import { type Fate, fateOf, indexPlan, type PlanIndex } from './plan-index';
import { isBookkeeping, summaryText, terraformCount } from './plan-summary';
import type { PlannedConnection, WorkflowUsers } from './workflows';

/** What a reviewer has to see of a plan, for any form of page. */
export interface Review {
  /** Name of the stack. */
  stack: string;
  /** Host of the environment. */
  environment: string;
  /** For example `2 to create, 1 to update`. */
  summary: string;
  /** The same as Terraform counts its resources. */
  terraform: string;
  /** When the plan was made, in ISO 8601. */
  madeAt?: string;
  /** What a reviewer has to know before agreeing, what is acknowledged included. */
  findings: Finding[];
  connections: ConnectionReview[];
  /** What all connections of the stack share: app, hosts, OIDC providers, workflow actors. */
  shared: ChangeLine[];
  /** What becomes of each OIDC provider, by ARN. Those that something else owns are not in it. */
  providers: Map<string, Fate>;
}

/** The connections that a plan takes an object id or a name from, which workflows may refer to. */
export function lostConnections(plan: Plan, stack: ResolvedStack): PlannedConnection[] {
  return reviewConnections(plan, stack).flatMap(({ identity }) => identity ?? []);
}

/** @param users which workflows use the connections of `lostConnections`, by the object id that they have now */
export async function reviewPlan(plan: Plan, stack: ResolvedStack, users: Map<string, WorkflowUsers>): Promise<Review> {
  const index = indexPlan(plan);
  const connections = reviewConnections(plan, stack);
  return {
    stack: stack.name,
    environment: stack.environment.domain,
    summary: summaryText(plan),
    terraform: terraformCount(plan),
    ...(plan.timestamp !== undefined && { madeAt: plan.timestamp }),
    findings: await planFindings({ plan, index, stack, connections, users }),
    connections,
    shared: sharedChanges(plan, stack),
    providers: providerFates(index, stack),
  };
}

function sharedChanges(plan: Plan, stack: ResolvedStack): ChangeLine[] {
  const objects = plannedObjects(plan).filter(({ kind }) => KINDS[kind].shownAt === 'tenant');
  const others = (plan.resource_changes ?? []).filter(
    ({ mode, type, name }) => mode === 'managed' && !ROLE_RESOURCES.includes(type) && !isBookkeeping(type, name),
  );
  const lines = [...objects.map((one) => describeObject(one, stack)), ...others.map(describeAws)];
  return lines.filter((line) => line !== undefined);
}

async function planFindings(planned: Planned): Promise<Finding[]> {
  const { stack } = planned;
  const report = startReport();
  const about = { area: `tenant ${stack.name}`, tenant: stack.key, place: ['tenants', stack.key] };
  for (const rule of PLAN_RULES) await report.check(rule, planned, about);
  return report.findings([acknowledgementsOf(stack)], RULES);
}

function providerFates(index: PlanIndex, stack: ResolvedStack): Review['providers'] {
  const known = new Map(stack.accounts.map(({ key, providerArn }) => [blockNameOf(key), providerArn]));
  return new Map(
    index.all('aws_iam_openid_connect_provider').map((one) => {
      const arn = (one.change.before?.arn as string | undefined) ?? known.get(one.name) ?? one.address;
      return [arn, fateOf(one)];
    }),
  );
}
