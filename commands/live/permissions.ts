import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Permission } from '../../model/permissions';
import { AuthorizationError } from '../../scripts/dynatrace/errors';
import { missingPermissions } from '../../scripts/dynatrace/permissions';
import { preflight } from '../../stacks/dynatrace/preflight';
import { lookAt } from './look';

/** The permissions that a deploy needs, and what came of asking for them. */
export interface Resolution {
  wanted: Permission[];
  missing: Permission[];
  /** Scopes that the OAuth client itself lacks. */
  scopes: string[];
  /** Permissions that these credentials cannot have, and that a deployment does without. */
  unheld: Permission[];
  /** What ended the search, such as credentials that are wrong. */
  error?: unknown;
}

/** Asks for every permission that the tenant's preflight asks for. */
export async function resolvePermissions(tenant: ResolvedStack): Promise<Resolution> {
  const wanted = preflight(tenant, {}).instances.all?.options.permissions ?? [];
  const scopes: string[] = [];
  // Again without the scopes that the OAuth client turns out to lack, so that the rest is resolved too.
  for (;;) {
    const context = lookAt(tenant);
    try {
      const asked = wanted.filter(({ permission }) => !scopes.includes(permission));
      const missing = await missingPermissions(context, asked);
      const unheld = wanted.filter(({ permission }) => context.cannotHold(permission));
      return { wanted, missing, scopes, unheld };
    } catch (error) {
      const lacking = error instanceof AuthorizationError ? (error.response?.missingScopes ?? []) : [];
      const news = lacking.filter((scope) => !scopes.includes(scope));
      if (news.length === 0) return { wanted, missing: [], scopes, unheld: [], error };
      scopes.push(...news);
    } finally {
      await context.close();
    }
  }
}
