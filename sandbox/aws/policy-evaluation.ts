import { matchesWildcards, meetsCondition, type RequestContext } from './policy-conditions';
import type { PolicyDocument, Statement } from './policy-document';

/** Who asks: `Federated` with a provider's ARN, or `AWS` with every name that a policy may give the caller. */
export interface Principal {
  kind: 'AWS' | 'Federated';
  ids: string[];
}

export interface AccessRequest {
  /** For example `sts:AssumeRoleWithWebIdentity`. */
  action: string;
  /** Only for policies that name resources. */
  resource?: string;
  /** Only for policies that name principals. */
  principal?: Principal;
  context: RequestContext;
}

/** Whether the policies allow a request: some statement does, and none denies it. */
export function isAllowed(policies: PolicyDocument[], request: AccessRequest): boolean {
  return decide(policies, request) === 'allowed';
}

/** What the policies say of a request, in the words of IAM's simulator. */
export function decide(
  policies: PolicyDocument[],
  request: AccessRequest,
): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  const applying = policies.flatMap(({ statements }) => statements).filter((statement) => applies(statement, request));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicitDeny';
  return applying.length > 0 ? 'allowed' : 'implicitDeny';
}

function applies(statement: Statement, request: AccessRequest): boolean {
  return (
    namesAction(statement, request.action) &&
    namesResource(statement, request.resource) &&
    namesPrincipal(statement, request.principal) &&
    statement.conditions.every((condition) => meetsCondition(condition, request.context))
  );
}

function namesAction({ actions, notActions }: Statement, action: string): boolean {
  const matches = (pattern: string) => matchesWildcards(action.toLowerCase(), pattern.toLowerCase());
  return actions ? actions.some(matches) : !(notActions ?? []).some(matches);
}

function namesResource({ resources, notResources }: Statement, resource: string | undefined): boolean {
  if (resource === undefined) return true;
  const matches = (pattern: string) => matchesWildcards(resource, pattern);
  return resources ? resources.some(matches) : !(notResources ?? []).some(matches);
}

function namesPrincipal({ principals }: Statement, principal: Principal | undefined): boolean {
  if (!principal) return true;
  const named = principals?.[principal.kind] ?? [];
  return named.some((id) => principal.ids.includes(id) || (id === '*' && principal.kind === 'AWS'));
}
