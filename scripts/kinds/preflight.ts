import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { WantedName } from '../../model/kind-types';
import { parseMark } from '../../model/marks';
import { type Permission, policyStatements } from '../../model/permissions';
import type { Context } from '../dynatrace/context';
import { AuthorizationError, ConflictError, RejectedError } from '../dynatrace/errors';
import { missingPermissions } from '../dynatrace/permissions';
import { getApp, isInstalled } from '../dynatrace/registry';
import { getSchema, schemaCure } from '../dynatrace/settings';
import { listObjects } from '../dynatrace/settings-read';
import { appMissing } from './hub-app';
import type { Verbs } from './verbs';

/** Checks before the first change that the tenant has the schemas and that the credentials may do all that follows. */
export const verbs: Verbs<'preflight'> = {
  async create({ permissions, schemas, names, requires_app: app }, context) {
    context.need(permissions);
    await requireSchemas(schemas, context);
    await requirePermissions(permissions, context);
    await requireNames(names, context);
    if (app && !isInstalled(await getApp(context, app))) throw appMissing(app, context);
    return undefined;
  },

  async read(instances) {
    return instances.map(() => ({ status: 'in-sync' }));
  },
};

/** @throws RejectedError naming the first schema that the tenant lacks, and what to write instead. */
async function requireSchemas(schemas: string[], context: Context): Promise<void> {
  for (const schemaId of schemas) {
    if (await getSchema(context, schemaId)) continue;
    const other = Object.values(CONNECTION_SCHEMAS).find((one) => one !== schemaId);
    const isConnection = Object.values<string>(CONNECTION_SCHEMAS).includes(schemaId);
    const replaced = isConnection && other !== undefined && (await getSchema(context, other)) !== undefined;
    throw new RejectedError(`the tenant has no schema ${schemaId}`, {
      said: replaced ? `it has ${other}` : undefined,
      cure:
        replaced || !isConnection ? schemaCure(schemaId) : 'The environment has neither schema for AWS connections.',
    });
  }
}

/** @throws AuthorizationError naming each missing permission, with the policy statements that grant them. */
async function requirePermissions(permissions: Permission[], context: Context): Promise<void> {
  const { credentials, log } = context;
  if (credentials.kind === 'api-token') {
    log('warning: permissions of an API token cannot be resolved; what it creates has no owner');
    return;
  }
  const missing = await missingPermissions(context, permissions);
  const tolerated = ({ permission }: Permission) => context.cannotHold(permission);
  for (const { permission } of missing.filter(tolerated)) {
    log(
      `warning: the credentials in ${credentials.variable} cannot hold ${permission}, which workflows or the Hub may need`,
    );
  }
  const fatal = missing.filter((one) => !tolerated(one));
  if (fatal.length === 0) {
    log(`preflight: ${permissions.length - missing.length} permissions granted`);
    return;
  }
  const names = [...new Set(fatal.map(describe))];
  throw new AuthorizationError(`${names.length} missing permissions`, {
    said: names.join(', '),
    cure: `Grant them to the user of ${credentials.variable} with this policy: ${policyStatements(fatal)}`,
  });
}

/** @throws ConflictError naming every connection that was made by hand and may not be taken over. */
async function requireNames(names: WantedName[], context: Context): Promise<void> {
  const taken: string[] = [];
  for (const schema of new Set(names.map((one) => one.schema))) {
    const wanted = names.filter((one) => one.schema === schema && !one.adopt).map(({ name }) => name);
    for (const { value, externalId } of await listObjects<{ name: string }>(context, schema)) {
      if (wanted.includes(value.name) && !parseMark(externalId)) taken.push(value.name);
    }
  }
  if (taken.length === 0) return;
  throw new ConflictError(`connections with these names already exist and were not created by a deployment`, {
    said: taken.join(', '),
    cure: 'Use other names, or set `adopt: true` on them, which takes them over and keeps their object ids.',
  });
}

function describe({ permission, schemaId, appId }: Permission): string {
  const narrowed = schemaId ?? appId;
  return narrowed ? `${permission} on ${narrowed}` : permission;
}
