import { createPublicKey, randomUUID } from 'node:crypto';
import {
  exportJWK,
  exportPKCS8,
  type GenerateKeyPairResult,
  generateKeyPair,
  importPKCS8,
  type JWK,
  SignJWT,
} from 'jose';

const ALGORITHM = 'RS256';

/** The identity provider that AWS trusts: one key, one issuer name. Several tenants may share it, as in production. */
export interface Issuer {
  /** The `iss` claim. */
  issuer: string;
  keyId: string;
  keys(): Promise<GenerateKeyPairResult>;
  /** Whether the keys were made already. */
  hasKeys(): boolean;
}

export interface TokenRequest {
  subject: string;
  audience: string;
  /** @default the issuer's own name */
  issuer?: string;
  /** Seconds; a negative number makes a token that has expired. @default 300 */
  expiresIn?: number;
}

/** @param saved id and private key (PKCS #8) of an earlier issuer. */
export function createIssuer(
  issuer = 'https://token.dynatrace.com',
  saved: { keyId?: string; privateKey?: string } = {},
): Issuer {
  let made = saved.privateKey === undefined ? undefined : keysFrom(saved.privateKey);
  const keys = () => {
    // Made on first use, since it takes longer than all the rest of a tenant.
    made ??= generateKeyPair(ALGORITHM, { extractable: true });
    return made;
  };
  return { issuer, keyId: saved.keyId ?? randomUUID(), keys, hasKeys: () => made !== undefined };
}

/** The private key (PKCS #8) of an issuer that has signed something. */
export async function savedKey({ keys, hasKeys }: Issuer): Promise<string | undefined> {
  return hasKeys() ? exportPKCS8((await keys()).privateKey) : undefined;
}

async function keysFrom(pkcs8: string): Promise<GenerateKeyPairResult> {
  const privateKey = await importPKCS8(pkcs8, ALGORITHM, { extractable: true });
  return { privateKey, publicKey: createPublicKey(pkcs8) };
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
