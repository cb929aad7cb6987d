import { issuerHost, legacySubject } from '../../model/oidc';
import type { LiveRole } from '../iam/account';
import { readTrust, type TrustFacts } from '../iam/trust';
import type { FoundAccount } from './account';
import type { FoundConnection } from './tenant';

/** The role that a connection assumes, or why it is not known. */
export type Match =
  | {
      connection: FoundConnection;
      account: FoundAccount;
      role: string;
      /** Whether the role's trust says so, and not the connection, whose ARN is masked. */
      byTrust: boolean;
    }
  | Unmatched;

export interface Unmatched {
  connection: FoundConnection;
  /** One sentence. */
  reason: string;
  /** Roles that it may be, by ARN. */
  candidates: { arn: string; account: string }[];
}

/** Finds the role of a connection: by its ARN, or by the trust of the roles where the ARN is masked on read. */
export function matchRole(connection: FoundConnection, accounts: FoundAccount[], audience: string): Match {
  return connection.schema === 'enhanced'
    ? matchByArn(connection, accounts)
    : matchByTrust(connection, accounts, audience);
}

function matchByArn(connection: FoundConnection, accounts: FoundAccount[]): Match {
  const { roleArn = '' } = connection;
  if (roleArn === '') return { connection, reason: 'it has no role yet', candidates: [] };
  const id = roleArn.split(':')[4];
  const account = accounts.find((one) => one.id === id);
  if (account) return { connection, account, role: roleArn.split('/').at(-1) ?? roleArn, byTrust: false };
  const reason = `its role ${roleArn} is in the account ${id}, which was not read; name it in --accounts`;
  return { connection, reason, candidates: [] };
}

function matchByTrust(connection: FoundConnection, accounts: FoundAccount[], audience: string): Match {
  const subject = legacySubject(connection.name);
  const trusting = accounts.flatMap((account) =>
    (account.roles ?? []).flatMap((role) => {
      const facts = trustIn(role, account);
      return facts?.audiences.includes(audience) ? [{ account, role, facts }] : [];
    }),
  );
  const exact = trusting.filter(({ facts }) => facts.subjects.includes(subject));
  const [first] = exact;
  if (first && exact.length === 1) return { connection, account: first.account, role: first.role.name, byTrust: true };
  const open = trusting.filter(({ facts, account }) => !restrictsSubjects(facts, account));
  const possible = exact.length > 0 ? exact : open;
  const candidates = possible.map(({ role, account }) => ({ arn: role.arn, account: account.key }));
  const masked = 'its role ARN is masked on read';
  if (exact.length > 1)
    return { connection, reason: `${masked}, and ${exact.length} roles trust ${subject}`, candidates };
  const unlisted = accounts.filter(({ roles }) => roles === undefined).map(({ key }) => key);
  const blind = unlisted.length > 0 ? ` (the roles of ${unlisted.join(', ')} could not be listed)` : '';
  const others = open.length > 0 ? `; ${open.length} trust every connection of this environment` : '';
  return { connection, reason: `${masked}, and no role trusts ${subject}${blind}${others}`, candidates };
}

/** What a role trusts, if it trusts the account's OIDC provider. */
export function trustIn({ trustPolicy }: LiveRole, { providerArn }: FoundAccount): TrustFacts | undefined {
  try {
    const facts = readTrust(trustPolicy);
    return facts.providers.includes(providerArn) ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** The setup page recommends a condition on the subject, and does not require it. */
export function restrictsSubjects({ subjects, others }: TrustFacts, { providerArn }: FoundAccount): boolean {
  const key = `${issuerHost(providerArn.replace(/^.*?:oidc-provider\//, 'https://'))}:sub`;
  return subjects.length > 0 || others.some((one) => one.includes(` ${key} `));
}
