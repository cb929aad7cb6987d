import type { TenantAccess } from '../../model/script-input';
import { ConfigurationError } from './errors';

/** The environment variables that credentials come from, the only place they are ever read from. */
export const CREDENTIAL_VARIABLES = {
  clientId: 'DT_CLIENT_ID',
  clientSecret: 'DT_CLIENT_SECRET',
  account: 'DT_ACCOUNT_ID',
  platformToken: 'DYNATRACE_PLATFORM_TOKEN',
  apiToken: 'DYNATRACE_API_TOKEN',
} as const;

/** Credentials and, for messages, the name of the variable that they come from. */
export type Credentials =
  | { kind: 'oauth'; clientId: string; clientSecret: string; variable: string }
  | { kind: 'platform-token'; token: string; variable: string }
  | { kind: 'api-token'; token: string; variable: string };

type Named = Pick<TenantAccess, 'credentials' | 'allowApiToken'>;

/**
 * Picks the credentials of a tenant: those under its prefix before those without one, and in each an OAuth client
 * before a platform token before an API token.
 *
 * @throws ConfigurationError when there are none, or half of a pair, or only an API token that is not allowed.
 */
export function resolveCredentials(env: NodeJS.ProcessEnv, access: Named): Credentials {
  for (const prefix of prefixes(access)) {
    const found = pick(env, prefix, access.allowApiToken);
    if (found) return found;
  }
  const [prefix = ''] = prefixes(access);
  const refused = prefixes(access).find((one) => value(env, one + CREDENTIAL_VARIABLES.apiToken));
  if (refused !== undefined) {
    throw new ConfigurationError('an API token is not accepted', {
      where: refused + CREDENTIAL_VARIABLES.apiToken,
      said: 'what it creates has no owner, is open to everyone with settings permission and can never be restricted',
      cure: `Export ${oauthPair(prefix)} of an OAuth client, or set \`allowApiToken: true\` for the tenant.`,
    });
  }
  throw new ConfigurationError('no Dynatrace credentials in the environment', {
    cure: `Export ${oauthPair(prefix)}, or ${prefix}${CREDENTIAL_VARIABLES.platformToken}.`,
  });
}

/** The uuid of the Dynatrace account, from the deployment file or the environment. */
export function accountUuidOf(env: NodeJS.ProcessEnv, access: TenantAccess): string | undefined {
  const names = prefixes(access).map((prefix) => prefix + CREDENTIAL_VARIABLES.account);
  const uuid = access.accountUuid ?? names.map((name) => value(env, name)).find(Boolean);
  return uuid?.replace(/^urn:dtaccount:/, '');
}

/** Every credential that the environment holds, for whichever tenant, so that none can slip into an output. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  const { account: _, ...secret } = CREDENTIAL_VARIABLES;
  const suffixes = Object.values(secret);
  const names = Object.keys(env).filter((name) => suffixes.some((suffix) => name.endsWith(suffix)));
  return names.map((name) => value(env, name)).filter((text) => text !== undefined);
}

function pick(env: NodeJS.ProcessEnv, prefix: string, allowApiToken: boolean): Credentials | undefined {
  const names = CREDENTIAL_VARIABLES;
  const clientId = secret(env, prefix + names.clientId);
  const clientSecret = secret(env, prefix + names.clientSecret);
  if (clientId && clientSecret) return { kind: 'oauth', clientId, clientSecret, variable: prefix + names.clientId };
  if (clientId || clientSecret) {
    const missing = prefix + (clientId ? names.clientSecret : names.clientId);
    throw new ConfigurationError(`${missing} is not set`, { cure: `Export ${oauthPair(prefix)} together.` });
  }
  const platformToken = secret(env, prefix + names.platformToken);
  if (platformToken) return { kind: 'platform-token', token: platformToken, variable: prefix + names.platformToken };
  const apiToken = secret(env, prefix + names.apiToken);
  if (apiToken && allowApiToken) return { kind: 'api-token', token: apiToken, variable: prefix + names.apiToken };
  return undefined;
}

function prefixes({ credentials }: Pick<TenantAccess, 'credentials'>): string[] {
  return credentials ? [`${credentials}_`, ''] : [''];
}

function oauthPair(prefix: string): string {
  return `${prefix}${CREDENTIAL_VARIABLES.clientId} and ${prefix}${CREDENTIAL_VARIABLES.clientSecret}`;
}

function value(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** A credential as it can be sent: what is pasted with a line break or a typographic character inside cannot. */
function secret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = value(env, name);
  const position = text?.search(/[^!-~]/) ?? -1;
  if (!text || position < 0) return text;
  const code = text.charCodeAt(position).toString(16).toUpperCase().padStart(4, '0');
  throw new ConfigurationError(`${name} holds a character that no credential has`, {
    said: `U+${code} in position ${position + 1} of ${text.length}`,
    cure: 'Copy it again, in one line and without quotes.',
  });
}
