import type { ResolvedTenant } from '../../deployment/stacks';
import type { Context } from '../../scripts/dynatrace/context';
import { messageOf } from '../../scripts/dynatrace/errors';
import { lookAt } from '../live/look';
import { checkActors, checkShares } from './accessors';
import { area, type Check, type States, type TenantCheck } from './check';
import { checkNames } from './names';
import { checkPermissions } from './permissions';
import { checkApp, checkHosts, checkSchemas } from './prerequisites';

/** Checks one tenant: whether the credentials are good, whether they suffice, and what is there already. */
export async function checkTenant(tenant: ResolvedTenant, states: States, bundle?: string): Promise<Check[]> {
  const make = area(`tenant ${tenant.key}`);
  let context: Context;
  try {
    context = lookAt(tenant);
  } catch (error) {
    return [make.failure('credentials', messageOf(error))];
  }
  try {
    const permissions = await checkPermissions(tenant, context);
    if (permissions.some(({ what, status }) => what === 'credentials' && status === 'failure')) return permissions;
    const subject = { tenant, context, states, bundle };
    const parts: [string, (subject: TenantCheck) => Promise<Check[]>][] = [
      ['schemas', checkSchemas],
      ['app', checkApp],
      ['allowed hosts', checkHosts],
      ['connections', checkNames],
      ['shares', checkShares],
      ['workflow actors', checkActors],
    ];
    const checks: Check[] = [...permissions];
    for (const [what, check] of parts) {
      try {
        checks.push(...(await check(subject)));
      } catch (error) {
        checks.push(make.failure(what, `could not be read: ${messageOf(error)}`));
      }
    }
    return checks;
  } finally {
    await context.close();
  }
}
