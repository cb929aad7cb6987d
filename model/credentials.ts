/** The environment variables that credentials come from, the only place they are ever read from. */
export const CREDENTIAL_VARIABLES = {
  clientId: 'DT_CLIENT_ID',
  clientSecret: 'DT_CLIENT_SECRET',
  account: 'DT_ACCOUNT_ID',
  platformToken: 'DYNATRACE_PLATFORM_TOKEN',
  apiToken: 'DYNATRACE_API_TOKEN',
} as const;

/** The kinds of credentials in the order in which they are taken, with what they are called. */
export const CREDENTIAL_KINDS = {
  'oauth-client': 'OAuth client',
  'platform-token': 'platform token',
  'api-token': 'API token',
} as const;

export type CredentialKind = keyof typeof CREDENTIAL_KINDS;

/** What a tenant says about its credentials. */
export interface CredentialChoice {
  /** Prefix of the variables, without the underscore behind it. */
  credentials?: string;
  allowApiToken: boolean;
}

/** Credentials by the names of their variables. */
export interface FoundCredentials {
  kind: CredentialKind;
  /** For an OAuth client that of the client id, for a token its own. */
  variable: string;
}

/** What is wrong with the credentials that are there: half of a pair, or an API token that the tenant does not allow. */
export type CredentialProblem = { missing: string } | { refused: string };

/**
 * Picks the credentials of a tenant: those under its prefix before those without one, and in each an OAuth client
 * before a platform token before an API token.
 *
 * @param isSet whether a variable is there and not empty
 * @returns nothing when there are none at all
 */
export function findCredentials(
  isSet: (variable: string) => boolean,
  choice: CredentialChoice,
): FoundCredentials | CredentialProblem | undefined {
  const { clientId, clientSecret, platformToken, apiToken } = CREDENTIAL_VARIABLES;
  const prefixes = prefixesOf(choice);
  for (const prefix of prefixes) {
    const [id, secret] = [prefix + clientId, prefix + clientSecret];
    if (isSet(id) && isSet(secret)) return { kind: 'oauth-client', variable: id };
    if (isSet(id) || isSet(secret)) return { missing: isSet(id) ? secret : id };
    if (isSet(prefix + platformToken)) return { kind: 'platform-token', variable: prefix + platformToken };
    if (choice.allowApiToken && isSet(prefix + apiToken)) return { kind: 'api-token', variable: prefix + apiToken };
  }
  const refused = prefixes.map((prefix) => prefix + apiToken).find(isSet);
  return refused === undefined ? undefined : { refused };
}

/** The names of a variable that count for a tenant, the first one first. */
export function variablesFor(
  which: keyof typeof CREDENTIAL_VARIABLES,
  choice: Pick<CredentialChoice, 'credentials'>,
): [string, ...string[]] {
  const [first, ...others] = prefixesOf(choice);
  const name = CREDENTIAL_VARIABLES[which];
  return [first + name, ...others.map((prefix) => prefix + name)];
}

/** What a tenant without credentials has to export, the best first. */
export function wantedVariables(choice: Pick<CredentialChoice, 'credentials'>) {
  const [clientId] = variablesFor('clientId', choice);
  const [clientSecret] = variablesFor('clientSecret', choice);
  const [platformToken] = variablesFor('platformToken', choice);
  return { pair: `${clientId} and ${clientSecret}`, platformToken };
}

function prefixesOf({ credentials }: Pick<CredentialChoice, 'credentials'>): [string, ...string[]] {
  return credentials ? [`${credentials}_`, ''] : [''];
}
