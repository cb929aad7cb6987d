import { type EnhancedConnectionValue, enhancedConnectionValue } from '../../model/connection';
import type { TrackedInstance } from '../../model/kind-types';
import { connectionMark } from '../../model/marks';
import { compareWithObjects } from '../dynatrace/compare';
import type { Context } from '../dynatrace/context';
import { ConflictError } from '../dynatrace/errors';
import type { SettingsObject } from '../dynatrace/settings-shapes';
import { createObject } from '../dynatrace/settings-write';
import { liveConnection } from './live-connection';
import { deleteConnection, ensureConnection } from './own-connection';
import type { CreateInput, Verbs } from './verbs';

type Input = CreateInput<'connection'>;
type Found = SettingsObject<EnhancedConnectionValue>;

/** A connection in the enhanced schema: created without a role, because the role trusts its object id. */
export const verbs: Verbs<'connection'> = {
  create: (input, context) =>
    ensureConnection(
      {
        input,
        value: enhancedConnectionValue(input.name),
        requireUsable: (own: Found) => requireUsable(own, input),
        takeOver: (found: Found) => takeOver(found, input, context),
      },
      context,
    ),

  delete: deleteConnection,

  read: (instances, context) =>
    compareWithObjects<TrackedInstance<'connection'>, EnhancedConnectionValue>(
      instances,
      context,
      (instance, objects) => liveConnection(instance, objects, context),
    ),
};

function requireUsable(own: Found, input: Input): void {
  if (isUsable(own, input)) return;
  throw new ConflictError(`the connection ${input.name} is bound to another role`, {
    where: own.objectId,
    said: `${roleOf(own)}; this deployment's is ${input.role_arn}`,
    cure: 'Somebody else set it. Delete the connection in Dynatrace and deploy again.',
  });
}

function takeOver(found: Found, input: Input, context: Context): Promise<string> {
  const { schema, name, role_arn: roleArn } = input;
  if (!isUsable(found, input)) {
    throw new ConflictError(`the connection ${name} cannot be adopted`, {
      where: found.objectId,
      said: found.value.awsWebIdentity ? roleOf(found) : `its type is ${found.value.type}`,
      cure: `Use that role through \`role.existing\` or \`role.name\`, or use another name; the role of this deployment is ${roleArn}.`,
    });
  }
  context.log(`connection ${name}: taking over ${found.objectId}`);
  const { objectId, value } = found;
  return createObject(context, { schemaId: schema, value, externalId: connectionMark(input), objectId });
}

/** A connection can serve as long as its role is open or already the right one. */
function isUsable({ value }: Found, { role_arn: roleArn }: Pick<Input, 'role_arn'>): boolean {
  const existing = value.awsWebIdentity?.roleArn;
  return existing === '' || existing === roleArn;
}

function roleOf({ value }: Found): string {
  return `its role is ${value.awsWebIdentity?.roleArn}, and can never change`;
}
