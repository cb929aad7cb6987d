import { MAX_ALLOWED_HOSTS } from '../../model/hosts';
import { readAllowList } from '../../scripts/dynatrace/allow-list';
import { readLive } from '../../scripts/look';
import { desiredKinds } from '../../stacks/dynatrace';
import { failed, ok, type Rule } from '../findings/rule';
import type { TenantBefore } from './subjects';

export const allowListRoom: Rule<TenantBefore> = {
  id: 'allow-list-room',
  severity: 'error',
  what: 'The outbound allow-list contains the AWS hosts, or has room for them.',
  why: 'Dynatrace blocks requests to hosts that are not on the list, and the length of the list is limited.',
  cure: 'Remove unused hosts in the settings under External requests.',
  async check({ tenant, context }) {
    const wanted = Object.values(desiredKinds(tenant)['allowed-host'].instances).map(
      ({ identity }) => identity as never,
    );
    const live = await readLive(
      wanted.map((instance) => ({ kind: 'allowed-host' as const, instance })),
      context,
    );
    const unreadable = live.find(({ error }) => error);
    if (unreadable) throw unreadable.error;
    const missing = live.filter(({ status }) => status === 'missing').length;
    const { hosts, enforced } = await readAllowList(context);
    const allowed = enforced ? 'already allowed' : 'the allow-list is not enforced, so every host is allowed';
    const outcomes = tenant.hosts.map((host, index) =>
      ok(`allowed host ${host}`, live[index]?.status === 'in-sync' ? allowed : 'will be added'),
    );
    if (hosts.length + missing <= MAX_ALLOWED_HOSTS) return outcomes;
    const detail = `${hosts.length} hosts are allowed, ${missing} are to be added, and the limit is ${MAX_ALLOWED_HOSTS}`;
    return [...outcomes, failed('allow-list', detail, this.cure)];
  },
};
