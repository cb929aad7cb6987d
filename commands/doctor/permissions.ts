import type { ResolvedTenant } from '../../deployment/stacks';
import { type Permission, policyStatements } from '../../model/permissions';
import type { Context } from '../../scripts/dynatrace/context';
import { AuthorizationError, messageOf } from '../../scripts/dynatrace/errors';
import { missingPermissions } from '../../scripts/dynatrace/permissions';
import { preflight } from '../../stacks/dynatrace/preflight';
import { lookAt } from '../live/look';
import { type Area, area, type Check } from './check';

const KINDS = { oauth: 'OAuth client', 'platform-token': 'platform token', 'api-token': 'API token' } as const;

/** Permissions by what came of them; `unknown` holds an error that ended the search. */
interface Resolved {
  missing: Permission[];
  /** Scopes that the OAuth client itself lacks. */
  scopes: string[];
  /** Permissions that these credentials cannot have, and that a deployment does without. */
  unheld: Permission[];
  error?: unknown;
}

/**
 * Checks the credentials and every permission that the tenant's preflight asks for, and announces to the context what
 * a token can have, so that one token serves all further checks.
 */
export async function checkPermissions(tenant: ResolvedTenant, context: Context): Promise<Check[]> {
  const { credentials } = context;
  const make = area(`tenant ${tenant.key}`);
  const permissions = preflight(tenant, {}).instances[tenant.key]?.options.permissions ?? [];
  const identity = `${KINDS[credentials.kind]} in ${credentials.variable}`;
  if (credentials.kind === 'api-token') {
    const detail = `${identity}: its permissions cannot be resolved, and what it creates has no owner`;
    return [make.warning('credentials', detail, 'Export DT_CLIENT_ID and DT_CLIENT_SECRET of an OAuth client.')];
  }
  const { missing, scopes, unheld, error } = await resolve(tenant, permissions);
  if (error) return [make.failure('credentials', messageOf(error))];
  context.need(permissions.filter(({ permission }) => !scopes.includes(permission)));
  return [
    make.ok('credentials', identity),
    ...permissions.map((permission) => {
      if (scopes.includes(permission.permission)) {
        const cure =
          'Add the scope in Account Management > Identity & access management > OAuth clients, or create a client there that has it.';
        return make.failure(describe(permission), `the OAuth client in ${credentials.variable} lacks the scope`, cure);
      }
      if (!missing.includes(permission)) return make.ok(describe(permission), 'granted');
      return notGranted(permission, unheld.includes(permission), make);
    }),
  ];
}

function notGranted(permission: Permission, isUnheld: boolean, make: Area): Check {
  const cure = `Grant it: ${policyStatements([permission])}`;
  if (isUnheld) {
    return make.warning(
      describe(permission),
      'these credentials cannot hold it; workflows or the Hub may need it',
      cure,
    );
  }
  return make.failure(describe(permission), 'not granted', cure);
}

/** Asks again without the scopes that the OAuth client turns out to lack, so that the rest is resolved too. */
async function resolve(tenant: ResolvedTenant, permissions: Permission[]): Promise<Resolved> {
  const scopes: string[] = [];
  for (;;) {
    const context = lookAt(tenant);
    try {
      const asked = permissions.filter(({ permission }) => !scopes.includes(permission));
      const missing = await missingPermissions(context, asked);
      return { missing, scopes, unheld: permissions.filter(({ permission }) => context.cannotHold(permission)) };
    } catch (error) {
      const lacking = error instanceof AuthorizationError ? (error.response?.missingScopes ?? []) : [];
      const news = lacking.filter((scope) => !scopes.includes(scope));
      if (news.length === 0) return { missing: [], scopes, unheld: [], error };
      scopes.push(...news);
    } finally {
      await context.close();
    }
  }
}

function describe({ permission, schemaId, appId }: Permission): string {
  const narrowed = schemaId?.replace('builtin:', '') ?? appId;
  return narrowed ? `${permission} (${narrowed})` : permission;
}
