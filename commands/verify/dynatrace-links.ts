import type { ResolvedConnection } from '../../deployment/stacks';
import type { Kind, TrackedInstance } from '../../model/tracked';
import type { Context } from '../../scripts/dynatrace/context';
import { messageOf, TransientError } from '../../scripts/dynatrace/errors';
import { testRole } from '../../scripts/kinds/connection-settings';
import type { TrackedLive } from '../live/read';
import { type Link, link } from './link';

const DEPLOY = 'Deploy again: npm run deploy';

/** What all connections of a tenant need: the app, and the hosts that its actions call. */
export function tenantLinks(live: TrackedLive[]): Link[] {
  return [join('app', of(live, 'hub-app')), join('hosts', of(live, 'allowed-host'))];
}

/** The connection itself, and whether those who are meant to can use it. */
export function connectionLinks(live: TrackedLive[], { key, schema }: ResolvedConnection): Link[] {
  const own =
    schema === 'legacy'
      ? of(live, 'legacy-connection')
      : [...of(live, 'connection'), ...of(live, 'connection-settings')];
  const shares = of(live, 'connection-share').filter((one) => one.key.startsWith(`${key}/`));
  const actors = [...of(live, 'workflow-actor'), ...of(live, 'workflow-actor-policy')];
  const nobody = link('users', 'ok', 'shared with nobody, so that only the user that deploys can use it');
  return [
    join(
      'connection',
      own.filter((one) => one.key === key),
    ),
    shares.length > 0 ? join('users', shares) : nobody,
    ...(actors.length > 0 ? [join('workflow actors', actors)] : []),
  ];
}

/** Lets Dynatrace itself try to assume the role, where its schema has a way to do so without changing anything. */
export async function assumeLink(
  { schema }: ResolvedConnection,
  settings: TrackedLive | undefined,
  context: Context,
): Promise<Link> {
  if (schema === 'legacy') {
    return link('assume role', 'skipped', 'the legacy schema has no dry run: run a workflow to see that it works');
  }
  if (!settings) return link('assume role', 'skipped', 'not deployed');
  try {
    await testRole(settings.instance as TrackedInstance<'connection-settings'>, context);
    return link('assume role', 'ok', 'Dynatrace says that it can assume the role (dry run)');
  } catch (error) {
    const status = error instanceof TransientError ? 'unchecked' : 'broken';
    return link('assume role', status, messageOf(error));
  }
}

function of(live: TrackedLive[], kind: Kind): TrackedLive[] {
  return live.filter((one) => one.kind === kind);
}

/** One link out of everything that it consists of. */
function join(name: string, parts: TrackedLive[]): Link {
  if (parts.length === 0) return link(name, 'broken', 'not deployed', DEPLOY);
  const bad = parts.filter(({ live }) => live.status !== 'in-sync');
  if (bad.length === 0) return link(name, 'ok', parts.map(described).join(', '));
  const status = bad.every(({ live }) => live.status === 'unreadable') ? 'unchecked' : 'broken';
  return link(name, status, bad.map(problem).join('; '), status === 'broken' ? DEPLOY : undefined);
}

function described({ kind, key, live }: TrackedLive): string {
  if (kind === 'connection-share') return key.split('/').slice(1).join('/');
  return kind === 'hub-app' && live.note ? `${key}, ${live.note}` : key;
}

function problem({ kind, key, live: { status, changes = [], note } }: TrackedLive): string {
  const details = changes.map(({ attribute, from, to }) => `${attribute} is ${to || 'empty'} instead of ${from}`);
  return [`${kind.replace('-', ' ')} ${key} is ${status}`, ...details, ...(note ? [note] : [])].join(', ');
}
