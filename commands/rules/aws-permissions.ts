import { asWarning, failed, type Outcome, ok, type Rule, unchecked } from '../findings/rule';
import { neededActions } from '../iam/needs';
import { type Lack, simulateNeeds } from '../iam/simulation';
import type { AccountBefore } from './subjects';

export const awsPermissions: Rule<AccountBefore> = {
  id: 'aws-permissions',
  severity: 'error',
  what: 'The AWS credentials allow every call that a deploy makes.',
  why:
    'Terraform only discovers a missing permission in the middle of an apply. Without `iam:CreateRole`, for example, a ' +
    'connection in Dynatrace ends up without a role.',
  cure: 'Grant the actions in the message to the credentials that deploy.',
  check: (subject) => checkPermissions(subject, 'deploy'),
};

/** What one part of a deployment's life needs of IAM, by simulation where IAM allows it, else by name. */
export async function checkPermissions(
  { key, uses, reader, caller }: AccountBefore,
  part: 'deploy' | 'remove',
): Promise<Outcome[]> {
  const subject = `account ${key}`;
  const needs = neededActions(uses);
  const actions = [...new Set(needs.flatMap((need) => need[part]))];
  if (actions.length === 0) return [];
  const result = await simulateNeeds(reader, caller, needs, part);
  if ('unknown' in result) {
    const names = `${part === 'deploy' ? 'a deploy' : 'removing what is deployed'} needs ${actions.join(', ')}`;
    const cure = `Grant iam:SimulatePrincipalPolicy to ${caller}, or compare the list with its policies.`;
    return [asWarning(unchecked(subject, `cannot be simulated (${result.unknown}); ${names}`, cure))];
  }
  const { lacking, unclear, principal } = result;
  if (lacking.length > 0) {
    const detail = [`${principal} may not call ${names(lacking)}`, ...lacking.map(lackText)].join('\n');
    return [failed(subject, detail, `Grant it to ${principal}: ${statementOf(lacking)}`)];
  }
  if (unclear.length > 0) {
    const detail = [`conditions decide whether ${principal} may call ${names(unclear)}`, ...unclear.map(lackText)];
    return [asWarning(unchecked(subject, detail.join('\n'), 'Compare the conditions with what the file configures.'))];
  }
  return [ok(subject, `${principal} may call all ${actions.length} actions`)];
}

function names(lacks: Lack[]): string {
  return [...new Set(lacks.map(({ action }) => action))].join(', ');
}

function lackText({ action, resources, decision }: Lack): string {
  const denied = decision === 'explicitDeny' ? ', which a policy denies explicitly' : '';
  const [first, ...others] = resources;
  return `${action} on ${first}${others.length > 0 ? ` and ${others.length} more` : ''}${denied}`;
}

/** A statement to paste into a policy. */
function statementOf(lacks: Lack[]): string {
  const Action = [...new Set(lacks.map(({ action }) => action))];
  const Resource = [...new Set(lacks.flatMap(({ resources }) => resources))];
  return JSON.stringify({ Effect: 'Allow', Action, Resource });
}
