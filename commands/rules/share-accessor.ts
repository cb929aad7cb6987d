import { parseAccessor } from '../../model/accessor';
import { resolveAccessor } from '../../scripts/dynatrace/accessors';
import { messageOf, TransientError } from '../../scripts/dynatrace/errors';
import { desiredKinds } from '../../stacks/dynatrace';
import { failed, type Outcome, ok, type Rule, unchecked } from '../findings/rule';
import type { TenantBefore } from './subjects';

export const shareAccessor: Rule<TenantBefore> = {
  id: 'share-accessor',
  severity: 'error',
  what: 'Every user and group that a connection is shared with exists.',
  why: 'Shares refer to ids, and only users and groups that exist have one.',
  cure: 'Correct the user or group under `share`, or create it in Account Management.',
  async check({ tenant, context }) {
    const shares = Object.values(desiredKinds(tenant)['connection-share'].instances);
    const accessors = new Set(shares.map(({ identity }) => String(identity.accessor)));
    const outcomes: Outcome[] = [];
    // The rule about workflow actors looks for service users.
    for (const accessor of [...accessors].filter((one) => parseAccessor(one)?.type !== 'service-user')) {
      const subject = `share with ${accessor}`;
      try {
        await resolveAccessor(accessor, context);
        outcomes.push(ok(subject, 'exists'));
      } catch (error) {
        outcomes.push((error instanceof TransientError ? unchecked : failed)(subject, messageOf(error)));
      }
    }
    return outcomes;
  },
};
