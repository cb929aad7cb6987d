import { parseAccessor } from '../../model/accessor';
import { parseActor } from '../../model/actor';
import { resolveAccessor } from '../../scripts/dynatrace/accessors';
import { messageOf } from '../../scripts/dynatrace/errors';
import { desiredInstances } from '../live/desired';
import { readLive } from '../live/read';
import { area, type Check, type TenantCheck } from './check';
import { isManaged } from './states';

/** Whether everybody that the connections are shared with exists. Actors are checked by themselves. */
export async function checkShares({ tenant, context }: TenantCheck): Promise<Check[]> {
  const make = area(`tenant ${tenant.key}`);
  const shares = Object.values(desiredInstances(tenant)['connection-share']).map(({ triggers }) =>
    String(triggers.accessor),
  );
  const accessors = [...new Set(shares)].filter((one) => parseAccessor(one)?.type !== 'service-user');
  const checks: Check[] = [];
  for (const accessor of accessors) {
    try {
      await resolveAccessor(accessor, context);
      checks.push(make.ok(`share with ${accessor}`, 'exists'));
    } catch (error) {
      checks.push(make.failure(`share with ${accessor}`, messageOf(error)));
    }
  }
  return checks;
}

export async function checkActors({ tenant, context, states }: TenantCheck): Promise<Check[]> {
  const make = area(`tenant ${tenant.key}`);
  const actors = Object.entries(desiredInstances(tenant)['workflow-actor']);
  const questions = actors.map(([, { triggers }]) => ({
    kind: 'workflow-actor' as const,
    instance: triggers as never,
  }));
  const live = await readLive(questions, context);
  return actors.map(([key, { triggers, options }], index) => {
    const what = `workflow actor ${key}`;
    const { status, error } = live[index] ?? {};
    const actor = String(triggers.actor);
    if (error) return make.failure(what, messageOf(error));
    if (parseActor(actor)?.kind !== 'create') {
      if (status === 'in-sync') return make.ok(what, `${actor} exists`);
      return make.failure(what, `${actor} does not exist`, 'Create it in Account Management, or name another one.');
    }
    if (status === 'missing') return make.ok(what, 'the service user will be created');
    if (isManaged(states, tenant.key, 'null_resource', 'workflow_actor'))
      return make.ok(what, 'managed by this deployment');
    if (options.adopt) return make.ok(what, 'the service user exists and will be taken over');
    const cure =
      'If something else made it, write `existing` instead of `create`, use another name, or set `adopt: true`.';
    return make.warning(what, 'a service user of this name exists', cure);
  });
}
