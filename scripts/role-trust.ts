import { trustPolicy } from '../model/iam';
import { CONNECTOR_APP_ID, enhancedSubject } from '../model/oidc';
import { backoff, seconds } from './dynatrace/clock';
import type { Context } from './dynatrace/context';
import { DynatraceError, describeViolations, RejectedError, TransientError } from './dynatrace/errors';
import type { CreateInput } from './kinds/verbs';

type Input = CreateInput<'connection-settings'>;

/** What AWS answers when Dynatrace tries to assume a role. */
export type Denial =
  /** The trust policy does not match, or the role is not there: IAM may not have spread it yet. */
  | 'denied'
  /** The OIDC provider is not there or lacks the audience: nearly always a wrong set-up. */
  | 'untrusted'
  /** AWS could not ask the issuer for its keys just then. */
  | 'unavailable';

/** How long a missing provider or audience may be a matter of spreading, in milliseconds. */
const GRACE = 30_000;

/**
 * Tells what the text of a refused role ARN means, or nothing when it is no answer of STS.
 *
 * Errors of AssumeRoleWithWebIdentity: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
function denialIn(text: string): Denial | undefined {
  if (/IDPCommunicationError|ServiceUnavailable|Throttling|InternalFailure/i.test(text)) return 'unavailable';
  if (/InvalidIdentityToken|No OpenIDConnect provider|Incorrect token audience/i.test(text)) return 'untrusted';
  if (/AccessDenied|Not authorized to perform sts:AssumeRoleWithWebIdentity/i.test(text)) return 'denied';
  return undefined;
}

/**
 * Repeats a write that makes Dynatrace assume the role, until IAM lets it.
 *
 * @throws RejectedError as soon as it is clear that waiting does not help, and at the deadline
 */
export async function whenTrusted(input: Input, context: Context, write: () => Promise<void>): Promise<void> {
  const { clock } = context;
  const started = clock.now();
  for (let attempt = 0; ; attempt += 1) {
    let failure: DynatraceError;
    try {
      await write();
      return;
    } catch (error) {
      const denial = error instanceof DynatraceError ? reasonOf(error) : undefined;
      if (!denial) throw needsUser(error);
      failure = error as DynatraceError;
      const elapsed = clock.now() - started;
      const patience = denial === 'untrusted' ? Math.min(GRACE, input.timeout * 1_000) : input.timeout * 1_000;
      const pause = backoff(attempt, 4_000, 10_000);
      if (elapsed + pause > patience) throw untrusted(input, denial, failure, seconds(elapsed));
      context.log(`${progress(input, denial)}, ${seconds(elapsed)} of ${seconds(patience)} s`);
      if (attempt === 0 && input.trust.provider) context.log(`${input.role_arn} has to trust it: ${paste(input)}`);
      await clock.sleep(pause);
    }
  }
}

function reasonOf(error: DynatraceError): Denial | undefined {
  if (error instanceof TransientError) return 'unavailable';
  return error.response ? denialIn(describeViolations(error.response)) : undefined;
}

function progress({ name }: Input, denial: Denial): string {
  const reasons: Record<Denial, string> = {
    denied: 'AWS does not let Dynatrace assume the role yet',
    untrusted: 'AWS does not know the OIDC provider or its audience yet',
    unavailable: 'the check of the role is not available',
  };
  return `connection ${name}: ${reasons[denial]}`;
}

function untrusted(input: Input, denial: Denial, failure: DynatraceError, elapsed: number): DynatraceError {
  const { name, role_arn: roleArn, trust, object_id: objectId } = input;
  const said = failure.response ? describeViolations(failure.response) : failure.message;
  const expected = trust.provider
    ? `the connection, for example with this policy: ${paste(input)}`
    : `issuer ${trust.issuer}, audience ${trust.audience}, subject ${enhancedSubject(objectId)}`;
  const details = { where: roleArn, said, cause: failure, response: failure.response };
  if (denial === 'unavailable') {
    const what = `could not check the role of the connection ${name} within ${elapsed} s`;
    return new TransientError(what, { ...details, cure: 'Deploy again later.' });
  }
  const check =
    denial === 'untrusted'
      ? `Check that the account of the role has an OIDC provider for the issuer with that audience`
      : `Check the role's trust policy, and that the role exists`;
  return new RejectedError(`Dynatrace cannot assume the role of the connection ${name} (after ${elapsed} s)`, {
    ...details,
    cure: `${check}; it has to trust ${expected}.`,
  });
}

/** The trust policy that a role owned elsewhere needs for this connection. */
function paste({ object_id: objectId, trust: { provider = '', issuer, audience } }: Input): string {
  const subjects = [enhancedSubject(objectId)];
  return JSON.stringify(trustPolicy({ providerArn: provider, issuer, audience, subjects }));
}

/** The check runs on behalf of a user, whom an API token does not have. */
function needsUser(error: unknown): unknown {
  const response = error instanceof DynatraceError ? error.response : undefined;
  if (!response || !/using oAuth|No OAuth token/i.test(describeViolations(response))) return error;
  return new RejectedError('the role of an enhanced connection cannot be set with an API token', {
    said: describeViolations(response),
    cure: `Export an OAuth client or a platform token; ${CONNECTOR_APP_ID} acts for its user.`,
    response,
  });
}
