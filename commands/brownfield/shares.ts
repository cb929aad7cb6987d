import type { ConnectionInput } from './inputs';
import type { FoundConnection } from './tenant';

interface Shares {
  shares: NonNullable<ConnectionInput['share']>;
  /** Whom each of them means, for readers. */
  shareNames: string[];
  /** What a person has to decide about access that is left out. */
  own: string[];
}

/**
 * Says in the deployment file who may use a connection. Somebody who may write what another one owns is probably who
 * deploys: a destroy would take that access away first, and the connection out of sight with it.
 */
export function sharesFrom({ access, owner }: FoundConnection, names: Map<string, string>): Shares {
  const result: Shares = { shares: [], shareNames: [], own: [] };
  for (const { accessor, permissions } of access) {
    const { type, id = '' } = accessor;
    const name = names.get(id) ?? '';
    const level = permissions.includes('w') ? 'read-write' : 'read';
    if (type === 'user' && level === 'read-write' && owner !== undefined && owner !== id) {
      const who = name ? `${name} (${id})` : id;
      result.own.push(
        `The user ${who} may write it too. Add \`{ user: ${id}, access: read-write }\` to \`share\` unless that is the user who deploys: ` +
          'a destroy removes shares before the connection.',
      );
      continue;
    }
    const who = type === 'all-users' ? { allUsers: true as const } : type === 'group' ? { group: id } : { user: id };
    result.shares.push({ ...who, access: level });
    result.shareNames.push(name);
  }
  return result;
}
