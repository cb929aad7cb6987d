import type { ResolvedAccount, ResolvedRole, ResolvedStack } from '../../deployment/resolved-stack';

/** A tenant that uses an account, and the account as this tenant sees it. */
export interface AccountUse {
  tenant: ResolvedStack;
  account: ResolvedAccount;
}

/** What Terraform's AWS provider calls on one resource of a deployment. */
export interface Need {
  resource: string;
  /** Actions that creating, changing and refreshing the resource take. */
  deploy: string[];
  /** Actions that only removing it takes. */
  remove: string[];
  /** What conditions of a policy may ask about the request. */
  context: Record<string, string>;
}

/** The IAM actions that a deployment takes in an account, from what the file uses. */
export function neededActions(uses: AccountUse[]): Need[] {
  const providers = new Map(uses.map((use) => [use.account.providerArn, providerNeed(use)]));
  const roles = uses.flatMap(({ tenant, account }) =>
    tenant.roles
      .filter((role) => role.account === account.key && !role.existing)
      .map((role) => roleNeed(role, account)),
  );
  return [...providers.values(), ...roles];
}

function providerNeed({ account }: AccountUse): Need {
  const { providerArn: resource, config } = account;
  const read = ['iam:GetOpenIDConnectProvider'];
  if (config.oidcProvider === 'existing') return { resource, deploy: read, remove: [], context: {} };
  const deploy = [
    ...(config.oidcProvider === 'create' ? ['iam:CreateOpenIDConnectProvider'] : []),
    ...read,
    'iam:AddClientIDToOpenIDConnectProvider',
    'iam:RemoveClientIDFromOpenIDConnectProvider',
    ...(config.thumbprints ? ['iam:UpdateOpenIDConnectProviderThumbprint'] : []),
    ...(Object.keys(config.tags).length > 0 ? ['iam:TagOpenIDConnectProvider', 'iam:UntagOpenIDConnectProvider'] : []),
  ];
  return { resource, deploy, remove: ['iam:DeleteOpenIDConnectProvider'], context: {} };
}

function roleNeed({ arn, config }: ResolvedRole, account: ResolvedAccount): Need {
  const { role, permissions } = config;
  const tagged = Object.keys({ ...account.config.tags, ...role.tags }).length > 0;
  const attached = permissions.managedPolicies.length > 0;
  return {
    resource: arn,
    deploy: [
      ...(role.import ? [] : ['iam:CreateRole']),
      'iam:GetRole',
      'iam:UpdateRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:PutRolePolicy',
      'iam:GetRolePolicy',
      'iam:ListRolePolicies',
      'iam:ListAttachedRolePolicies',
      ...(attached ? ['iam:AttachRolePolicy'] : []),
      ...(tagged ? ['iam:TagRole', 'iam:UntagRole'] : []),
      ...(role.permissionsBoundary ? ['iam:PutRolePermissionsBoundary'] : []),
    ],
    remove: [
      'iam:DeleteRole',
      // Also of policies that were added by hand.
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:ListInstanceProfilesForRole',
    ],
    context: role.permissionsBoundary ? { 'iam:PermissionsBoundary': role.permissionsBoundary } : {},
  };
}
