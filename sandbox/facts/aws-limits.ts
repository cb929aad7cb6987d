/** Quotas that no account can raise, and those of an account that has raised none. Source: "IAM and AWS STS quotas". */
export const IAM_QUOTAS = {
  oidcProviders: 100,
  clientIdsPerProvider: 100,
  /** A list of more is refused with InvalidInput, not LimitExceeded. Source: API_CreateOpenIDConnectProvider. */
  thumbprintsPerProvider: 5,
  managedPoliciesPerRole: 10,
  /** Characters of a managed policy, without white space. */
  managedPolicy: 6144,
  versionsPerPolicy: 5,
  tags: 50,
  /** Characters of a role's trust policy, without white space. */
  trustPolicy: 2048,
  /** Characters of all inline policies of a role together, without white space. */
  inlinePolicies: 10_240,
} as const;

/** Lengths in characters. Source: the parameters of API_CreateRole and API_CreateOpenIDConnectProvider. */
export const IAM_LENGTHS = {
  clientId: 255,
  providerUrl: 255,
  roleName: 64,
  path: 512,
  description: 1000,
  policyName: 128,
  tagKey: 128,
  tagValue: 256,
} as const;

/** Seconds that a role's sessions may last at most. Source: API_CreateRole, `MaxSessionDuration`. */
export const ROLE_SESSION_SECONDS = { min: 3600, max: 43_200 } as const;

/** What a request for a session may ask for. Source: API_AssumeRole, API_AssumeRoleWithWebIdentity. */
export const SESSION = {
  seconds: { min: 900, default: 3600, max: 43_200 },
  /** A role that another role's session assumes is limited to this, whatever its own maximum. */
  chainedSeconds: 3600,
  managedPolicies: 10,
  /** Characters of the inline session policy. */
  inlinePolicy: 2048,
} as const;

/** A policy's size as IAM counts it: white space between its tokens does not count, inside of strings it does. */
export function policySize(text: string): number {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1').length;
}
