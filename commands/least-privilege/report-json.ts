import { ANYTHING } from '../iam/coverage';
import type { StackUsage } from '../usage/tenant-usage';
import type { Use } from '../usage/users';
import { isSure } from './needs';
import { marksOf } from './report-text';
import type { RoleReport } from './role-report';

/** Everything that was found, for another program. */
export function documentOf(usages: StackUsage[], reports: RoleReport[]) {
  return {
    tenants: usages.map(({ tenant, stack, workflows, unseen }) => ({
      tenant,
      stack,
      workflows,
      unseen,
      roles: reports.filter((report) => report.stack === stack).map(roleOf),
    })),
  };
}

function roleOf({ name, connections, comparedWith, needs, unknown, surplus, notes }: RoleReport) {
  return {
    role: name,
    connections,
    comparedWith,
    needs: needs.map(({ need, status, details }) => ({
      iamAction: need.action,
      workflowAction: need.workflowAction,
      status,
      details,
      certainty: isSure(need) ? 'certainly' : 'possibly',
      resources: need.targets.map(({ arn }) => arn.replaceAll(ANYTHING, '*')),
      id: need.known.id,
      basis: need.known.basis,
      actsAsCaller: need.known.actsAsCaller ?? false,
      changesIam: need.known.changesIam ?? false,
      marks: marksOf(need),
      usedBy: need.uses.map(userOf),
    })),
    unknown: [...unknown].map(([action, uses]) => ({ action, usedBy: uses.map(userOf) })),
    granted: surplus,
    notes,
  };
}

function userOf({ workflow, task, certainty }: Use) {
  return { workflow: workflow.title, id: workflow.id, task, certainty };
}
