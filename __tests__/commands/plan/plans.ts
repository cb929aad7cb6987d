import type { PlannedUse } from '../../../commands/plan/workflows';
import { type Block, blockName } from '../../../model/blocks';
import { CONNECTION_SCHEMAS } from '../../../model/connection';
import { trustPolicy } from '../../../model/iam';
import type { Kind } from '../../../model/kind-types';
import { enhancedSubject, legacySubject } from '../../../model/oidc';
import type { ResourceChange, Values } from '../../../terraform/json';
import { resource, triggers } from '../support';

export const environment = 'https://abc12345.apps.dynatrace.com';
export const audience = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';
export const providerArn = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';
export const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

type Side = 'before' | 'after';
type Text = Record<string, string>;

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

/** One block of an object, with triggers on either side; a trigger that is left out after is not known yet. */
export function block(
  kind: Kind,
  part: Block,
  key: string,
  { before, after }: { before?: Text; after?: Text },
  rest: Partial<ResourceChange> = {},
): ResourceChange {
  const values = (text?: Text) => (text ? triggers({ v: '1', ...text }) : undefined);
  const sides = { before: values(before), after: values(after) };
  return { ...resource(`null_resource.${blockName(kind, part)}["${key}"]`, sides), ...rest };
}

const mark = (key: string) => ({ owner: '42', label: 'team', key });

function on(text: Text, side?: Side): { before?: Text; after?: Text } {
  return side ? { [side]: text } : { before: text, after: text };
}

/** What is in AWS for a connection's role. */
export function roleResources(
  key: string,
  side?: Side,
  {
    role: changes = {},
    actions = ['ec2:DescribeInstances'],
    managed = [] as string[],
  }: {
    role?: Values;
    actions?: string[];
    managed?: string[];
  } = {},
): ResourceChange[] {
  const both = (values: Values) => (side ? { [side]: values } : { before: values, after: values });
  return [
    resource(`aws_iam_role.main["${key}"]`, both(role(key, changes))),
    resource(`aws_iam_role_policy.main["${key}"]`, both({ name: 'dynatrace-workflows', policy: policy(...actions) })),
    resource(`aws_iam_role_policies_exclusive.main["${key}"]`, both({ policy_names: ['dynatrace-workflows'] })),
    resource(`aws_iam_role_policy_attachments_exclusive.main["${key}"]`, both({ policy_arns: managed })),
  ];
}

export function legacyIdentity(key: string): Text {
  return { environment, schema: CONNECTION_SCHEMAS.legacy, name: key, role_arn: roleArn(key), policy_arns: '' };
}

/** The objects of a legacy connection in Dynatrace, on both sides unless `side` says otherwise. */
export function legacyObject(key: string, side?: Side, identity: Text = {}): ResourceChange[] {
  const guard = { ...legacyIdentity(key), ...identity, ...mark(key) };
  return [
    block('legacy-connection', 'guard', key, on(guard, side)),
    block('legacy-connection', 'made', key, on({ guard: `guard-of-${key}` }, side)),
    block('legacy-connection', 'record', key, on({ of: `made-of-${key}`, object_id: `id-of-${key}` }, side)),
  ];
}

/** A legacy connection on both sides of it, Dynatrace and AWS. */
export function legacyConnection(key: string, side?: Side): ResourceChange[] {
  return [...legacyObject(key, side), ...roleResources(key, side)];
}

/** The same that a plan replaces, because something about it changes that its schema does not allow to update. */
export function replacedLegacyConnection(key: string, changes: Text = {}): ResourceChange[] {
  const [before, after] = [legacyIdentity(key), { ...legacyIdentity(key), ...changes }];
  const replaced = (change: ResourceChange) => ({
    ...change,
    change: { ...change.change, actions: ['delete', 'create'] as ['delete', 'create'] },
  });
  return [
    replaced(
      block('legacy-connection', 'guard', key, {
        before: { ...before, ...mark(key) },
        after: { ...after, ...mark(key) },
      }),
    ),
    block('legacy-connection', 'made', key, { before: { guard: 'old' }, after: {} }),
    block('legacy-connection', 'record', key, { before: { of: 'old', object_id: `id-of-${key}` }, after: {} }),
    ...roleResources(key),
  ];
}

function enhancedIdentity(key: string): Text {
  return { environment, schema: CONNECTION_SCHEMAS.enhanced, role_arn: roleArn(key) };
}

/** An enhanced connection that a plan creates: its role trusts an object id that nobody knows yet. */
export function newEnhancedConnection(key: string): ResourceChange[] {
  const identity = enhancedIdentity(key);
  const { arn, assume_role_policy, ...known } = role(key);
  const [, inline, exclusive, managed] = roleResources(key, 'after', {
    actions: ['ssm:SendCommand'],
    managed: [READ_ONLY],
  });
  return [
    block('connection', 'guard', key, { after: { ...identity, ...mark(key), name: key } }),
    block('connection', 'made', key, { after: {} }),
    block('connection', 'record', key, { after: {} }),
    block('connection-settings', 'made', key, { after: { ...identity, name: `${key} name` } }),
    resource(`aws_iam_role.main["${key}"]`, { after: known, unknown: { arn: true, assume_role_policy: true } }),
    ...([inline, exclusive, managed] as ResourceChange[]),
  ];
}

/** An enhanced connection that exists. @param names of the connection on both sides */
export function existingEnhancedConnection(
  key: string,
  { before = {}, after = {}, names = [key, key] }: { before?: Values; after?: Values; names?: [string, string] } = {},
): ResourceChange[] {
  const identity = enhancedIdentity(key);
  const trusting = { assume_role_policy: trust(enhancedSubject(`id-of-${key}`)) };
  const settings = (name: string) => ({ ...identity, object_id: `id-of-${key}`, name });
  const [, ...policies] = roleResources(key);
  return [
    block('connection', 'guard', key, on({ ...identity, ...mark(key), name: key })),
    block('connection', 'made', key, on({ guard: 'g' })),
    block('connection', 'record', key, on({ of: 'm', object_id: `id-of-${key}` })),
    block('connection-settings', 'made', key, { before: settings(names[0]), after: settings(names[1]) }),
    resource(`aws_iam_role.main["${key}"]`, {
      before: role(key, { ...trusting, ...before }),
      after: role(key, { ...trusting, ...after }),
    }),
    ...policies,
  ];
}

/** A share of a connection, with its level on both sides. */
export function share(key: string, accessor: string, before?: string, after?: string): ResourceChange[] {
  const identity = { environment, schema: CONNECTION_SCHEMAS.legacy, object_id: `id-of-${key}`, accessor };
  const name = `${key}/${accessor}`;
  const content = (permission?: string) => (permission ? { guard: 'g', permission } : undefined);
  return [
    block('connection-share', 'guard', name, {
      before: before ? { ...identity, ...mark(name) } : undefined,
      after: after ? { ...identity, ...mark(name) } : undefined,
    }),
    block('connection-share', 'made', name, { before: content(before), after: content(after) }),
  ];
}

/** A task of a workflow that uses a connection by its object id. */
export function use(title: string, changes: Partial<PlannedUse> = {}): PlannedUse {
  return {
    workflow: { id: title, title },
    task: 'stop',
    action: 'dynatrace.aws.connector:ec2-stop-instances',
    input: {},
    certainty: 'certainly',
    by: 'object id',
    survives: 'no',
    calledBy: [],
    ...changes,
  };
}
