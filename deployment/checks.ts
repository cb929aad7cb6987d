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
import { checkKeys } from './checks/keys';
import { checkMoves } from './checks/moves';
import { checkPolicies } from './checks/policies';
import { checkProviderOwners } from './checks/provider-owners';
import { checkRoles } from './checks/roles';
import { checkSharedRoles } from './checks/shared-roles';
import { checkTags } from './checks/tags';
import { type Path, type Problem, valueText } from './problem';
import { type Removals, restorePath } from './prune';
import type { Deployment } from './schema';
import { looksSecret } from './secrets';
import { positionOf, type Source, writtenText } from './source';

/** Later checks use the environments that `checkEnvironments` reads. */
const CHECKS: Check[] = [
  checkKeys,
  checkEnvironments,
  checkAccounts,
  checkProviderOwners,
  checkAudiences,
  checkMoves,
  checkConnections,
  checkSharedRoles,
  checkExistingRoles,
  checkRoles,
  checkTags,
  checkPolicies,
  checkHosts,
  checkAccess,
  checkActors,
  checkAcknowledgements,
  checkApps,
];

interface Checkable {
  source: Source;
  /** Without the parts that the schema refuses. */
  deployment: Deployment;
  removals: Removals;
  /** Paths of what the schema refuses; about these nothing more is said. */
  refused: Path[];
}

/** Everything that is wrong with a deployment beyond the form of its values. */
export function checkDeployment({ source, deployment, removals, refused }: Checkable): Problem[] {
  const isRefused = (path: Path) =>
    refused.some((other) => other.length <= path.length && other.every((segment, index) => segment === path[index]));
  const problems: Problem[] = [];
  const context: CheckContext = {
    deployment,
    source,
    environments: new Map<string, Environment>(),
    isRefused: (path) => isRefused(restorePath(path, removals)),
    report(pruned: Path, rule: string, got?: unknown, cure?: string) {
      if (typeof got === 'string' && looksSecret(got)) return;
      const path = restorePath(pruned, removals);
      if (isRefused(path)) return;
      const found = got === undefined ? undefined : (writtenText(source, path) ?? valueText(got));
      problems.push({
        path,
        rule,
        ...(found !== undefined && { got: found }),
        ...(cure && { cure }),
        position: positionOf(source, path),
      });
    },
  };
  for (const check of CHECKS) check(context);
  return problems;
}
