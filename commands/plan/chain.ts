import type { ConnectionReview } from './connections';
import type { Fate } from './plan-index';
import type { Review } from './review';

/** A box of the picture. */
export interface Node {
  id: string;
  column: number;
  title: string;
  /** What kind of thing it is. */
  caption: string;
  fate: Mark;
}

/** What becomes of a box; everything in between counts as changed. */
export type Mark = 'added' | 'changed' | 'removed' | 'unchanged';

export interface Edge {
  from: string;
  to: string;
}

/** The chain from the tenant to what its connections may do. */
export interface Chain {
  nodes: Node[];
  edges: Edge[];
}

export const COLUMNS = ['Tenant', 'Connections', 'OIDC providers', 'Roles', 'Policies'] as const;

const INLINE = 'inline policy';

export function chainOf(review: Review): Chain {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  const add = (column: number, title: string, caption: string, fate: Mark): string => {
    const key = `${column} ${title} ${caption}`;
    const known = nodes.get(key);
    if (!known) nodes.set(key, { id: `n${nodes.size}`, column, title, caption, fate });
    return (known ?? (nodes.get(key) as Node)).id;
  };
  const link = (from: string, to: string) => void edges.set(`${from} ${to}`, { from, to });

  const tenant = add(0, review.tenant, review.environment, 'unchanged');
  for (const connection of review.connections) {
    const mark = markOf(connection.fate);
    const from = add(1, connection.name, `${connection.schema} connection`, mark);
    link(tenant, from);
    const role = add(3, roleNameOf(connection), `role for ${assumedBy(review, connection)}`, roleMark(connection));
    for (const provider of providersOf(connection)) {
      const fate = review.providers.get(provider);
      const via = add(
        2,
        provider.replace(/^.*:oidc-provider\//, ''),
        accountOf(provider),
        fate ? markOf(fate) : 'unchanged',
      );
      link(from, via);
      link(via, role);
    }
    for (const { title, caption, fate } of policiesOf(connection)) link(role, add(4, title, caption, fate));
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function providersOf({ role }: ConnectionReview): string[] {
  return (role?.after ?? role?.before)?.trust.providers ?? [];
}

function policiesOf({ role }: ConnectionReview): Pick<Node, 'title' | 'caption' | 'fate'>[] {
  const [before, after] = [role?.before, role?.after];
  const inline = (grants?: { length: number }) => (grants?.length ? [INLINE] : []);
  const named = (arns: string[] = []) => arns.map((arn) => arn.replace(/^.*:policy\//, ''));
  const old = [...inline(before?.grants), ...named(before?.managedPolicies)];
  const now = [...inline(after?.grants), ...named(after?.managedPolicies)];
  return [...new Set([...old, ...now])].map((policy) => {
    const changed = policy === INLINE && JSON.stringify(before?.grants) !== JSON.stringify(after?.grants);
    const fate = !old.includes(policy)
      ? 'added'
      : !now.includes(policy)
        ? 'removed'
        : changed
          ? 'changed'
          : 'unchanged';
    return { title: policy, caption: policy === INLINE ? `of ${role?.name}` : 'managed policy', fate };
  });
}

function roleMark({ role }: ConnectionReview): Mark {
  if (!role) return 'unchanged';
  if (!role.before) return 'added';
  if (!role.after) return 'removed';
  return JSON.stringify(role.before) === JSON.stringify(role.after) ? 'unchanged' : 'changed';
}

function markOf(fate: Fate): Mark {
  if (fate === 'created') return 'added';
  if (fate === 'deleted' || fate === 'forgotten') return 'removed';
  return fate === 'unchanged' ? 'unchanged' : 'changed';
}

function roleNameOf({ role, roleArn }: ConnectionReview): string {
  return role?.name ?? (roleArn.split('/').at(-1) || 'unknown role');
}

function assumedBy({ connections }: Review, { roleArn }: ConnectionReview): string {
  return connections
    .filter((one) => one.roleArn === roleArn)
    .map(({ name }) => name)
    .join(', ');
}

function accountOf(providerArn: string): string {
  return `in account ${providerArn.split(':')[4] ?? '?'}`;
}
