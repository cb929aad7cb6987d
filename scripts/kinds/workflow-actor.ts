import type { Actor } from '../../model/actor';
import type { TrackedInstance } from '../../model/kind-types';
import { actorPolicyName, markOf, type NamedMark, parseMark } from '../../model/marks';
import { isOwnPolicy, requireActor } from '../actors';
import { groupUuid, serviceUserOf, serviceUsers } from '../dynatrace/accessors';
import {
  ACCOUNT_READ,
  ACCOUNT_WRITE,
  createServiceUser,
  deleteServiceUser,
  listServiceUsers,
  type ServiceUser,
  updateServiceUser,
} from '../dynatrace/account';
import { ACCOUNT_POLICIES, deletePolicy, findPolicy } from '../dynatrace/account-policies';
import type { Context } from '../dynatrace/context';
import { ConflictError, unlessAbsent } from '../dynatrace/errors';
import { repeat } from '../dynatrace/retry';
import type { CreateInput, Live, Verbs } from './verbs';

type Input = CreateInput<'workflow-actor'>;

/** The user or group that workflows run as. Created, if the deployment file says so, and only then deleted again. */
export const verbs: Verbs<'workflow-actor'> = {
  async create(input, context) {
    const actor = requireActor(input.actor);
    context.need(actor.kind === 'create' ? ACCOUNT_WRITE : ACCOUNT_READ);
    if (actor.kind === 'create') await ensureServiceUser(actor.name, input, context);
    else await find(actor, context);
    context.log(`workflows can run as ${input.actor}`);
    return undefined;
  },

  async delete(input, context) {
    const actor = requireActor(input.actor);
    context.need([...ACCOUNT_POLICIES, ...(actor.kind === 'create' ? ACCOUNT_WRITE : [])]);
    const policy = await findPolicy(context, actorPolicyName(input));
    if (policy && isOwnPolicy(policy, input)) {
      await deletePolicy(context, policy.uuid);
      context.log(`policy ${policy.name} is deleted`);
    }
    if (actor.kind !== 'create') {
      context.log(`${input.actor} stays, because it was not created here`);
      return;
    }
    const own = (await named(actor.name, context)).filter((user) => isMarked(user, input));
    for (const user of own) await deleteServiceUser(context, user.uid);
    context.log(`service user ${actor.name} ${own.length > 0 ? 'is deleted' : 'was already gone'}`);
  },

  async read(instances, context) {
    context.need(ACCOUNT_READ);
    const live: Live[] = [];
    for (const instance of instances) live.push(await compare(instance, context));
    return live;
  },
};

/** @throws RejectedError when it does not exist */
async function find({ kind, name }: Actor, context: Context): Promise<object | string> {
  return kind === 'group' ? groupUuid(name, context) : serviceUserOf(name, context);
}

async function ensureServiceUser(name: string, input: Input, context: Context): Promise<void> {
  const description = `Runs workflows that use AWS. Managed by ${markOf(input)}`;
  await repeat(context, {}, async () => {
    const found = await named(name, context);
    const [user] = found;
    if (!user) await createServiceUser(context, { name, description });
    else if (!found.some((one) => isMarked(one, input))) await takeOver(user, description, input, context);
  });
}

/** Another key of this deployment gives its user up; anybody else's is taken only where the file allows it. */
async function takeOver(user: ServiceUser, description: string, input: Input, context: Context): Promise<void> {
  const sibling = parseMark(user.description ?? undefined)?.owner === input.owner;
  if (!sibling && !input.adopt) {
    throw new ConflictError(`the service user ${user.name} belongs to something else`, {
      where: user.uid,
      said: `its description is "${user.description ?? ''}"`,
      cure: 'Write `existing` instead of `create`, use another name, or set `adopt: true`.',
    });
  }
  context.log(`service user ${user.name}: taking over ${user.uid}`);
  await updateServiceUser(context, user.uid, { name: user.name, description });
}

async function named(name: string, context: Context): Promise<ServiceUser[]> {
  return (await listServiceUsers(context)).filter((user) => user.name === name);
}

function isMarked({ description }: ServiceUser, mark: NamedMark): boolean {
  return Boolean(description?.endsWith(markOf(mark)));
}

async function compare(instance: TrackedInstance<'workflow-actor'>, context: Context): Promise<Live> {
  const actor = requireActor(instance.actor);
  if (actor.kind === 'create') {
    const users = await serviceUsers(context);
    return compareMarks(
      users.filter(({ name }) => name === actor.name),
      instance,
    );
  }
  return { status: (await unlessAbsent(find(actor, context))) ? 'in-sync' : 'missing' };
}

/** A service user of the same name that something else made is not the one that a destroy deletes. */
function compareMarks(found: ServiceUser[], mark: NamedMark): Live {
  const [user] = found;
  if (!user) return { status: 'missing' };
  if (found.some((one) => isMarked(one, mark))) return { status: 'in-sync' };
  return {
    status: 'changed',
    changes: [{ attribute: 'mark', from: markOf(mark), to: user.description ?? '' }],
  };
}
