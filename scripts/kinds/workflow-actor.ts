import { markOf, parseMark } from '../../model/marks';
import type { Actor } from '../../model/actor';
import { isOwnPolicy, requireActor, policyName } from '../actors';
import { groupUuid, serviceUserOf } from '../dynatrace/accessors';
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
import { ConflictError, DynatraceError, RejectedError } from '../dynatrace/errors';
import type { CreateInput, Live, Verbs } from './verbs';

type Input = CreateInput<'workflow-actor'>;

/** How often a create without an answer is looked for and repeated. */
const ATTEMPTS = 3;

/** The user or group that workflows run as. Created, if the deployment file says so, and only then deleted again. */
export const verbs: Verbs<'workflow-actor'> = {
  async create(input, context) {
    const actor = requireActor(input.actor);
    context.need(actor.kind === 'create' ? ACCOUNT_WRITE : ACCOUNT_READ);
    if (actor.kind === 'group') await groupUuid(actor.name, context);
    else if (actor.kind === 'existing') await serviceUserOf(actor.name, context);
    else await ensureServiceUser(actor.name, input, context);
    context.log(`workflows can run as ${input.actor}`);
    return undefined;
  },

  async delete(input, context) {
    const actor = requireActor(input.actor);
    context.need([...ACCOUNT_POLICIES, ...(actor.kind === 'create' ? ACCOUNT_WRITE : [])]);
    const policy = await findPolicy(context, policyName(input));
    if (policy && isOwnPolicy(policy, input)) {
      await deletePolicy(context, policy.uuid);
      context.log(`policy ${policy.name} is deleted`);
    }
    if (actor.kind !== 'create') {
      context.log(`${input.actor} stays, it was not created here`);
      return;
    }
    const own = (await named(actor.name, context)).filter((user) => isMarked(user, markOf(input)));
    for (const user of own) await deleteServiceUser(context, user.uid);
    context.log(`service user ${actor.name} ${own.length > 0 ? 'is deleted' : 'was gone already'}`);
  },

  async read(instances, context) {
    const live: Live[] = [];
    for (const { actor } of instances) live.push(await lookUp(requireActor(actor), context));
    return live;
  },
};

async function ensureServiceUser(name: string, input: Input, context: Context): Promise<void> {
  const own = markOf(input);
  const description = `Runs workflows that use AWS. Managed by ${own}`;
  for (let attempt = 1; ; attempt += 1) {
    const found = await named(name, context);
    if (found.some((user) => isMarked(user, own))) return;
    const [user] = found;
    if (user) return takeOver(user, description, input, context);
    try {
      await createServiceUser(context, { name, description });
      return;
    } catch (error) {
      const unanswered = error instanceof DynatraceError && error.unanswered;
      if (!unanswered || attempt >= ATTEMPTS) throw error;
    }
  }
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

function isMarked({ description }: ServiceUser, own: string): boolean {
  return Boolean(description?.endsWith(own));
}

async function lookUp(actor: Actor, context: Context): Promise<Live> {
  try {
    if (actor.kind === 'group') await groupUuid(actor.name, context);
    else await serviceUserOf(actor.name, context);
    return { status: 'in-sync' };
  } catch (error) {
    if (error instanceof RejectedError && error.status === 404) return { status: 'missing' };
    throw error;
  }
}
