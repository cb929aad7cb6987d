import { generateKeyPairSync, sign } from 'node:crypto';
import { type SandboxServer, serve } from '../../server';
import { AUDIENCE, ISSUER, SUBJECT } from './client';

export interface TestIssuer extends SandboxServer {
  /** What the issuer's OpenID configuration says. */
  configuration: Record<string, unknown>;
  /** Signs a token in which claims and header fields may be replaced, or left out by `undefined`. */
  token(claims?: object, header?: object): string;
}

export const makeKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Making keys is slow, so the issuers of a file share them unless a test asks for others. */
const SHARED_KEYS = makeKeys();

/** Plays the issuer of Dynatrace on loopback. */
export async function startIssuer({ publicKey, privateKey } = SHARED_KEYS): Promise<TestIssuer> {
  const configuration: Record<string, unknown> = { issuer: ISSUER, jwks_uri: `${ISSUER}/.well-known/jwks.json` };
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }] };
  const server = await serve(({ path }) => {
    if (path === '/.well-known/openid-configuration') return { status: 200, body: configuration };
    if (path === '/.well-known/jwks.json') return { status: 200, body: jwks };
    return { status: 404 };
  });
  return {
    ...server,
    configuration,
    token(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, iat: now, exp: now + 300, ...claims };
      const parts = [{ alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header }, payload].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      );
      const signature = sign('RSA-SHA256', Buffer.from(parts.join('.')), privateKey).toString('base64url');
      return [...parts, signature].join('.');
    },
  };
}
