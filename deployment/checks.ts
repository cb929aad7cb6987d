import type { Environment } from '../model/environment';
import { checkAccess } from './checks/access';
import { checkAccounts } from './checks/accounts';
import { checkAcknowledgements } from './checks/acknowledgements';
import { checkActors } from './checks/actors';
import { checkApps } from './checks/apps';
import { checkAudiences } from './checks/audiences';
import { checkConnections } from './checks/connections';
import type { Check, CheckContext } from './checks/context';
import { checkEnvironments } from './checks/environments';
import { checkExistingRoles } from './checks/existing-roles';
import { checkHosts } from './checks/hosts';
import { checkIamActions } from './checks/iam-actions';
import { checkIamConditions } from './checks/iam-conditions';
import { checkIamResources } from './checks/iam-resources';
import { checkKeys } from './checks/keys';
import { checkLimits } from './checks/limits';
import { checkMoves } from './checks/moves';
import { checkPolicies } from './checks/policies';
import { checkProviderOwners } from './checks/provider-owners';
import { checkRegions } from './checks/regions';
import { checkRoles } from './checks/roles';
import { checkSharedRoles } from './checks/shared-roles';
import { checkStacks } from './checks/stacks';
import { checkTags } from './checks/tags';
import { checkWorkflowActions } from './checks/workflow-actions';
import { type Path, type Problem, valueText } from './problem';
import type { Deployment } from './schema';
import { looksSecret } from './secrets';
import { positionOf, type Source, writtenText } from './source';

/** Later checks use the environments that `checkEnvironments` reads. */
const CHECKS: Check[] = [
  checkKeys,
  checkEnvironments,
  checkAccounts,
  checkRegions,
  checkProviderOwners,
  checkAudiences,
  checkMoves,
  checkStacks,
  checkConnections,
  checkLimits,
  checkSharedRoles,
  checkExistingRoles,
  checkRoles,
  checkTags,
  checkWorkflowActions,
  checkPolicies,
  checkIamActions,
  checkIamConditions,
  checkIamResources,
  checkHosts,
  checkAccess,
  checkActors,
  checkAcknowledgements,
  checkApps,
];

/** What is wrong with a deployment beyond the form of its values, and what its reader should know. */
export function checkDeployment(source: Source, deployment: Deployment): { problems: Problem[]; warnings: Problem[] } {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const noteIn =
    (list: Problem[]) =>
    (id: Problem['id'], path: Path, rule: string, got?: unknown, cure?: string): void => {
      if (typeof got === 'string' && looksSecret(got)) return;
      const found = got === undefined ? undefined : (writtenText(source, path) ?? valueText(got));
      list.push({
        id,
        path,
        rule,
        ...(found !== undefined && { got: found }),
        ...(cure && { cure }),
        position: positionOf(source, path),
      });
    };
  const context: CheckContext = {
    deployment,
    source,
    environments: new Map<string, Environment>(),
    report: noteIn(problems),
    warn: noteIn(warnings),
  };
  for (const check of CHECKS) check(context);
  return { problems, warnings };
}
