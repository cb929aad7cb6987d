import type { Rule, RuleText } from '../findings/rule';
import { actorWidened } from './actor-widened';
import { allowListRoom } from './allow-list-room';
import { appAvailable } from './app-available';
import { appInstalled } from './app-installed';
import { audienceRemoved } from './audience-removed';
import { authorizationSettings } from './authorization-settings';
import { awsChangedByHand } from './aws-changed-by-hand';
import { awsCredentials } from './aws-credentials';
import { awsPermissions } from './aws-permissions';
import { awsRemovalPermissions } from './aws-removal-permissions';
import { connectionDeleted } from './connection-deleted';
import { connectionName } from './connection-name';
import { connectionRenamed } from './connection-renamed';
import { connectionReplaced } from './connection-replaced';
import { connectionSchema } from './connection-schema';
import { deploymentFile, FILE_RULES } from './deployment-file';
import { driftChanged } from './drift-changed';
import { driftHidden } from './drift-hidden';
import { driftMissing } from './drift-missing';
import { dynatraceCredentials } from './dynatrace-credentials';
import { dynatracePermissions } from './dynatrace-permissions';
import { linkApp } from './link-app';
import { linkAssumeRole } from './link-assume-role';
import { linkConnection } from './link-connection';
import { linkHosts } from './link-hosts';
import { linkOidcProvider } from './link-oidc-provider';
import { linkPermissions } from './link-permissions';
import { linkTrustPolicy } from './link-trust-policy';
import { linkUsers } from './link-users';
import { linkWorkflowActors } from './link-workflow-actors';
import { nodeVersion } from './node-version';
import { oidcProviderMode } from './oidc-provider-mode';
import { providerVersion } from './provider-version';
import { roleForeignPolicy } from './role-foreign-policy';
import { roleName } from './role-name';
import { roleSessionLonger } from './role-session-longer';
import { roleTrustWidened } from './role-trust-widened';
import { roleUnrestricted } from './role-unrestricted';
import { roleWidened } from './role-widened';
import { sessionWidened } from './session-widened';
import { shareAccessor } from './share-accessor';
import { shareWidened } from './share-widened';
import { stateAccess } from './state-access';
import { stateLeftBehind } from './state-left-behind';
import type { AccountBefore, ConnectionAfter, Planned, TenantBefore } from './subjects';
import { synthesis } from './synthesis';
import { terraformVersion } from './terraform-version';
import { unusedAcknowledgement } from './unused-acknowledgement';
import { workflowActor } from './workflow-actor';

/** Before a deploy: what is checked of an account whose credentials these are. */
export const ACCOUNT_RULES: Rule<AccountBefore>[] = [awsPermissions, awsRemovalPermissions, oidcProviderMode, roleName];

/** Before a deploy: what is checked of an environment that accepts the credentials. */
export const TENANT_RULES: Rule<TenantBefore>[] = [
  dynatracePermissions,
  connectionSchema,
  appAvailable,
  allowListRoom,
  connectionName,
  shareAccessor,
  workflowActor,
];

/** After a deploy: the links of a connection, in the order in which a workflow passes them. */
export const CONNECTION_RULES: Rule<ConnectionAfter>[] = [
  linkApp,
  linkHosts,
  linkConnection,
  linkUsers,
  linkWorkflowActors,
  linkOidcProvider,
  linkTrustPolicy,
  linkPermissions,
  linkAssumeRole,
];

/** What a reviewer of a plan has to know before agreeing. */
export const PLAN_RULES: Rule<Planned>[] = [
  connectionDeleted,
  connectionReplaced,
  connectionRenamed,
  roleForeignPolicy,
  roleUnrestricted,
  roleWidened,
  roleTrustWidened,
  roleSessionLonger,
  sessionWidened,
  shareWidened,
  actorWidened,
  appInstalled,
  audienceRemoved,
  awsChangedByHand,
];

/** Which rules each command checks. */
export const RULES_OF_COMMANDS: Record<string, RuleText[]> = {
  doctor: [
    nodeVersion,
    terraformVersion,
    providerVersion,
    deploymentFile,
    synthesis,
    stateAccess,
    stateLeftBehind,
    awsCredentials,
    ...ACCOUNT_RULES,
    dynatraceCredentials,
    ...TENANT_RULES,
  ],
  verify: [...CONNECTION_RULES, authorizationSettings],
  drift: [stateLeftBehind, driftMissing, driftHidden, driftChanged],
  review: [...PLAN_RULES, stateLeftBehind],
  all: [unusedAcknowledgement],
};

/** Every rule once, those of the deployment file included. */
export const RULES: RuleText[] = [...new Set(Object.values(RULES_OF_COMMANDS).flat()), ...FILE_RULES];
