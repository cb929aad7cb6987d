import { randomBytes } from 'node:crypto';

export interface OAuthClient {
  id: string;
  secret: string;
  /** Uuid of the user on whose behalf the client acts. */
  userUuid: string;
  scopes: string[];
}

export interface PlatformToken {
  token: string;
  userUuid: string;
  scopes: string[];
  /** Milliseconds since the epoch; never expires when left out. */
  expiresAt?: number;
  /** Ids of the environments it is limited to; all when left out. */
  environments?: string[];
}

export interface AccessToken {
  token: string;
  userUuid: string;
  scopes: string[];
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Whether it was asked for with the account as resource, as the account API wants it. */
  forAccount: boolean;
  /** Id of the environment that it was asked for as resource; all when left out. */
  environment?: string;
}

export function addClient(account: { clients: OAuthClient[] }, user: { uuid: string }, scopes: string[]): OAuthClient {
  const id = `dt0s02.${base32(8)}`;
  const client: OAuthClient = { id, secret: `${id}.${base32(64)}`, userUuid: user.uuid, scopes };
  account.clients.push(client);
  return client;
}

export function addPlatformToken(
  account: { platformTokens: PlatformToken[] },
  user: { uuid: string },
  scopes: string[],
  limits: Pick<PlatformToken, 'expiresAt' | 'environments'> = {},
): PlatformToken {
  const token: PlatformToken = { token: newToken('dt0s16', 8), userUuid: user.uuid, scopes, ...limits };
  account.platformTokens.push(token);
  return token;
}

/** A new secret of the form `<prefix>.<public part>.<secret part>`. */
export function newToken(prefix: string, publicLength = 24): string {
  return `${prefix}.${base32(publicLength)}.${base32(64)}`;
}

function base32(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => alphabet[byte % 32]).join('');
}
