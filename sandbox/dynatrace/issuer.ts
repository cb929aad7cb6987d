import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

/** The identity provider that AWS trusts: one key, one issuer name. Several tenants may share it, as in production. */
export interface Issuer {
  /** The `iss` claim. */
  issuer: string;
  keyId: string;
  /** Its private key. */
  key(): KeyObject;
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
  let made: KeyObject | undefined;
  const key = () => {
    // Made on first use, since it takes longer than all the rest of a tenant.
    made ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    return made;
  };
  return { issuer, keyId: randomUUID(), key };
}

/** A signed web identity token. */
export function mintToken(from: Issuer, { subject, audience, issuer, expiresIn = 300 }: TokenRequest): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', kid: from.keyId };
  const claims = {
    iss: issuer ?? from.issuer,
    sub: subject,
    aud: audience,
    iat: Math.min(now, now + expiresIn),
    exp: now + expiresIn,
    jti: randomUUID(),
  };
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), from.key()).toString('base64url')}`;
}

/** The key set in which AWS finds the public key. */
export function keySet({ keyId, key }: Issuer): { keys: object[] } {
  return { keys: [{ ...createPublicKey(key()).export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'RS256' }] };
}

/** The discovery document. Only its `jwks_uri` points to this machine. */
export function discoveryDocument({ issuer }: Issuer, baseUrl: string): object {
  return {
    issuer,
    jwks_uri: `${baseUrl}/issuer/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['iss', 'sub', 'aud', 'iat', 'exp', 'jti'],
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
