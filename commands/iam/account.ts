import type { Account } from '../../deployment/schema';
import { awsRequestHandler } from './aws-http';
import { type Decision, decisionsOf, type LiveProvider, type LiveRole, liveProvider, liveRole } from './live';

export type { Decision, LiveProvider, LiveRole } from './live';

/** One AWS account, read with the credentials that Terraform's provider would use. */
export interface AwsReader {
  /** Id of the account that the credentials belong to, and who they are. */
  identity(): Promise<{ account: string; arn: string }>;
  /** Audiences of an OIDC provider, or nothing where there is none. */
  audiences(providerArn: string): Promise<string[] | undefined>;
  /** An OIDC provider, or nothing where there is none. */
  provider(arn: string): Promise<LiveProvider | undefined>;
  role(name: string): Promise<LiveRole | undefined>;
  /** Every role, without its tags and its boundary, which lists leave out. */
  roles(): Promise<LiveRole[]>;
  /** Names of the inline policies of a role, or nothing where there is no such role. */
  inlinePolicyNames(role: string): Promise<string[] | undefined>;
  /** Text of the version of a managed policy that is in force. */
  managedPolicy(arn: string): Promise<string | undefined>;
  /** Text of an inline policy. */
  inlinePolicy(role: string, name: string): Promise<string | undefined>;
  /** ARNs of the managed policies of a role, or nothing where there is no such role. */
  attachedPolicies(role: string): Promise<string[] | undefined>;
  /**
   * Lets IAM evaluate the policies of a user or role, without calling anything.
   *
   * @param context values of condition keys, as text
   */
  simulate(
    principalArn: string,
    actions: string[],
    resources: string[],
    context: Record<string, string>,
  ): Promise<Decision[]>;
}

/** Opens an account with its profile, role, region and endpoints from the deployment file. Nothing is sent yet. */
export function openAccount(config: Account): AwsReader {
  // The pinned version serves Node.js 20; its notice about later ones would stand in every output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // Loading the SDK takes a while, which commands that do not need it are spared.
  const iam = require('@aws-sdk/client-iam') as typeof import('@aws-sdk/client-iam');
  const sts = require('@aws-sdk/client-sts') as typeof import('@aws-sdk/client-sts');
  const providers = require('@aws-sdk/credential-providers') as typeof import('@aws-sdk/credential-providers');
  const { region, profile, assumeRole, endpoints } = config;
  const handler = awsRequestHandler(process.env);
  const stsAt = { region, ...handler, ...(endpoints?.sts && { endpoint: endpoints.sts }) };
  const own = profile
    ? providers.fromIni({ profile, clientConfig: stsAt })
    : providers.fromNodeProviderChain({ clientConfig: stsAt });
  const credentials = assumeRole
    ? providers.fromTemporaryCredentials({
        masterCredentials: own,
        clientConfig: stsAt,
        params: {
          RoleArn: assumeRole.roleArn,
          RoleSessionName: assumeRole.sessionName ?? 'aws-workflows',
          ...(assumeRole.externalId && { ExternalId: assumeRole.externalId }),
        },
      })
    : own;
  const iamClient = new iam.IAMClient({
    region,
    credentials,
    ...handler,
    ...(endpoints?.iam && { endpoint: endpoints.iam }),
  });
  const stsClient = new sts.STSClient({ ...stsAt, credentials });

  const provider = (arn: string) =>
    orNothing(async () => {
      const command = new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
      return liveProvider(await iamClient.send(command));
    });

  return {
    async identity() {
      const { Account = '', Arn = '' } = await stsClient.send(new sts.GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    },
    audiences: async (arn) => (await provider(arn))?.audiences,
    provider,
    role: (name) =>
      orNothing(async () => liveRole((await iamClient.send(new iam.GetRoleCommand({ RoleName: name }))).Role)),
    async roles() {
      const roles: LiveRole[] = [];
      for await (const page of iam.paginateListRoles({ client: iamClient }, {})) {
        roles.push(...(page.Roles ?? []).map(liveRole));
      }
      return roles;
    },
    inlinePolicyNames: (role) =>
      orNothing(async () => {
        const names: string[] = [];
        for await (const page of iam.paginateListRolePolicies({ client: iamClient }, { RoleName: role })) {
          names.push(...(page.PolicyNames ?? []));
        }
        return names;
      }),
    managedPolicy: (arn) =>
      orNothing(async () => {
        const { Policy } = await iamClient.send(new iam.GetPolicyCommand({ PolicyArn: arn }));
        const command = new iam.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId });
        const { PolicyVersion } = await iamClient.send(command);
        return decodeURIComponent(PolicyVersion?.Document ?? '');
      }),
    inlinePolicy: (role, name) =>
      orNothing(async () => {
        const command = new iam.GetRolePolicyCommand({ RoleName: role, PolicyName: name });
        return decodeURIComponent((await iamClient.send(command)).PolicyDocument ?? '');
      }),
    attachedPolicies: (role) =>
      orNothing(async () => {
        const arns: string[] = [];
        for await (const page of iam.paginateListAttachedRolePolicies({ client: iamClient }, { RoleName: role })) {
          arns.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn = '' }) => PolicyArn));
        }
        return arns;
      }),
    async simulate(principalArn, actions, resources, context) {
      const input = {
        PolicySourceArn: principalArn,
        ActionNames: actions,
        ResourceArns: resources,
        ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
          ContextKeyName,
          ContextKeyValues: [value],
          ContextKeyType: 'string' as const,
        })),
      };
      const decisions: Decision[] = [];
      for await (const page of iam.paginateSimulatePrincipalPolicy({ client: iamClient }, input)) {
        decisions.push(...(page.EvaluationResults ?? []).flatMap(decisionsOf));
      }
      return decisions;
    },
  };
}

async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if ((error as Error).name === 'NoSuchEntity' || (error as Error).name === 'NoSuchEntityException') return undefined;
    throw error;
  }
}
