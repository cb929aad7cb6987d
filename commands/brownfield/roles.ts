import type { FoundAccount } from './account';
import { matchRole, type Unmatched } from './match';
import { decideRole, type RoleDecision } from './role';
import type { FoundConnection } from './tenant';

export type Usable = Exclude<RoleDecision, { kind: 'missing' }>;

/** A role, how the file takes it over, and the connections that assume it. */
export interface RoleGroup {
  account: FoundAccount;
  name: string;
  role: Usable;
  members: Member[];
}

interface Member {
  connection: FoundConnection;
  byTrust: boolean;
}

/** A connection of the file, and its role. */
export interface Decided extends Member {
  account: FoundAccount;
  /** Name of the role. */
  name: string;
  role: Usable;
  /** The connection that configures the role, where several use it. */
  roleOf?: FoundConnection;
}

/** Finds the role of each connection and decides how to take it over. A role that several use is looked at once. */
export async function decideRoles(
  connections: FoundConnection[],
  { accounts, audience }: { accounts: FoundAccount[]; audience: string },
): Promise<{ groups: RoleGroup[]; unmatched: Unmatched[] }> {
  const groups: RoleGroup[] = [];
  const unmatched: Unmatched[] = [];
  const users = new Map<string, Omit<RoleGroup, 'role'>>();
  for (const connection of connections) {
    const match = matchRole(connection, accounts, audience);
    if (!('account' in match)) {
      unmatched.push(match);
      continue;
    }
    const { account, role: name, byTrust } = match;
    const key = `${account.id} ${name}`;
    const group = users.get(key) ?? { account, name, members: [] };
    users.set(key, { ...group, members: [...group.members, { connection, byTrust }] });
  }
  for (const group of users.values()) {
    const { account, name, members } = group;
    const role = await decideRole({ name, account, audience, connections: members.map((one) => one.connection) });
    if (role.kind !== 'missing') groups.push({ ...group, role });
    else unmatched.push(...members.map(({ connection }) => ({ connection, reason: role.reason, candidates: [] })));
  }
  return { groups, unmatched };
}

/**
 * What becomes of the connections of a role when some are not in the file: the role stays with its owner then, because
 * importing it would take its trust in them away.
 *
 * @param dropped whether a connection is not in the file
 * @param problem what the checks have against writing the role down
 */
export function settled(
  group: RoleGroup,
  dropped: (connection: FoundConnection) => boolean,
  problem: string | undefined,
): Decided[] {
  const { members, role, ...rest } = group;
  const [first, ...others] = members.filter(({ connection }) => !dropped(connection));
  if (!first) return [];
  const gone = members.filter(({ connection }) => dropped(connection)).map(({ connection }) => connection.name);
  const reason = problem
    ? `a deployment file cannot express it: ${problem}`
    : gone.length > 0 && `it also serves ${gone.join(', ')}`;
  const kept: Usable = role.kind === 'import' && reason ? { kind: 'existing', arn: role.arn, reason } : role;
  return [
    { ...first, ...rest, role: kept },
    ...others.map((one) => ({ ...one, ...rest, role: kept, roleOf: first.connection })),
  ];
}
