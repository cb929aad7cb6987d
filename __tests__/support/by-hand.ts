import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { trustPolicy } from '../../model/iam';
import { CONNECTOR_APP_ID, enhancedSubject, legacySubject } from '../../model/oidc';
import { SANDBOX_ACCOUNT_ID, type Sandbox, type SettingsObject } from '../../sandbox/index';
import { callIam } from './iam';

const ISSUER = 'https://token.dynatrace.com';

export const PROVIDER_ARN = `arn:aws:iam::${SANDBOX_ACCOUNT_ID}:oidc-provider/token.dynatrace.com`;

export const roleArnOf = (name: string) => `arn:aws:iam::${SANDBOX_ACCOUNT_ID}:role/${name}`;

type Added = Parameters<Sandbox['dynatrace']['addObject']>[2];

/** What somebody does who follows the setup page, step by step. */
export function byHand(sandbox: Sandbox) {
  const { dynatrace, aws } = sandbox;
  const owner = dynatrace.admin.user;
  const iam = (action: string, parameters: Record<string, string>) => callIam(aws.url, action, parameters);

  const steps = {
    owner,
    iam,
    installApp: () => dynatrace.addApp(CONNECTOR_APP_ID),
    allow: (...hostList: string[]) =>
      dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: true, hostList } }),
    provider: (audiences = [dynatrace.audience], more: Record<string, string> = {}) =>
      iam('CreateOpenIDConnectProvider', {
        Url: ISSUER,
        ...Object.fromEntries(audiences.map((one, index) => [`ClientIDList.member.${index + 1}`, one])),
        ...more,
      }),
    legacy: (name: string, role: string, policyArns: string[] = [], more: Added = {}): SettingsObject =>
      dynatrace.addObject(
        CONNECTION_SCHEMAS.legacy,
        { name, type: 'webIdentity', webIdentity: { roleArn: roleArnOf(role), policyArns } },
        { owner, ...more },
      ),
    enhanced: (name: string, roleArn: string, more: Added = {}): SettingsObject =>
      dynatrace.addObject(
        CONNECTION_SCHEMAS.enhanced,
        { name, type: 'awsWebIdentity', awsWebIdentity: { roleArn, consumers: [`APP:${CONNECTOR_APP_ID}`] } },
        { owner, ...more },
      ),
    /** A role that trusts these subjects, the way the setup page shows it. */
    role: (name: string, subjects: string[], more: Record<string, string> = {}) => {
      const trust = trustPolicy({ providerArn: PROVIDER_ARN, issuer: ISSUER, audience: dynatrace.audience, subjects });
      return iam('CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust), ...more });
    },
    inline: (role: string, name: string, ...statements: object[]) =>
      iam('PutRolePolicy', {
        RoleName: role,
        PolicyName: name,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
      }),
    attach: (role: string, arn: string) => iam('AttachRolePolicy', { RoleName: role, PolicyArn: arn }),
  };
  return steps;
}

export const LIST_REGIONS = { Effect: 'Allow', Action: 'account:ListRegions', Resource: '*' };

export { enhancedSubject, legacySubject };
