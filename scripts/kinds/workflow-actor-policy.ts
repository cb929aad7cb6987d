import type { TrackedInstance } from '../../model/kind-types';
import { actorPolicyName } from '../../model/marks';
import { groupOf, isOwnPolicy, policyDescription, requireActor } from '../actors';
import { ACCOUNT_READ } from '../dynatrace/account';
import {
  ACCOUNT_POLICIES,
  bindPolicy,
  boundGroups,
  createPolicy,
  findPolicy,
  getPolicy,
  type PolicyContent,
  updatePolicy,
} from '../dynatrace/account-policies';
import type { Context } from '../dynatrace/context';
import { ConflictError, unlessAbsent } from '../dynatrace/errors';
import { repeat } from '../dynatrace/retry';
import type { CreateInput, Live, Verbs } from './verbs';

type Input = CreateInput<'workflow-actor-policy'>;

/** What an actor may do: an IAM policy of its own, bound to its group beside whatever else the group has. */
export const verbs: Verbs<'workflow-actor-policy'> = {
  async create(input, context) {
    context.need([...ACCOUNT_READ, ...ACCOUNT_POLICIES]);
    const group = await groupOf(requireActor(input.actor), context);
    const uuid = await ensurePolicy(input, context);
    await bindPolicy(context, uuid, group);
    context.log(`policy ${actorPolicyName(input)} is bound to ${input.actor}`);
    return undefined;
  },

  // The actor's guard deletes its policy too, while a change of the statements only updates it.

  async read(instances, context) {
    context.need([...ACCOUNT_READ, ...ACCOUNT_POLICIES]);
    const live: Live[] = [];
    for (const instance of instances) live.push(await compare(instance, context));
    return live;
  },
};

async function ensurePolicy(input: Input, context: Context): Promise<string> {
  const name = actorPolicyName(input);
  const policy: PolicyContent = { name, description: policyDescription(input), statementQuery: input.statements };
  return repeat(context, {}, async () => {
    const found = await findPolicy(context, name);
    if (!found) return createPolicy(context, policy);
    if (!isOwnPolicy(found, input) && !input.adopt) {
      throw new ConflictError(`the policy ${name} belongs to something else`, {
        where: found.uuid,
        said: `its description is "${found.description}"`,
        cure: 'Rename the actor in the deployment file, or set `adopt: true`.',
      });
    }
    await updatePolicy(context, found.uuid, policy);
    return found.uuid;
  });
}

async function compare(instance: TrackedInstance<'workflow-actor-policy'>, context: Context): Promise<Live> {
  const found = await findPolicy(context, actorPolicyName(instance));
  if (!found) return { status: 'missing' };
  const { statementQuery = '' } = await getPolicy(context, found.uuid);
  const changes = [];
  if (normalized(statementQuery) !== normalized(instance.statements)) {
    changes.push({ attribute: 'statements', from: instance.statements, to: statementQuery });
  }
  const group = await unlessAbsent(groupOf(requireActor(instance.actor), context));
  if (!group || !(await boundGroups(context, found.uuid)).includes(group)) {
    changes.push({ attribute: 'binding', from: instance.actor, to: 'none' });
  }
  return { status: changes.length > 0 ? 'changed' : 'in-sync', ...(changes[0] && { changes }) };
}

function normalized(statements: string): string {
  return statements.replace(/\s+/g, ' ').trim();
}
