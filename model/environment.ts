/** Where a Dynatrace environment lives: its platform, token, account and issuer addresses. */
export interface Environment {
  /** Environment id, for example `abc12345`. For a host outside Dynatrace's domains, the host itself. */
  id: string;
  /** Base of the platform APIs, without a trailing slash. */
  url: string;
  /** Base of the classic APIs that API tokens use, without a trailing slash. */
  classicUrl: string;
  /** Host (and port, if any) as it stands in the OIDC audience. */
  domain: string;
  /** OAuth token endpoint. */
  ssoUrl: string;
  /** Base of the account management API. */
  accountUrl: string;
  /** OIDC issuer that signs the tokens sent to AWS. */
  issuer: string;
}

/** Addresses that a deployment file may set itself. Each overrides the default of its stage. */
export interface EnvironmentOverrides {
  ssoUrl?: string;
  accountUrl?: string;
  issuer?: string;
}

/** The text does not name an environment that can run Workflows. The message says why and what to write. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

interface Stage {
  pattern: RegExp;
  platform: (id: string) => string;
  classic: (id: string) => string;
  ssoUrl: string;
  accountUrl: string;
  issuer?: string;
}

const ID = '([a-z0-9-]+)';

const STAGES: Stage[] = [
  {
    pattern: new RegExp(`^${ID}\\.(?:apps|live)\\.dynatrace\\.com$`),
    platform: (id) => `${id}.apps.dynatrace.com`,
    classic: (id) => `${id}.live.dynatrace.com`,
    ssoUrl: 'https://sso.dynatrace.com/sso/oauth2/token',
    accountUrl: 'https://api.dynatrace.com',
    issuer: 'https://token.dynatrace.com',
  },
  {
    pattern: new RegExp(`^${ID}\\.sprint(?:\\.apps)?\\.dynatracelabs\\.com$`),
    platform: (id) => `${id}.sprint.apps.dynatracelabs.com`,
    classic: (id) => `${id}.sprint.dynatracelabs.com`,
    ssoUrl: 'https://sso-sprint.dynatracelabs.com/sso/oauth2/token',
    accountUrl: 'https://api-hardening.internal.dynatracelabs.com',
    // Two hosts are in use for sprint and neither is documented, so the deployment file has to say which.
  },
  {
    pattern: new RegExp(`^${ID}\\.dev(?:\\.apps)?\\.dynatracelabs\\.com$`),
    platform: (id) => `${id}.dev.apps.dynatracelabs.com`,
    classic: (id) => `${id}.dev.dynatracelabs.com`,
    ssoUrl: 'https://sso-dev.dynatracelabs.com/sso/oauth2/token',
    accountUrl: 'https://api-dev.internal.dynatracelabs.com',
    issuer: 'https://dev.token.dynatracelabs.com',
  },
];

/**
 * Reads an environment as people paste it: with or without `https://`, a path, a trailing slash, in its
 * `.apps.` or `.live.` form.
 *
 * @throws EnvironmentError when it is no environment with Workflows, or when its stage leaves an address open.
 */
export function parseEnvironment(text: string, overrides: EnvironmentOverrides = {}): Environment {
  const url = parseUrl(text);
  const host = url.host.toLowerCase();
  if (url.pathname.startsWith('/e/')) {
    throw new EnvironmentError('must be a SaaS environment: Dynatrace Managed has no Workflows');
  }
  const known = stageOf(host);
  if (known) {
    const { stage, id } = known;
    const issuer = overrides.issuer ?? stage.issuer;
    if (!issuer) {
      throw new EnvironmentError(
        'needs `issuer` as well, because the token issuer of sprint environments is not published',
      );
    }
    return {
      id,
      url: `https://${stage.platform(id)}`,
      classicUrl: `https://${stage.classic(id)}`,
      domain: stage.platform(id),
      ssoUrl: overrides.ssoUrl ?? stage.ssoUrl,
      accountUrl: overrides.accountUrl ?? stage.accountUrl,
      issuer,
    };
  }
  const { ssoUrl, accountUrl, issuer } = overrides;
  if (!ssoUrl || !accountUrl || !issuer) {
    throw new EnvironmentError(
      'must look like abc12345.apps.dynatrace.com; any other host needs `ssoUrl`, `accountUrl` and `issuer` as well',
    );
  }
  return { id: host, url: url.origin, classicUrl: url.origin, domain: host, ssoUrl, accountUrl, issuer };
}

/** The id by which the account API knows the environment at a URL. */
export function environmentIdOf(url: string): string {
  const host = new URL(url).host.toLowerCase();
  return stageOf(host)?.id ?? host;
}

function stageOf(host: string): { stage: Stage; id: string } | undefined {
  for (const stage of STAGES) {
    const id = stage.pattern.exec(host)?.[1];
    if (id) return { stage, id };
  }
  return undefined;
}

function parseUrl(text: string): URL {
  const trimmed = text.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  } catch {
    throw new EnvironmentError('must be the address of a Dynatrace environment, such as abc12345.apps.dynatrace.com');
  }
  if (url.username || url.password) {
    throw new EnvironmentError('must not contain credentials; export them as environment variables instead');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new EnvironmentError('must use https');
  }
  return url;
}

/** Whether a host name points to this machine, the only place where plain http is accepted. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
