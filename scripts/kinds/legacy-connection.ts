import { type LegacyConnectionValue, legacyConnectionValue } from '../../model/connection';
import type { TrackedInstance } from '../../model/kind-types';
import { connectionMark } from '../../model/marks';
import { compareWithObjects } from '../dynatrace/compare';
import type { Context } from '../dynatrace/context';
import { ConflictError, RejectedError } from '../dynatrace/errors';
import type { SettingsObject } from '../dynatrace/settings-shapes';
import { createObject } from '../dynatrace/settings-write';
import { liveConnection } from './live-connection';
import { deleteConnection, ensureConnection } from './own-connection';
import type { CreateInput, Verbs } from './verbs';

type Input = CreateInput<'legacy-connection'>;

const MASKED = 'the API masks role and policy ARNs; they cannot change unless the connection is recreated';

/** A connection in the schema of the setup page, whose every property is fixed once it exists. */
export const verbs: Verbs<'legacy-connection'> = {
  create(input, context) {
    const value = connectionValue(input);
    const takeOver = (found: SettingsObject<unknown>) => adoptInPlace(found.objectId, value, input, context);
    return ensureConnection({ input, value, takeOver }, context);
  },

  delete: deleteConnection,

  read: (instances, context) =>
    compareWithObjects<TrackedInstance<'legacy-connection'>, LegacyConnectionValue>(
      instances,
      context,
      async (instance, objects) => {
        const live = await liveConnection(instance, objects, context);
        return live.status === 'in-sync' ? { ...live, note: MASKED } : live;
      },
    ),
};

/**
 * Takes a connection over in place. The schema allows no change, and its ARNs cannot be read: the write is accepted when
 * they are those of the deployment file, and refused when they are not.
 */
async function adoptInPlace(
  objectId: string,
  value: LegacyConnectionValue,
  input: Input,
  context: Context,
): Promise<string> {
  const { schema, name } = input;
  context.log(`connection ${name}: taking over ${objectId}`);
  try {
    return await createObject(context, { schemaId: schema, value, externalId: connectionMark(input), objectId });
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new ConflictError(`the connection ${name} cannot be adopted`, {
      where: objectId,
      said: error.message,
      cure:
        'Its role or session policies differ from those in the deployment file, and the legacy schema allows no ' +
        'change. Match them in the deployment file, or use another name and move its workflows.',
      response: error.response,
    });
  }
}

function connectionValue({ name, role_arn: roleArn, policy_arns: policyArns }: Input): LegacyConnectionValue {
  return legacyConnectionValue(name, roleArn, policyArns.split(' ').filter(Boolean));
}
