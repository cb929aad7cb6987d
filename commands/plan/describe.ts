import type { Kind } from '../../model/tracked';
import { slotOf } from '../../terraform/instances';
import type { ResourceChange } from '../../terraform/json';
import { grantsOf, grantText } from '../iam/permissions';
import { type Fate, fateOf, isUnknown, textOf, triggersOf } from './plan-index';

/** One changed object, in words. */
export interface ChangeLine {
  side: 'Dynatrace' | 'AWS';
  /** For example `allowed host *.amazonaws.com`. */
  what: string;
  /** For example `created`. */
  happens: string;
  details: string[];
}

/** Kinds whose replacement updates the object in place, because Terraform keeps only its content. */
const CONTENT: Kind[] = ['connection-settings', 'workflow-actor-policy'];

const NAMES: Record<Kind, string> = {
  preflight: 'permissions of the deployment',
  'hub-app': 'app',
  'allowed-host': 'allowed host',
  'legacy-connection': 'connection',
  connection: 'connection',
  'connection-settings': 'name and role of the connection',
  'connection-share': 'share',
  'workflow-actor': 'workflow actor',
  'workflow-actor-policy': 'policy of the workflow actor',
};

/** Triggers that say nothing to a reader who knows the object. */
const INTERNAL = ['environment', 'schema', 'owner', 'key', 'account', 'covers'];

/** @returns nothing for what stays, and for resources that only record what another one reported */
export function describeChange(change: ResourceChange): ChangeLine | undefined {
  const fate = fateOf(change);
  if (fate === 'unchanged') return undefined;
  const slot = slotOf(change);
  if (slot) return slot.record || slot.kind === 'preflight' ? undefined : describeObject(change, slot.kind, fate);
  return describeAws(change, fate);
}

function describeObject(change: ResourceChange, kind: Kind, fate: Fate): ChangeLine {
  const key = String(change.index ?? '');
  const what =
    kind === 'connection-share' ? `share with ${key.split('/').slice(1).join('/')}` : `${NAMES[kind]} ${key}`;
  return { side: 'Dynatrace', what, happens: happens(change, kind, fate), details: triggerDetails(change) };
}

function happens({ action_reason: reason }: ResourceChange, kind: Kind, fate: Fate): string {
  if (reason === 'replace_by_request') return 'applied again, because it is missing or was changed by hand';
  if (reason === 'replace_because_tainted') return 'applied again, because it was not finished last time';
  if (fate !== 'replaced') return fate;
  if (kind === 'legacy-connection' || kind === 'connection') return 'replaced, with a new object id';
  return CONTENT.includes(kind) ? 'updated' : 'applied again';
}

function triggerDetails(change: ResourceChange): string[] {
  const [before, after] = [triggersOf(change, 'before'), triggersOf(change, 'after')];
  if (!change.change.before || !change.change.after) return [];
  const names = Object.keys({ ...before, ...after }).filter((name) => !INTERNAL.includes(name));
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name.replaceAll('_', ' ')}: ${before[name] || 'none'} → ${after[name] ?? 'known after apply'}`);
}

function describeAws(change: ResourceChange, fate: Fate): ChangeLine {
  const { name, type } = change;
  const line = (what: string, details: string[] = []): ChangeLine => ({ side: 'AWS', what, happens: fate, details });
  const text = (attribute: string) => textOf(change, 'after', attribute) ?? textOf(change, 'before', attribute);
  switch (type) {
    case 'aws_iam_role':
      return line(`role ${text('name') ?? name}`, roleDetails(change));
    case 'aws_iam_role_policy':
      return line(`inline policy ${text('name') ?? name}`, grantDetails(change));
    case 'aws_iam_role_policy_attachment':
      return line(`managed policy ${text('policy_arn') ?? name}`);
    case 'aws_iam_openid_connect_provider':
      return line(
        `OIDC provider ${(text('url') ?? name).replace('https://', '')}`,
        listDetails(change, 'client_id_list'),
      );
    default:
      return line(change.address);
  }
}

const ROLE_ATTRIBUTES: Record<string, string> = {
  max_session_duration: 'longest session in seconds',
  permissions_boundary: 'permissions boundary',
  description: 'description',
  path: 'path',
  name: 'name',
};

function roleDetails(change: ResourceChange): string[] {
  const { before, after } = change.change;
  if (!before || !after) return [];
  const plain = Object.entries(ROLE_ATTRIBUTES)
    .filter(([name]) => (before[name] || null) !== (after[name] || null) && !isUnknown(change, name))
    .map(([name, label]) => `${label}: ${before[name] || 'none'} → ${after[name] || 'none'}`);
  const tags = JSON.stringify(before.tags_all ?? {}) === JSON.stringify(after.tags_all ?? {}) ? [] : ['tags'];
  const trust =
    isUnknown(change, 'assume_role_policy') || before.assume_role_policy !== after.assume_role_policy
      ? ['trust policy, see below']
      : [];
  return [...trust, ...plain, ...tags];
}

function grantDetails(change: ResourceChange): string[] {
  if (isUnknown(change, 'policy')) return ['known after apply'];
  const texts = (side: 'before' | 'after') => {
    const policy = textOf(change, side, 'policy');
    return policy ? grantsOf(policy).map(grantText) : [];
  };
  return difference(texts('before'), texts('after'));
}

function listDetails({ change: { before, after } }: ResourceChange, name: string): string[] {
  const [old, now] = [before?.[name], after?.[name]].map((value) => (Array.isArray(value) ? value.map(String) : []));
  return difference(old ?? [], now ?? []);
}

function difference(before: string[], after: string[]): string[] {
  return [
    ...before.filter((one) => !after.includes(one)).map((one) => `− ${one}`),
    ...after.filter((one) => !before.includes(one)).map((one) => `+ ${one}`),
  ];
}
