import { randomUUID } from 'node:crypto';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose';

const ALGORITHM = 'RS256';

/** The identity provider that AWS trusts: one key, one issuer name. Several tenants may share it, as in production. */
export interface Issuer {
  /** The `iss` claim. */
  issuer: string;
  keyId: string;
  keys(): Promise<GenerateKeyPairResult>;
}

export interface TokenRequest {
  subject: string;
  audience: string;
  /** @default the issuer's own name */
  issuer?: string;
  /** Seconds; a negative number makes a token that has expired. @default 300 */
  expiresIn?: number;
}

export function createIssuer(issuer = 'https://token.dynatrace.com'): Issuer {
  let made: Promise<GenerateKeyPairResult> | undefined;
  const keys = () => {
    // Made on first use, since it takes longer than all the rest of a tenant.
    made ??= generateKeyPair(ALGORITHM);
    return made;
  };
  return { issuer, keyId: randomUUID(), keys };
}

/** A signed web identity token. */
export async function mintToken(
  from: Issuer,
  { subject, audience, issuer, expiresIn = 300 }: TokenRequest,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { privateKey } = await from.keys();
  return new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: from.keyId })
    .setIssuer(issuer ?? from.issuer)
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt(Math.min(now, now + expiresIn))
    .setExpirationTime(now + expiresIn)
    .setJti(randomUUID())
    .sign(privateKey);
}

/** The key set in which AWS finds the public key. */
export async function keySet({ keyId, keys }: Issuer): Promise<{ keys: JWK[] }> {
  const { publicKey } = await keys();
  return { keys: [{ ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', alg: ALGORITHM }] };
}

/** The discovery document. Only its `jwks_uri` points to this machine. */
export function discoveryDocument({ issuer }: Issuer, baseUrl: string): object {
  return {
    issuer,
    jwks_uri: `${baseUrl}/issuer/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
    claims_supported: ['iss', 'sub', 'aud', 'iat', 'exp', 'jti'],
  };
}
