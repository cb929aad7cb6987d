import { said, succeed, type Workspace } from './harness';

interface Access {
  accessor: { type: string; id?: string };
  permissions: string[];
}

interface Snapshot {
  dynatrace: {
    objects: { schemaId: string; value: object; accessors: Access[] }[];
    apps: object[];
    users: { email: string; description?: string }[];
    policies: { name: string; statementQuery: string }[];
    bindings: object[];
  };
}

/** What is in Dynatrace, without the ids and marks that change when something is made again. */
export async function essence({ sandbox }: Workspace): Promise<unknown> {
  const { dynatrace } = (await sandbox.snapshot()) as Snapshot;
  const { objects, apps, users, policies, bindings } = dynatrace;
  const { account } = sandbox.dynatrace.tenant;
  const named = new Map([
    ...account.users.map(({ uuid, name, email }) => [uuid, name || email] as const),
    ...account.groups.map(({ uuid, name }) => [uuid, name] as const),
  ]);
  const accessorsOf = (entries: Access[]) =>
    sorted(entries.map(({ accessor, permissions }) => [accessor.type, named.get(accessor.id ?? ''), permissions]));
  return {
    objects: sorted(objects.map(({ schemaId, value, accessors }) => [schemaId, value, accessorsOf(accessors)])),
    apps,
    // The address of a service user is made from its id.
    users: sorted(
      users.map(({ email: _, description, ...user }) => ({ ...user, description: withoutState(description) })),
    ),
    policies: sorted(policies.map(({ name, statementQuery }) => [withoutState(name), statementQuery])),
    bindings: bindings.length,
  };
}

/** Without the id of the state that made it, which another state does not have. */
function withoutState(text = ''): string {
  return text.replace(/\d{10,}/g, '');
}

/** A plan has nothing to do, and finds Dynatrace as the state has it. @throws Error with what the plan printed */
export async function requireNothingToDo(workspace: Workspace): Promise<void> {
  const plan = await workspace.terraform(['plan', '-input=false', '-detailed-exitcode', '-lock=false']);
  const [warning] = /Warning: Check block assertion.*/.exec(said(plan)) ?? [];
  const changes = said(plan).match(/# \S+ (?:will|must) be [a-z-]+/g) ?? [];
  if (warning) throw new Error([warning, ...changes].join('\n'));
  succeed(plan);
}

function sorted<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}
