/** What IAM accepts as a role's name. Source: API_CreateRole. */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** What IAM accepts as a role's path. Source: API_CreateRole. */
export const ROLE_PATH = /^\/$|^\/[!-~]{1,510}\/$/;

/** The default name of a connection's role, at most 64 characters as IAM wants it. */
export function defaultRoleName(tenant: string, connection: string): string {
  return `dynatrace-${tenant}-${connection}`.slice(0, 64);
}
