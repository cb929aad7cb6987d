/** How to reach the tenant, the same for all of its resources. Holds the names of credentials, never their values. */
export interface TenantAccess {
  ssoUrl: string;
  accountUrl: string;
  classicUrl: string;
  accountUuid?: string;
  /** Prefix of the environment variables that hold the credentials, without the underscore behind it. */
  credentials?: string;
  allowApiToken: boolean;
}

/** The environment variables that carry a script's input, and the file that takes what it reports. */
export const SCRIPT_VARIABLES = {
  resource: 'DYNATRACE_RESOURCE',
  tenant: 'DYNATRACE_TENANT',
  report: 'DYNATRACE_REPORT',
} as const;
