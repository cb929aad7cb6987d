import { parseActor } from '../../model/actor';
import { blockName } from '../../model/blocks';
import { messageOf } from '../../scripts/dynatrace/errors';
import { readLive } from '../../scripts/look';
import { desiredKinds } from '../../stacks/dynatrace';
import { asWarning, failed, ok, type Rule, unchecked } from '../findings/rule';
import { isManaged } from '../live/states';
import type { TenantBefore } from './subjects';

export const workflowActor: Rule<TenantBefore> = {
  id: 'workflow-actor',
  severity: 'error',
  what: 'Existing workflow actors exist, and those to be created do not yet.',
  why: 'Policies are bound to existing users and groups, and a service user created by something else is never taken over silently.',
  cure: 'Swap `existing` and `create`, use another name, or set `adopt: true`.',
  async check({ tenant, context, states }) {
    const actors = Object.entries(desiredKinds(tenant)['workflow-actor'].instances);
    const questions = actors.map(([, { identity }]) => ({
      kind: 'workflow-actor' as const,
      instance: identity as never,
    }));
    const live = await readLive(questions, context);
    return actors.map(([key, { identity, options }], index) => {
      const subject = `workflow actor ${key}`;
      const { status, error } = live[index] ?? {};
      const actor = String(identity.actor);
      if (error) return unchecked(subject, messageOf(error));
      if (parseActor(actor)?.kind !== 'create') {
        if (status === 'in-sync') return ok(subject, `${actor} exists`);
        const cure = 'Create it in Account Management, or use another one.';
        return failed(subject, `${actor} does not exist`, cure);
      }
      if (status === 'missing') return ok(subject, 'the service user will be created');
      if (
        isManaged(states, tenant.name, {
          type: 'null_resource',
          name: blockName('workflow-actor', 'guard'),
          index: key,
        })
      ) {
        return ok(subject, 'managed by this deployment');
      }
      if (options.adopt) return ok(subject, 'the service user exists and will be taken over');
      const cure =
        'If something else created it, write `existing` instead of `create`, use another name, or set `adopt: true`.';
      return asWarning(failed(subject, 'a service user of this name exists', cure));
    });
  },
};
