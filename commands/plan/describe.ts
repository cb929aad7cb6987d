import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Kind } from '../../model/kind-types';
import { KINDS } from '../../model/kinds';
import type { PlannedObject } from './objects';
import type { Fate } from './plan-index';

/** One changed object, in words. */
export interface ChangeLine {
  side: 'Dynatrace' | 'AWS';
  /** For example `allowed host *.amazonaws.com`. */
  what: string;
  fate: Fate;
  /** For example `created`. */
  happens: string;
  details: string[];
}

/** Triggers that say nothing to a reader who knows the object. */
const INTERNAL = ['v', 'guard', 'environment', 'schema', 'owner', 'label', 'key', 'account', 'object_id', 'before'];

/** @returns nothing for what stays, and for what a review does not show */
export function describeObject(object: PlannedObject, stack: ResolvedStack): ChangeLine | undefined {
  const { kind, fate } = object;
  if (fate === 'unchanged' || KINDS[kind].shownAt === 'nowhere') return undefined;
  return {
    side: 'Dynatrace',
    what: whatOf(object),
    fate,
    happens: happens(object, stack),
    details: detailsOf(object),
  };
}

function whatOf({ kind, key, before, after }: PlannedObject): string {
  const { label } = KINDS[kind];
  if (kind !== 'connection-share') return `${label} ${key}`;
  const { permission } = after ?? before ?? {};
  return `${label} with ${key.split('/').slice(1).join('/')}${permission ? ` (${permission})` : ''}`;
}

function happens(object: PlannedObject, stack: ResolvedStack): string {
  const { kind, fate, reason, movedFrom } = object;
  switch (fate) {
    case 'created':
      return CREATED[kind]?.(object, stack) ?? 'created';
    case 'replaced':
      return REPLACED[kind] ?? 'replaced';
    case 'deleted':
      return DELETED[kind]?.(object, stack) ?? 'deleted';
    case 'repaired':
      return reason === 'unfinished'
        ? 'completed, because it was not finished last time'
        : 'repaired, because it is missing or was changed outside of Terraform';
    case 'moved':
      return `keeps everything, and has the key ${object.key} instead of ${movedFrom}`;
    default:
      return fate;
  }
}

type Saying = (object: PlannedObject, stack: ResolvedStack) => string | undefined;

const adopted =
  (adopts: (key: string, stack: ResolvedStack) => boolean | undefined): Saying =>
  ({ key }, stack) =>
    adopts(key, stack) ? 'created, or taken over if it exists (`adopt`)' : undefined;

const ofConnection = adopted((key, { config }) => config.connections[key]?.adopt);
const ofActor = adopted((key, { config }) => config.workflowActors[key]?.adopt);

/** What creating means where it is not simply that. */
const CREATED: Partial<Record<Kind, Saying>> = {
  'hub-app': (_, { config }) =>
    config.app.install === 'require' ? 'must be installed already' : 'installed if it is missing',
  'allowed-host': () => 'added if it is missing',
  connection: ofConnection,
  'legacy-connection': ofConnection,
  'connection-share': () => 'shared',
  'workflow-actor': ofActor,
  'workflow-actor-policy': ofActor,
};

const REPLACED: Partial<Record<Kind, string>> = {
  connection: 'replaced, with a new object id',
  'legacy-connection': 'replaced, with a new object id',
  'connection-share': 'shared again, because the connection is replaced',
};

const DELETED: Partial<Record<Kind, Saying>> = {
  'hub-app': ({ before }, { config }) =>
    config.app.onDestroy === 'keep' || before?.before !== 'absent'
      ? 'stays installed, and is no longer tracked'
      : undefined,
  'allowed-host': ({ before }) => (before?.before !== 'absent' ? 'stays, because it was there before' : 'removed'),
  'connection-share': () => 'revoked',
};

function detailsOf({ kind, before, after }: PlannedObject): string[] {
  if (kind === 'workflow-actor-policy') {
    return difference(statementsOf(before?.statements), statementsOf(after?.statements));
  }
  if (!before || !after) return policyArns(before ?? after).map((arn) => `session policy ${arn}`);
  const names = Object.keys({ ...before, ...after }).filter((name) => !INTERNAL.includes(name));
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name.replaceAll('_', ' ')}: ${before[name] || 'none'} → ${valueText(after[name])}`);
}

function valueText(value: string | undefined): string {
  return value === undefined ? 'known after apply' : value || 'none';
}

/** ARNs of the policies that narrow each session of a legacy connection. */
export function policyArns(triggers: Record<string, string> | undefined): string[] {
  return (triggers?.policy_arns ?? '').split(' ').filter(Boolean);
}

function statementsOf(text = ''): string[] {
  return text.split('\n').filter(Boolean);
}

export function difference(before: string[], after: string[]): string[] {
  return [
    ...before.filter((one) => !after.includes(one)).map((one) => `− ${one}`),
    ...after.filter((one) => !before.includes(one)).map((one) => `+ ${one}`),
  ];
}
