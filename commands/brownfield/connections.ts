import type { ConnectionInput } from './inputs';
import { oneLine } from './notes';
import type { Decided } from './roles';
import { sharesFrom } from './shares';
import type { FoundConnection } from './tenant';

/** A connection in the deployment file, with what its reader should know. */
export interface ConnectionEntry {
  key: string;
  connection: FoundConnection;
  input: ConnectionInput;
  remarks: string[];
  /** What a person has to look at before the file is deployed. */
  decide: string[];
  /** Names behind the uuids of `share`, by index. */
  shareNames: string[];
}

/** A connection that is not in the file as long as nobody completes it. */
export interface OpenConnection {
  connection: FoundConnection;
  reason: string;
  /** The entry to complete, by key. */
  draft: Record<string, ConnectionInput>;
}

/** Says in the deployment file what was decided about a connection and its role. */
export function entryOf(
  decided: Decided,
  { keyOf, names }: { keyOf: (connection: FoundConnection) => string; names: Map<string, string> },
): ConnectionEntry {
  const { connection, account, role, byTrust, roleOf } = decided;
  const key = keyOf(connection);
  const { shares, shareNames, own } = sharesFrom(connection, names);
  const input: ConnectionInput = {
    account: account.key,
    ...baseOf(key, connection),
    ...(roleOf ? { roleOf: keyOf(roleOf) } : roleInput(decided)),
    ...(shares.length > 0 && { share: shares }),
  };
  return {
    key,
    connection,
    input,
    shareNames,
    remarks: [
      ...(byTrust
        ? ['Its role ARN is masked on read: the role is the one that trusts it. A deploy refuses if it is another.']
        : []),
      ...(role.kind === 'import' && !roleOf ? role.remarks : []),
    ],
    decide: [
      ...(role.kind === 'existing' && !roleOf
        ? [
            `This file does not manage the role, because ${role.reason}. To manage it here, write \`role: { name: ${decided.name}, import: true }\` and its permissions instead.`,
          ]
        : []),
      ...own,
    ],
  };
}

/** A draft of what a person has to complete. */
export function openEntry(
  connection: FoundConnection,
  reason: string,
  { key, account, arn }: { key: string; account: string; arn: string },
): OpenConnection {
  const input: ConnectionInput = { account, ...baseOf(key, connection), role: { existing: arn } };
  return { connection, reason: oneLine(reason), draft: { [key]: input } };
}

function baseOf(key: string, { name, schema }: FoundConnection): Pick<ConnectionInput, 'schema' | 'name' | 'adopt'> {
  return { ...(schema === 'legacy' && { schema }), ...(name !== key && { name }), adopt: true };
}

function roleInput({ role }: Decided): Pick<ConnectionInput, 'role' | 'permissions'> {
  if (role.kind === 'existing') return { role: { existing: role.arn } };
  return { role: role.role, ...(role.permissions && { permissions: role.permissions }) };
}
