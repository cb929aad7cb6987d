import { NAME_LENGTH } from '../../model/connection';
import { connectionName, schemaOf } from '../resolve';
import { isWritten } from '../source';
import { didYouMean, wordList } from '../suggest';
import { type CheckContext, type ConnectionEntry, connectionsOf } from './context';

export function checkConnections(context: CheckContext): void {
  const { deployment, report } = context;
  const accounts = Object.keys(deployment.accounts);
  const names = new Map<string, string>();
  for (const entry of connectionsOf(context)) {
    const { tenantKey, key, connection, path } = entry;
    if (!accounts.includes(connection.account)) {
      const known = accounts.length
        ? `must be one of \`accounts\`: ${wordList(accounts)}`
        : 'must be one of `accounts`';
      const cure = accounts.length ? didYouMean(connection.account, accounts) : 'add it to `accounts`, which is empty';
      report('account-unknown', [...path, 'account'], known, connection.account, cure);
    }
    checkName(context, entry);

    if (connection.retired) continue;
    const name = connectionName(key, connection);
    const earlier = names.get(JSON.stringify([tenantKey, name]));
    if (earlier !== undefined) {
      report(
        'connection-name-twice',
        namePath(context, entry),
        `must differ from the name of \`${earlier}\` in the same tenant`,
        name,
      );
    }
    names.set(JSON.stringify([tenantKey, name]), earlier ?? key);
  }
}

function checkName(context: CheckContext, entry: ConnectionEntry): void {
  const { report } = context;
  const { tenant, key, connection } = entry;
  const name = connectionName(key, connection);
  const schema = schemaOf(tenant, connection);
  const path = namePath(context, entry);
  const { min, max } = NAME_LENGTH[schema];
  if (name.length < min || name.length > max) {
    report('connection-name-form', path, `must have ${min} to ${max} characters in the ${schema} schema`, name);
  }
  if (name.includes(':')) report('connection-name-form', path, 'must not contain ":"', name);
  if (name !== name.trim()) report('connection-name-form', path, 'must not begin or end with a space', name);
  if (schema === 'enhanced') return;
  // The subject of a legacy connection is its name, and it stands in the trust policy.
  if (/[*?]/.test(name))
    report('connection-name-form', path, 'must not contain "*" or "?", because the trust policy contains it', name);
  if (!/^[\x20-\xff]*$/.test(name) || /[\x7f-\x9f]/.test(name)) {
    report(
      'connection-name-form',
      path,
      'must consist of Latin letters and symbols, because the trust policy contains it',
      name,
    );
  }
}

function namePath({ source }: CheckContext, { path }: ConnectionEntry) {
  return isWritten(source, [...path, 'name']) ? [...path, 'name'] : path;
}
