import { type Access, type RoleAccess, rolesOf } from './access';
import type { ConnectionReview } from './connections';
import type { Fate } from './plan-index';

/** What becomes of a box; everything in between counts as changed. */
export type Mark = 'added' | 'changed' | 'removed' | 'unchanged';

export interface Box {
  title: string;
  /** What kind of thing it is. */
  caption: string;
  mark: Mark;
}

/** A role between the connections that assume it and what it may do. */
export interface Row {
  connections: Box[];
  role: Box;
  policies: Box[];
}

/** An account, with the OIDC provider that every connection passes on its way to a role. */
export interface Band {
  account: string;
  provider?: Box;
  rows: Row[];
}

const INLINE = 'inline policy';

/** The way from each connection to what it may do, by account. Rows in which something changes come first. */
export function pictureOf(connections: ConnectionReview[], providers: Map<string, Fate>): Band[] {
  const accounts = [...new Set(connections.map(({ account }) => account))];
  return accounts.map((account) => {
    const inside = connections.filter((one) => one.account === account);
    const provider = providerOf(inside, providers);
    const rows = [...new Set(inside.map(({ roleArn }) => roleArn))].map((roleArn) =>
      rowOf(
        inside.filter((one) => one.roleArn === roleArn),
        roleArn,
      ),
    );
    const changed = rows.filter(isChanged);
    return {
      account,
      ...(provider && { provider }),
      rows: [...changed, ...rows.filter((row) => !changed.includes(row))],
    };
  });
}

export function isChanged({ connections, role, policies }: Row): boolean {
  return [...connections, role, ...policies].some(({ mark }) => mark !== 'unchanged');
}

function rowOf(connections: ConnectionReview[], roleArn: string): Row {
  const [role] = rolesOf(connections);
  return {
    connections: connections.map(({ name, schema, fate }) => ({
      title: name,
      caption: `${schema} connection`,
      mark: markOf(fate),
    })),
    role: role
      ? { title: role.name, caption: 'role', mark: roleMark(role) }
      : { title: roleArn.split('/').at(-1) || 'unknown role', caption: 'role, owned elsewhere', mark: 'unchanged' },
    policies: role ? policiesOf(role) : [],
  };
}

function providerOf(connections: ConnectionReview[], fates: Map<string, Fate>): Box | undefined {
  const [role] = rolesOf(connections);
  const [arn] = (role?.after ?? role?.before)?.trust.providers ?? [];
  if (arn === undefined) return undefined;
  const fate = fates.get(arn);
  return {
    title: arn.replace(/^.*:oidc-provider\//, ''),
    caption: fate === undefined ? 'OIDC provider, owned elsewhere' : 'OIDC provider',
    mark: fate === undefined ? 'unchanged' : markOf(fate),
  };
}

function policiesOf({ before, after }: RoleAccess): Box[] {
  const [old, now] = [before, after].map(policyNames);
  return [...new Set([...(old ?? []), ...(now ?? [])])].map((title) => {
    const changed = title === INLINE && JSON.stringify(before?.grants) !== JSON.stringify(after?.grants);
    const mark = !old?.includes(title)
      ? 'added'
      : !now?.includes(title)
        ? 'removed'
        : changed
          ? 'changed'
          : 'unchanged';
    return { title, caption: title === INLINE ? '' : 'managed policy', mark };
  });
}

function policyNames(access: Access | undefined): string[] {
  if (!access) return [];
  const named = access.managedPolicies.map((arn) => arn.replace(/^.*:policy\//, ''));
  return [...(access.grants.length > 0 ? [INLINE] : []), ...named];
}

function roleMark({ before, after }: RoleAccess): Mark {
  if (!before) return 'added';
  if (!after) return 'removed';
  return JSON.stringify(before) === JSON.stringify(after) ? 'unchanged' : 'changed';
}

function markOf(fate: Fate): Mark {
  if (fate === 'created' || fate === 'imported') return 'added';
  if (fate === 'deleted' || fate === 'forgotten') return 'removed';
  return fate === 'unchanged' ? 'unchanged' : 'changed';
}
