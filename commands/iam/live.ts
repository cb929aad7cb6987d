import type { EvaluationResult, GetOpenIDConnectProviderCommandOutput, Role, Tag } from '@aws-sdk/client-iam';

/** A role as IAM has it. */
export interface LiveRole {
  arn: string;
  name: string;
  path: string;
  description?: string;
  /** Text of the trust policy. */
  trustPolicy: string;
  /** Longest session, in seconds. */
  maxSessionDuration: number;
  boundary?: string;
  tags: Record<string, string>;
}

/** An OIDC provider as IAM has it. */
export interface LiveProvider {
  audiences: string[];
  tags: Record<string, string>;
}

/** What IAM says about one call. */
export interface Decision {
  action: string;
  resource: string;
  /** `allowed`, `implicitDeny` or `explicitDeny`. */
  decision: string;
  /** Keys of conditions whose value IAM was not given. */
  missingContext: string[];
}

export function liveRole(role: Role | undefined): LiveRole {
  const { Arn = '', RoleName = '', Path = '/', Description, AssumeRolePolicyDocument = '' } = role ?? {};
  return {
    arn: Arn,
    name: RoleName,
    path: Path,
    ...(Description && { description: Description }),
    trustPolicy: decodeURIComponent(AssumeRolePolicyDocument),
    maxSessionDuration: role?.MaxSessionDuration ?? 0,
    boundary: role?.PermissionsBoundary?.PermissionsBoundaryArn,
    tags: tagsOf(role?.Tags),
  };
}

export function liveProvider({ ClientIDList = [], Tags }: GetOpenIDConnectProviderCommandOutput): LiveProvider {
  return { audiences: ClientIDList, tags: tagsOf(Tags) };
}

/** With several resources IAM may put the decision about each of them below the one about all. */
export function decisionsOf(result: EvaluationResult): Decision[] {
  const { EvalActionName: action = '', EvalDecision, EvalResourceName = '*', MissingContextValues = [] } = result;
  const single = result.ResourceSpecificResults ?? [];
  if (single.length === 0) {
    const decision = EvalDecision ?? 'implicitDeny';
    return [{ action, resource: EvalResourceName, decision, missingContext: MissingContextValues }];
  }
  return single.map((one) => ({
    action,
    resource: one.EvalResourceName ?? EvalResourceName,
    decision: one.EvalResourceDecision ?? 'implicitDeny',
    missingContext: one.MissingContextValues ?? [],
  }));
}

function tagsOf(tags: Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
