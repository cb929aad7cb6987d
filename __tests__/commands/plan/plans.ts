import type { PlannedUse } from '../../../commands/plan/workflows';
import { CONNECTION_SCHEMAS } from '../../../model/connection';
import { trustPolicy } from '../../../model/iam';
import { enhancedSubject, legacySubject } from '../../../model/oidc';
import type { Values } from '../../../terraform/json';
import { resource, triggers } from '../support';

export const environment = 'https://abc12345.apps.dynatrace.com';
export const audience = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';
export const providerArn = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';

/** An IAM policy with one statement per action, on every resource. */
export function policy(...actions: string[]): string {
  const listRegions = { Effect: 'Allow', Action: 'account:ListRegions', Resource: '*' };
  const others = actions.map((Action) => ({ Effect: 'Allow', Action, Resource: '*' }));
  return JSON.stringify({ Version: '2012-10-17', Statement: [listRegions, ...others] });
}

export function trust(...subjects: string[]): string {
  return JSON.stringify(trustPolicy({ providerArn, issuer: 'https://token.dynatrace.com', audience, subjects }));
}

export function role(key: string, changes: Values = {}): Values {
  return {
    arn: roleArn(key),
    name: `dynatrace-prod-${key}`,
    path: '/',
    max_session_duration: 3600,
    permissions_boundary: '',
    assume_role_policy: trust(legacySubject(key)),
    inline_policy: [],
    managed_policy_arns: [],
    ...changes,
  };
}

export function roleArn(key: string): string {
  return `arn:aws:iam::123456789012:role/dynatrace-prod-${key}`;
}

/** The resources of a legacy connection, each on both sides unless `side` says otherwise. */
export function legacyConnection(key: string, side?: 'before' | 'after') {
  const identity = {
    environment,
    schema: CONNECTION_SCHEMAS.legacy,
    owner: 'team',
    name: key,
    role_arn: roleArn(key),
    policy_arns: '',
  };
  const on = (values: Values) => sides(values, side);
  return [
    resource(`null_resource.legacy_connection["${key}"]`, on(triggers(identity))),
    resource(`null_resource.legacy_connection_id["${key}"]`, on(triggers({ ...identity, object_id: `id-of-${key}` }))),
    resource(`aws_iam_role.${key}`, on(role(key))),
    resource(
      `aws_iam_role_policy.${key}`,
      on({ name: 'dynatrace-workflows', policy: policy('ec2:DescribeInstances') }),
    ),
  ];
}

/** An enhanced connection that a plan creates: its role trusts an object id that nobody knows yet. */
export function newEnhancedConnection(key: string) {
  const identity = { environment, schema: CONNECTION_SCHEMAS.enhanced, owner: 'team', key, role_arn: roleArn(key) };
  const { arn, assume_role_policy, ...known } = role(key);
  return [
    resource(`null_resource.connection["${key}"]`, { after: triggers(identity) }),
    resource(`null_resource.connection_id["${key}"]`, { after: triggers(identity) }),
    resource(`null_resource.connection_settings["${key}"]`, { after: triggers({ ...identity, name: `${key} name` }) }),
    resource(`aws_iam_role.${key}`, { after: known, unknown: { arn: true, assume_role_policy: true } }),
    resource(`aws_iam_role_policy.${key}`, {
      after: { name: 'dynatrace-workflows', policy: policy('ssm:SendCommand') },
    }),
    resource(`aws_iam_role_policy_attachment.${key}["arn:aws:iam::aws:policy/ReadOnlyAccess"]`, {
      after: { role: known.name, policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    }),
  ];
}

export function existingEnhancedConnection(key: string, roleChanges: { before?: Values; after?: Values } = {}) {
  const identity = { environment, schema: CONNECTION_SCHEMAS.enhanced, owner: 'team', key, role_arn: roleArn(key) };
  const trusting = { assume_role_policy: trust(enhancedSubject(`id-of-${key}`)) };
  return [
    resource(`null_resource.connection["${key}"]`, sides(triggers(identity))),
    resource(`null_resource.connection_id["${key}"]`, sides(triggers({ ...identity, object_id: `id-of-${key}` }))),
    resource(`null_resource.connection_settings["${key}"]`, sides(triggers({ ...identity, name: key }))),
    resource(`aws_iam_role.${key}`, {
      before: role(key, { ...trusting, ...roleChanges.before }),
      after: role(key, { ...trusting, ...roleChanges.after }),
    }),
  ];
}

export function share(key: string, accessor: string, before?: string, after?: string) {
  const on = (permission?: string) => (permission ? triggers({ environment, accessor, permission }) : undefined);
  return resource(`null_resource.connection_share["${key}/${accessor}"]`, { before: on(before), after: on(after) });
}

/** A task of a workflow that uses a connection by its object id. */
export function use(title: string, changes: Partial<PlannedUse> = {}): PlannedUse {
  return {
    workflow: { id: title, title },
    task: 'stop',
    action: 'dynatrace.aws.connector:ec2-stop-instances',
    input: {},
    certainty: 'surely',
    by: 'object id',
    survives: 'no',
    calledBy: [],
    ...changes,
  };
}

function sides(values: Values, side?: 'before' | 'after'): { before?: Values; after?: Values } {
  return side ? { [side]: values } : { before: values, after: values };
}
