import { AwsError, invalidInput, noSuchEntity, validationError } from './aws-error';
import type { IamAction, IamCall } from './iam-action';
import { type PolicyDocument, parsePolicy } from './policy-document';
import { decide } from './policy-evaluation';
import { readIdentityPolicy } from './policy-validation';
import type { Query } from './query';
import type { XmlValue } from './xml';

/** IAM's policy simulator, as far as policies of roles go: no resource policies, no organization. */
export const simulationActions: Record<string, IamAction> = {
  SimulatePrincipalPolicy(call) {
    const { granted, limits } = policiesOf(call, call.query.required('PolicySourceArn'));
    const given = inputs(call, 'PolicyInputList');
    return simulate(call, [[...granted, ...given], ...limits, inputs(call, 'PermissionsBoundaryPolicyInputList')]);
  },

  SimulateCustomPolicy(call) {
    const given = inputs(call, 'PolicyInputList');
    if (given.length === 0) throw validationError('PolicyInputList must contain at least one policy.');
    return simulate(call, [given, inputs(call, 'PermissionsBoundaryPolicyInputList')]);
  },
};

/** An action is allowed when each layer that has policies allows it. */
function simulate({ query, now }: IamCall, layers: PolicyDocument[][]): { [name: string]: XmlValue } {
  const actions = query.list('ActionNames');
  if (actions.length === 0) throw validationError('ActionNames must contain at least one action.');
  const malformed = actions.find((action) => !/^[\w-]+:\w+$/.test(action));
  if (malformed) throw validationError(`Invalid Entity in ActionNames: ${malformed}`);
  const resources = query.list('ResourceArns');
  const context = { 'aws:currenttime': [now.toISOString()], ...contextIn(query) };
  const [granted = [], ...limits] = layers;
  const applying = [granted, ...limits.filter((layer) => layer.length > 0)];
  const results = actions.flatMap((action) =>
    (resources.length ? resources : ['*']).map((resource) => {
      const decisions = applying.map((layer) => decide(layer, { action, resource, context }));
      const decision = decisions.includes('explicitDeny')
        ? 'explicitDeny'
        : decisions.every((one) => one === 'allowed')
          ? 'allowed'
          : 'implicitDeny';
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decision,
        MatchedStatements: [],
        MissingContextValues: missingKeys(applying.flat(), context),
      };
    }),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

function policiesOf({ account, accountId, partition, policies }: IamCall, arn: string) {
  const name = new RegExp(`^arn:${partition}:iam::${accountId}:role/(?:.*/)?([^/]+)$`).exec(arn)?.[1];
  const role = name ? account.roles.get(name.toLowerCase()) : undefined;
  if (role?.arn !== arn) throw noSuchEntity(`The role with name ${name ?? arn} cannot be found.`);
  const inline = Object.values(role.inlinePolicies).map(parsePolicy);
  const attached = role.attachedPolicies.map((policy) => policies.document(policy));
  return { granted: [...inline, ...attached], limits: role.boundary ? [[policies.document(role.boundary)]] : [] };
}

/** The simulator has no code of its own for a malformed policy. */
function inputs({ query, partition }: IamCall, parameter: string): PolicyDocument[] {
  return query.list(parameter).map((text) => {
    try {
      return readIdentityPolicy(text, partition);
    } catch (error) {
      throw error instanceof AwsError ? invalidInput(error.message) : error;
    }
  });
}

function contextIn(query: Query): Record<string, string[]> {
  const entries = query.structures('ContextEntries').map(({ ContextKeyName = '' }, index) => {
    return [ContextKeyName.toLowerCase(), query.list(`ContextEntries.member.${index + 1}.ContextKeyValues`)] as const;
  });
  return Object.fromEntries(entries);
}

/** Keys of conditions about which the request says nothing, each once. */
function missingKeys(policies: PolicyDocument[], context: Record<string, string[]>): string[] {
  const keys = policies.flatMap(({ statements }) => statements).flatMap(({ conditions }) => conditions);
  const missing = keys.map(({ key }) => key).filter((key) => !Object.hasOwn(context, key.toLowerCase()));
  return [...new Set(missing)];
}
