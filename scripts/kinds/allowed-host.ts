import { ALLOWED_HOSTS_SCHEMA } from '../../model/connection';
import { covers, MAX_ALLOWED_HOSTS } from '../../model/hosts';
import { type AllowList, changeAllowList, full, readAllowList } from '../dynatrace/allow-list';
import { settingsPermissions, settingsReadPermissions } from '../dynatrace/settings';
import type { Verbs } from './verbs';

/** One host in the outbound allow-list, the one object that everything in the environment shares. */
export const verbs: Verbs<'allowed-host'> = {
  async look({ host }, context) {
    context.need(settingsReadPermissions(ALLOWED_HOSTS_SCHEMA));
    const before = allows(await readAllowList(context), host) ? 'present' : 'absent';
    context.log(`host ${host} is ${before === 'present' ? 'already allowed' : 'not allowed yet'}`);
    return before;
  },

  async create({ host }, context) {
    context.need(settingsPermissions(ALLOWED_HOSTS_SCHEMA));
    const added = await changeAllowList(context, (list) => {
      if (allows(list, host)) return undefined;
      if (list.hosts.length >= MAX_ALLOWED_HOSTS)
        throw full(`it has ${list.hosts.length} hosts, and the limit is ${MAX_ALLOWED_HOSTS}`);
      return [...list.hosts, host];
    });
    context.log(added ? `host ${host} is allowed now` : `host ${host} is allowed`);
    return undefined;
  },

  async delete({ host, before }, context) {
    if (before !== 'absent') {
      context.log(`host ${host} stays, because it was allowed before`);
      return;
    }
    context.need(settingsPermissions(ALLOWED_HOSTS_SCHEMA));
    const changed = await changeAllowList(context, (list) =>
      list.enforced && list.hosts.includes(host) ? list.hosts.filter((one) => one !== host) : undefined,
    );
    context.log(changed ? `host ${host} is removed from the allow-list` : `host ${host} was not in the allow-list`);
  },

  async read(instances, context) {
    context.need(settingsReadPermissions(ALLOWED_HOSTS_SCHEMA));
    const list = await readAllowList(context);
    return instances.map(({ host }) => {
      if (!allows(list, host)) return { status: 'missing' };
      if (list.enforced) return { status: 'in-sync', objectId: list.objectId };
      const note = 'the allow-list is not enforced, so every host is allowed';
      return { status: 'changed', objectId: list.objectId, note, changes: [NOT_ENFORCED] };
    });
  },
};

const NOT_ENFORCED = { attribute: 'enforced', from: 'true', to: 'false' };

function allows({ enforced, hosts }: AllowList, host: string): boolean {
  return !enforced || hosts.some((entry) => covers(entry, host));
}
