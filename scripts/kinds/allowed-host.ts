import { ALLOWED_HOSTS_SCHEMA } from '../../model/connection';
import { covers, MAX_ALLOWED_HOSTS } from '../../model/hosts';
import { type AllowList, changeAllowList, full, readAllowList } from '../dynatrace/allow-list';
import { settingsPermissions, settingsReadPermissions } from '../dynatrace/settings';
import type { Verbs } from './verbs';

/** One host in the outbound allow-list, the one object that everything in the environment shares. */
export const verbs: Verbs<'allowed-host'> = {
  async create({ host }, context) {
    context.need(settingsPermissions(ALLOWED_HOSTS_SCHEMA));
    const begun = `allowed-host ${host}`;
    let added = context.journal?.has(begun) ?? false;
    await changeAllowList(context, (list) => {
      if (allows(list, host)) {
        // Whoever names a host exactly as we were about to may be an earlier run of ours.
        added &&= list.hosts.includes(host);
        return undefined;
      }
      if (list.hosts.length >= MAX_ALLOWED_HOSTS)
        throw full(`it holds ${list.hosts.length} hosts, and takes ${MAX_ALLOWED_HOSTS}`);
      context.journal?.begin(begun);
      added = true;
      return [...list.hosts, host];
    });
    context.log(added ? `host ${host} is allowed now` : `host ${host} was allowed already`);
    return { origin: added ? 'added' : 'present' };
  },

  async delete({ host, origin }, context) {
    if (origin !== 'added') {
      context.log(`host ${host} stays, it was allowed before`);
      return;
    }
    context.need(settingsPermissions(ALLOWED_HOSTS_SCHEMA));
    const changed = await changeAllowList(context, (list) =>
      list.hosts.includes(host) ? list.hosts.filter((one) => one !== host) : undefined,
    );
    context.log(changed ? `host ${host} is removed from the allow-list` : `host ${host} was not in the allow-list`);
  },

  async read(instances, context) {
    context.need(settingsReadPermissions(ALLOWED_HOSTS_SCHEMA));
    const list = await readAllowList(context);
    return instances.map(({ host }) => {
      if (!allows(list, host)) return { status: 'missing' };
      const note = list.enforced ? undefined : 'the allow-list is not enforced, so every host is allowed';
      return { status: 'in-sync', objectId: list.objectId, note };
    });
  },
};

function allows({ enforced, hosts }: AllowList, host: string): boolean {
  return !enforced || hosts.some((entry) => covers(entry, host));
}
