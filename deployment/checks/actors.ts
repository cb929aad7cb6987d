import type { Path } from '../problem';
import type { Tenant } from '../schema';
import { didYouMean, wordList } from '../suggest';
import type { CheckContext } from './context';

/** Each actor is another user or group, and may use connections that are there. */
export function checkActors(context: CheckContext): void {
  for (const [key, tenant] of Object.entries(context.deployment.tenants)) {
    const path = ['tenants', key, 'workflowActors'];
    checkDistinct(context, path, tenant);
    checkUsable(context, path, tenant);
  }
}

function checkDistinct({ report }: CheckContext, path: Path, { workflowActors }: Tenant): void {
  const seen = new Map<string, string>();
  for (const [key, { serviceUser, group }] of Object.entries(workflowActors)) {
    const name = serviceUser ? (serviceUser.create ?? serviceUser.existing) : group;
    const actor = JSON.stringify([serviceUser !== undefined, name?.toLowerCase()]);
    const earlier = seen.get(actor);
    if (earlier !== undefined)
      report('actor-twice', [...path, key], `must name a different user or group from that of \`${earlier}\``, name);
    seen.set(actor, earlier ?? key);
  }
}

function checkUsable({ report }: CheckContext, path: Path, { workflowActors, connections }: Tenant): void {
  const known = Object.keys(connections).filter((key) => !connections[key]?.retired);
  for (const [key, actor] of Object.entries(workflowActors)) {
    if (actor.connections === 'all') continue;
    for (const [index, name] of actor.connections.entries()) {
      const at = [...path, key, 'connections', index];
      if (!Object.hasOwn(connections, name)) {
        const words = known.length ? `: ${wordList(known)}` : '';
        report('actor-connection', at, `must be a connection of this tenant${words}`, name, didYouMean(name, known));
      } else if (connections[name]?.retired) {
        report('actor-connection', at, 'must not be a retired connection, which no workflow can use', name);
      } else if (actor.connections.indexOf(name) < index) {
        report('listed-twice', at, 'must not be listed twice', name);
      }
    }
  }
}
