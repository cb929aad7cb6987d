import type { AwsSandbox } from '../aws/aws';
import { type Account, addServiceUser, type User } from '../dynatrace/directory';
import { PolicySyntaxError, parsePolicy } from '../dynatrace/policy';
import { ALLOWED_HOSTS } from '../dynatrace/schemas/allowed-hosts';
import { ENHANCED_CONNECTION } from '../dynatrace/schemas/enhanced-connection';
import { LEGACY_CONNECTION } from '../dynatrace/schemas/legacy-connection';
import type { AccessEntry, Accessor } from '../dynatrace/state';
import type { DynatraceSandbox } from '../dynatrace/tenant';
import { violationsOf } from '../dynatrace/validation';
import { SeedError } from './read';
import type { Seed } from './schema';

/**
 * Makes what a seed names, on both sides.
 *
 * @throws SeedError when it names what is not there, or holds values that Dynatrace would refuse
 */
export function applySeed(seed: Seed, { dynatrace, aws }: { dynatrace: DynatraceSandbox; aws: AwsSandbox }): void {
  const { tenant } = dynatrace;
  const accounts = new Map<string, Account>();
  for (const fields of seed.accounts) accounts.set(fields.name, dynatrace.addAccount(fields));
  const accountOf = (name: string | undefined, where: string) =>
    name === undefined ? tenant.account : required(accounts.get(name), where, 'account', name);

  for (const [index, { name, policy, account }] of seed.groups.entries()) {
    const where = `groups[${index}]`;
    const of = accountOf(account, `${where}.account`);
    const { uuid } = dynatrace.addGroup({ name }, of);
    if (policy !== undefined) bind(of, uuid, name, checked(policy, `${where}.policy`));
  }
  for (const [index, { groups, account, consent, policy, ...fields }] of seed.users.entries()) {
    const where = `users[${index}]`;
    const of = accountOf(account, `${where}.account`);
    const text = policy === undefined ? {} : { policy: policy && checked(policy, `${where}.policy`) };
    const { user } = dynatrace.addUser({ ...fields, ...text }, of);
    for (const name of groups) {
      const group = of.groups.find((known) => known.name === name);
      required(group, `${where}.groups`, 'group', name).members.push(user.uuid);
    }
    if (consent) dynatrace.setConsent(user, consent);
  }
  for (const [index, { name, policy = '' }] of seed.serviceUsers.entries()) {
    const text = policy && checked(policy, `serviceUsers[${index}].policy`);
    addServiceUser(tenant.account, { name, description: '', policy: text });
  }
  for (const id of seed.apps) dynatrace.addApp(id);
  addObjects(seed, dynatrace);
  addWorkflows(seed, dynatrace);
  for (const account of seed.aws.accounts) aws.addAccount(account);
}

function addObjects({ hosts, connections }: Seed, dynatrace: DynatraceSandbox): void {
  if (hosts) {
    const value = { allowedOutboundConnections: { enforced: true, hostList: hosts } };
    addObject(dynatrace, 'hosts', ALLOWED_HOSTS, value);
  }
  for (const [index, { name, schema, roleArn, policyArns, owner, readers }] of connections.entries()) {
    const where = `connections[${index}]`;
    const user = owner === undefined ? dynatrace.admin.user : userNamed(dynatrace, owner, `${where}.owner`);
    const accessors = readers.map((reader): AccessEntry => {
      return { accessor: accessorNamed(dynatrace, reader, `${where}.readers`), permissions: ['r'] };
    });
    const consumers = ['APP:dynatrace.aws.connector'];
    const [schemaId, value] =
      schema === 'legacy'
        ? [LEGACY_CONNECTION, { name, type: 'webIdentity', webIdentity: { roleArn, policyArns } }]
        : [ENHANCED_CONNECTION, { name, type: 'awsWebIdentity', awsWebIdentity: { roleArn, consumers } }];
    addObject(dynatrace, where, schemaId, value, { owner: user, accessors });
  }
}

function addObject(
  dynatrace: DynatraceSandbox,
  where: string,
  schemaId: string,
  value: Record<string, unknown>,
  fields: { owner?: User; accessors?: AccessEntry[] } = {},
): void {
  const schema = required(dynatrace.tenant.schemas.get(schemaId), where, 'schema', schemaId);
  const [violation] = violationsOf(schema, value, '');
  if (violation) throw new SeedError(`\`${where}\` is refused: ${violation.path.slice(1)} ${violation.message}`);
  dynatrace.addObject(schemaId, value, fields);
}

function addWorkflows({ workflows }: Seed, dynatrace: DynatraceSandbox): void {
  for (const [index, { title, owner, actor = owner, private: isPrivate, tasks }] of workflows.entries()) {
    const where = `workflows[${index}]`;
    const { type, id = '' } = accessorNamed(dynatrace, owner, `${where}.owner`);
    const named = Object.entries(tasks).map(([name, task]) => [name, { name, ...task }] as const);
    dynatrace.addWorkflow({
      title,
      owner: id,
      ownerType: type === 'group' ? 'GROUP' : 'USER',
      actor: accessorNamed(dynatrace, actor, `${where}.actor`).id ?? '',
      isPrivate,
      tasks: Object.fromEntries(named),
    });
  }
}

function userNamed({ tenant }: DynatraceSandbox, name: string, where: string): User {
  const user = tenant.account.users.find((known) => known.email === name || known.name === name);
  return required(user, where, 'user', name);
}

function accessorNamed(dynatrace: DynatraceSandbox, name: string, where: string): Accessor {
  if (name === 'all-users') return { type: 'all-users' };
  const group = dynatrace.tenant.account.groups.find((known) => known.name === name && !known.hidden);
  return group ? { type: 'group', id: group.uuid } : { type: 'user', id: userNamed(dynatrace, name, where).uuid };
}

function bind(account: Account, groupUuid: string, name: string, statementQuery: string): void {
  const level = { levelType: 'account' as const, levelId: account.uuid };
  const policy = { uuid: crypto.randomUUID() as string, name, description: '', tags: [], statementQuery, ...level };
  account.policies.push(policy);
  account.bindings.push({ ...level, policyUuid: policy.uuid, groupUuid });
}

function checked(policy: string, where: string): string {
  try {
    parsePolicy(policy);
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw new SeedError(`\`${where}\`: ${error.message}`);
    throw error;
  }
  return policy;
}

function required<T>(found: T | undefined, where: string, kind: string, name: string): T {
  if (found === undefined) throw new SeedError(`\`${where}\` must name a known ${kind}, got "${name}"`);
  return found;
}
