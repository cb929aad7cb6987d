import { DeploymentError, examineDeployment } from '../../deployment/load';
import { CommandError } from '../cli/command';
import type { FoundAccount } from './account';
import { compose, type Draft } from './compose';
import { type ConnectionEntry, entryOf, type OpenConnection, openEntry } from './connections';
import { documentOf } from './document';
import { keysFor } from './keys';
import type { Unmatched } from './match';
import { decideRoles, type RoleGroup, settled } from './roles';
import type { Target } from './target';
import type { FoundConnection, FoundTenant } from './tenant';

export interface Found {
  target: Target;
  tenant: FoundTenant;
  accounts: FoundAccount[];
  /** Of users and groups, by uuid. */
  names: Map<string, string>;
}

const PLACEHOLDER = 'arn:aws:iam::123456789012:role/write-its-role-here';

/**
 * Writes the deployment file. It passes every check of a deployment file: a role that cannot be written down as it is
 * stays with its owner, and a connection that cannot is left to a person.
 *
 * @throws CommandError when the rest of the file passes none
 */
export async function draftOf(found: Found): Promise<Draft & { text: string }> {
  const { tenant, accounts, target, names } = found;
  const usable = tenant.connections.filter((connection) => !reasonToAsk(connection));
  const roles = await decideRoles(usable, { accounts, audience: target.audience });
  const keyOf = keysFor(tenant.connections.map((connection) => ({ thing: connection, name: connection.name })));
  const problems: Problems = new Map();
  for (;;) {
    const { entries, open } = sorted(found, roles, problems, { keyOf, names });
    const draft = compose({ target, tenant, accounts, entries, open });
    const text = documentOf(draft, ABOUT);
    const news = problemsOf(text, entries);
    if (news.size === 0) return { ...draft, text };
    for (const [connection, problem] of news) problems.set(connection, [...(problems.get(connection) ?? []), problem]);
  }
}

/** What the checks have against a connection, each time that it was tried. */
type Problems = Map<FoundConnection, string[]>;

/** Connections that can be in the file, and those that a person has to complete first. */
function sorted(
  { tenant, target }: Found,
  { groups, unmatched }: { groups: RoleGroup[]; unmatched: Unmatched[] },
  problems: Problems,
  naming: { keyOf: (connection: FoundConnection) => string; names: Map<string, string> },
): { entries: ConnectionEntry[]; open: OpenConnection[] } {
  const entries: ConnectionEntry[] = [];
  const open: OpenConnection[] = [];
  const dropped = (connection: FoundConnection) => refusedTwice(problems.get(connection)) !== undefined;
  const decided = groups.flatMap((group) => {
    const first = group.members.find(({ connection }) => !dropped(connection));
    return settled(group, dropped, first && problems.get(first.connection)?.[0]);
  });
  for (const connection of tenant.connections) {
    const entry = decided.find((one) => one.connection === connection);
    if (entry) {
      entries.push(entryOf(entry, naming));
      continue;
    }
    const unknown = unmatched.find((one) => one.connection === connection);
    const group = groups.find(({ members }) => members.some((one) => one.connection === connection));
    const candidate = unknown?.candidates[0] ?? (group && { arn: group.role.arn, account: group.account.key });
    const reason =
      reasonToAsk(connection) ??
      refusedTwice(problems.get(connection)) ??
      (unknown ? reasonOf(unknown) : 'its role is not known');
    const place = { key: naming.keyOf(connection), account: Object.keys(target.accounts)[0] ?? '', arn: PLACEHOLDER };
    open.push(openEntry(connection, reason, { ...place, ...candidate }));
  }
  return { entries, open };
}

const ABOUT =
  'Written by `discover` from what was set up by hand. Look for DECIDE, then run doctor and diff: the first plan creates ' +
  'and imports, and changes only marks. `adopt` and `import` can be removed after the first deploy.';

/** What keeps a connection out of the file whatever its role is. */
function reasonToAsk({ writable, externalId, sessionPolicies, name }: FoundConnection): string | undefined {
  if (!writable) return 'these credentials may only read it; let its owner share it with read and write access';
  if (externalId) return `it carries the external id "${externalId}" of something else that may manage it`;
  if (sessionPolicies === 0) return undefined;
  return `its ${sessionPolicies} policy ARNs are masked on read; list them as \`sessionPolicies\`, and set the role of ${name}`;
}

/** A first problem takes the role out of the file, a second one the connection. */
function refusedTwice(problems: string[] = []): string | undefined {
  return problems[1];
}

function reasonOf({ reason, candidates }: Unmatched): string {
  if (candidates.length < 2) return reason;
  return `${reason}; it may be ${candidates.map(({ arn }) => arn).join(' or ')}`;
}

/** The first problem that the checks have with each connection. */
function problemsOf(text: string, entries: ConnectionEntry[]): Map<FoundConnection, string> {
  try {
    examineDeployment(text, 'deployment.yaml');
    return new Map();
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    const problems = new Map<FoundConnection, string>();
    for (const { path, subject, detail, cure } of error.problems) {
      const entry = path[2] === 'connections' && entries.find(({ key }) => key === path[3]);
      if (!entry || problems.has(entry.connection)) continue;
      problems.set(entry.connection, `\`${subject}\` ${detail}${cure ? `; ${cure}` : ''}`);
    }
    if (problems.size > 0) return problems;
    throw new CommandError(`The deployment file cannot be written:\n${error.message}`);
  }
}
