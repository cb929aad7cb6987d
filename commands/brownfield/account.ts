import type { DeploymentInput } from '../../deployment/load';
import type { Account } from '../../deployment/schema';
import { account as accountSchema } from '../../deployment/schema/account';
import { partitionOf, providerArn } from '../../model/iam';
import { issuerHost } from '../../model/oidc';
import { type AwsReader, type LiveProvider, type LiveRole, openAccount } from '../iam/account';
import { describeAwsError } from '../iam/aws-errors';
import type { Note } from './notes';
import type { Target } from './target';

/** The AWS side of a set-up, in one account. */
export interface FoundAccount {
  key: string;
  id: string;
  /** What the deployment file says of it. */
  input: NonNullable<DeploymentInput['accounts']>[string];
  config: Account;
  reader: AwsReader;
  providerArn: string;
  /** Nothing where there is none. */
  provider?: LiveProvider | 'unreadable';
  /** Nothing where they cannot be listed. */
  roles?: LiveRole[];
}

/** Reads the accounts of a target. One that cannot be read is told and left out. */
export async function readAccounts(
  { accounts, environment }: Pick<Target, 'accounts' | 'environment'>,
  notes: Note[],
): Promise<FoundAccount[]> {
  const found: FoundAccount[] = [];
  for (const [key, input] of Object.entries(accounts)) {
    const account = await readAccount(key, { input, issuer: environment.issuer, notes });
    const twin = account && found.find(({ id }) => id === account.id);
    if (twin) {
      const detail = `its credentials belong to the same account as those of ${twin.key}, ${twin.id}`;
      notes.push({ subject: `account ${key}`, status: 'unreadable', detail, cure: 'Name another profile' });
    } else if (account) found.push(account);
  }
  return found;
}

interface Reading {
  input: Target['accounts'][string];
  issuer: string;
  notes: Note[];
}

async function readAccount(key: string, { input, issuer, notes }: Reading): Promise<FoundAccount | undefined> {
  const subject = `account ${key}`;
  // The id is not known before the credentials say it.
  const config = accountSchema.parse({ id: '0'.repeat(12), ...input });
  const reader = openAccount(config);
  const attempt = async <T>(what: string, read: () => Promise<T>): Promise<T | 'unreadable'> => {
    try {
      return await read();
    } catch (error) {
      const { said, cure } = describeAwsError(error, config);
      notes.push({ subject, status: 'unreadable', detail: `could not read ${what}: ${said}`, cure });
      return 'unreadable';
    }
  };
  const identity = await attempt('the identity behind the credentials', () => reader.identity());
  if (identity === 'unreadable') return undefined;
  const { account: id } = identity;
  const arn = providerArn(partitionOf(input.region), id, issuer);
  const provider = await attempt(`the OIDC provider of ${issuerHost(issuer)}`, () => reader.provider(arn));
  const roles = await attempt('the roles', () => reader.roles());
  return {
    key,
    id,
    input: { id, ...input },
    config: { ...config, id },
    reader,
    providerArn: arn,
    provider,
    ...(roles !== 'unreadable' && { roles }),
  };
}
