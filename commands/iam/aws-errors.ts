import type { Account } from '../../deployment/schema';
import { type Outcome, unchecked } from '../findings/rule';

/** What an AWS call failed with, and what helps. */
export function describeAwsError(error: unknown, { profile }: Account): { said: string; cure: string } {
  const { name = 'Error', message = String(error) } = error as Error;
  const said = `${name}: ${message.replace(/\s+/g, ' ').trim()}`;
  if (/CredentialsProviderError|ProviderError/.test(name)) {
    return {
      said,
      cure: profile ? `Sign in with the profile ${profile}.` : 'Export AWS credentials, or set `profile`.',
    };
  }
  if (/Expired|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch/.test(name)) {
    return { said, cure: `Renew the AWS credentials${profile ? ` of the profile ${profile}` : ''}.` };
  }
  if (/AccessDenied|Unauthorized/.test(name)) {
    return { said, cure: 'Allow the action for the credentials that deploy.' };
  }
  return { said, cure: 'Check the region and the endpoints of the account, and the network.' };
}

/** Runs a check of something in AWS. One that cannot be carried out is `unchecked`, with AWS's reason and what helps. */
export async function guardedAws(subject: string, config: Account, check: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await check();
  } catch (error) {
    const { said, cure } = describeAwsError(error, config);
    return unchecked(subject, said, cure);
  }
}
