import { compactVerify, decodeJwt, decodeProtectedHeader, errors, importJWK, type JWK, type JWTPayload } from 'jose';
import { withoutScheme } from '../facts/aws-names';
import { AwsError } from './aws-error';
import type { RequestContext } from './policy-conditions';

/** How far an issuer's clock may be ahead, in seconds. */
const CLOCK_SKEW_SECONDS = 300;

/** The claims of a web identity token that STS looks at. */
interface WebIdentity {
  issuer: string;
  subject: string;
  /** The values that have to be registered with the provider: `azp` where the token has one, else `aud`. */
  audiences: string[];
  /** Condition keys that a trust policy may use, in lower case. */
  context: RequestContext;
}

/**
 * Reads a token's claims and checks its times, but not yet who signed it.
 *
 * @param now in milliseconds.
 * @throws AwsError InvalidIdentityToken or ExpiredTokenException
 */
export function readWebIdentity(text: string, now: number): WebIdentity {
  const { iss, sub, aud, azp, exp, iat, nbf, amr } = claimsOf(text);
  const audience = listOf(aud);
  for (const [name, present] of Object.entries({
    iss: typeof iss === 'string',
    sub: typeof sub === 'string',
    aud: audience.length > 0,
    exp: typeof exp === 'number',
    iat: typeof iat === 'number',
  })) {
    if (!present) throw invalidToken(`Missing a required claim: ${name}`);
  }
  const seconds = Math.floor(now / 1000);
  if (Number(exp) <= seconds) {
    throw new AwsError(
      'ExpiredTokenException',
      400,
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp}`,
    );
  }
  if (Math.max(Number(iat), typeof nbf === 'number' ? nbf : 0) > seconds + CLOCK_SKEW_SECONDS) {
    throw invalidToken('The ID Token provided is not valid yet');
  }
  const issuer = String(iss);
  const key = withoutScheme(issuer).toLowerCase();
  const party = typeof azp === 'string' ? [azp] : undefined;
  return {
    issuer,
    subject: String(sub),
    audiences: party ?? audience,
    context: {
      [`${key}:aud`]: party ?? audience,
      [`${key}:sub`]: [String(sub)],
      ...(party && { [`${key}:oaud`]: audience }),
      ...(amr !== undefined && { [`${key}:amr`]: listOf(amr) }),
    },
  };
}

/**
 * Checks that the issuer has signed a token.
 *
 * @param address where to read the issuer's OpenID configuration (or right away its keys); a bare origin is completed
 * with the well-known path.
 * @throws AwsError InvalidIdentityToken, or IDPCommunicationError when the issuer does not answer.
 */
export async function verifySignature(text: string, issuer: string, address: string | undefined): Promise<void> {
  const unverifiable =
    "Couldn't retrieve verification key from your identity provider,  " +
    'please reference AssumeRoleWithWebIdentity documentation for requirements';
  if (address === undefined) throw invalidToken(unverifiable);
  const keys = await fetchKeys(issuer, address);
  const jwk = keys.find(({ kid, kty }) => kty === 'RSA' && kid === decodeProtectedHeader(text).kid);
  if (!jwk) throw invalidToken(unverifiable);
  try {
    await compactVerify(text, await importJWK(jwk, 'RS256'), { algorithms: ['RS256'] });
  } catch (error) {
    const forged = error instanceof errors.JWSSignatureVerificationFailed;
    throw invalidToken(forged ? 'The ID Token provided has an invalid signature' : unverifiable);
  }
}

async function fetchKeys(issuer: string, address: string): Promise<JWK[]> {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/.well-known/openid-configuration';
  const document = await fetchJson(url.href);
  if (Array.isArray(document.keys)) return document.keys;
  if (document.issuer !== issuer || typeof document.jwks_uri !== 'string') {
    throw invalidToken(`The OpenID configuration is not that of ${issuer}`);
  }
  // The configuration names the issuer's public address, which the sandbox serves elsewhere.
  const jwks = document.jwks_uri.startsWith(`${issuer}/`)
    ? url.origin + document.jwks_uri.slice(issuer.length)
    : document.jwks_uri;
  const { keys } = await fetchJson(jwks);
  return Array.isArray(keys) ? keys : [];
}

async function fetchJson(url: string): Promise<Record<string, unknown>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (response.ok) return (await response.json()) as Record<string, unknown>;
  } catch {
    // Reported below, like an answer that is no success.
  }
  throw new AwsError('IDPCommunicationError', 400, `Could not reach the identity provider at ${url}`);
}

function claimsOf(text: string): JWTPayload {
  try {
    decodeProtectedHeader(text);
    return decodeJwt(text);
  } catch {
    throw invalidToken(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
}

function listOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

/** A token that STS refuses. */
export function invalidToken(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', 400, message);
}
