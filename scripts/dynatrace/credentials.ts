import {
  CREDENTIAL_VARIABLES,
  type CredentialChoice,
  findCredentials,
  variablesFor,
  wantedVariables,
} from '../../model/credentials';
import type { TenantAccess } from '../../model/script-input';
import { ConfigurationError } from './errors';

/** An OAuth client and, for messages, the names of the variables that its id and secret come from. */
export interface OAuthClient {
  kind: 'oauth-client';
  clientId: string;
  clientSecret: string;
  variable: string;
  secretVariable: string;
}

/** Credentials and, for messages, the name of the variable that they come from. */
export type Credentials = OAuthClient | { kind: 'platform-token' | 'api-token'; token: string; variable: string };

/** @throws ConfigurationError when there are none, or half of a pair, or only an API token that is not allowed. */
export function resolveCredentials(env: NodeJS.ProcessEnv, access: CredentialChoice): Credentials {
  const found = findCredentials((name) => value(env, name) !== undefined, access);
  const { pair, platformToken } = wantedVariables(access);
  if (!found) {
    throw new ConfigurationError('no Dynatrace credentials in the environment', {
      cure: `Export ${pair}, or ${platformToken}.`,
    });
  }
  if ('missing' in found) {
    throw new ConfigurationError(`${found.missing} is not set`, {
      cure: 'Export both the id and the secret of the OAuth client.',
    });
  }
  if ('refused' in found) {
    throw new ConfigurationError('an API token is not accepted', {
      where: found.refused,
      said: 'what it creates has no owner, is open to everyone with settings permission and can never be restricted',
      cure: `Export ${pair} of an OAuth client, or set \`allowApiToken: true\` for the tenant.`,
    });
  }
  const { kind, variable } = found;
  if (kind !== 'oauth-client') return { kind, token: secret(env, variable), variable };
  const { clientId, clientSecret } = CREDENTIAL_VARIABLES;
  const secretVariable = variable.slice(0, -clientId.length) + clientSecret;
  return { kind, clientId: secret(env, variable), clientSecret: secret(env, secretVariable), variable, secretVariable };
}

/** The uuid of the Dynatrace account, from the deployment file or the environment. */
export function accountUuidOf(env: NodeJS.ProcessEnv, access: TenantAccess): string | undefined {
  const names = variablesFor('account', access);
  const uuid = access.accountUuid ?? names.map((name) => value(env, name)).find(Boolean);
  return uuid?.replace(/^urn:dtaccount:/, '');
}

/** Every credential that the environment holds, for whichever tenant or proxy, so that none can slip into an output. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  const { account: _, ...secrets } = CREDENTIAL_VARIABLES;
  const suffixes = Object.values(secrets);
  const names = Object.keys(env).filter((name) => suffixes.some((suffix) => name.endsWith(suffix)));
  const passwords = Object.keys(env)
    .filter((name) => /^https?_proxy$/i.test(name))
    .map((name) => passwordIn(value(env, name)));
  return [...names.map((name) => value(env, name)), ...passwords].filter((text) => text !== undefined);
}

function passwordIn(url = ''): string | undefined {
  const password = URL.canParse(url) ? new URL(url).password : '';
  try {
    return decodeURIComponent(password) || undefined;
  } catch {
    // A percent sign that begins no code stands for itself.
    return password;
  }
}

function value(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** A credential as it can be sent: what is pasted with a line break or a typographic character inside cannot. */
function secret(env: NodeJS.ProcessEnv, name: string): string {
  const text = value(env, name) ?? '';
  const position = text.search(/[^!-~]/);
  if (position < 0) return text;
  const code = text.charCodeAt(position).toString(16).toUpperCase().padStart(4, '0');
  throw new ConfigurationError(`${name} contains a character that no credential has`, {
    said: `U+${code} in position ${position + 1} of ${text.length}`,
    cure: 'Copy it again, in one line and without quotes.',
  });
}
