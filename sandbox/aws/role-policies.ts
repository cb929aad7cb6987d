import { IAM_LENGTHS, IAM_QUOTAS, policySize } from '../facts/aws-limits';
import { limitExceeded, noSuchEntity } from './aws-error';
import { type IamAction, page } from './iam-action';
import { readName } from './iam-parameters';
import type { Role } from './iam-store';
import { readIdentityPolicy } from './policy-validation';
import type { Query } from './query';
import { findRole, storeRole } from './roles';

/** IAM's actions on the inline and managed policies of a role. */
export const rolePolicyActions: Record<string, IamAction> = {
  PutRolePolicy(call) {
    const name = readPolicyName(call.query);
    const text = call.query.required('PolicyDocument');
    const role = findRole(call);
    readIdentityPolicy(text, call.partition);
    const inlinePolicies = { ...role.inlinePolicies, [name]: text };
    const size = Object.values(inlinePolicies).reduce((sum, document) => sum + policySize(document), 0);
    if (size > IAM_QUOTAS.inlinePolicies) {
      throw limitExceeded(`Maximum policy size of ${IAM_QUOTAS.inlinePolicies} bytes exceeded for role ${role.name}`);
    }
    storeRole(call, { ...role, inlinePolicies });
  },

  GetRolePolicy(call) {
    const name = readPolicyName(call.query);
    const role = findRole(call);
    const document = inlinePolicy(role, name);
    return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeURIComponent(document) };
  },

  DeleteRolePolicy(call) {
    const name = readPolicyName(call.query);
    const role = findRole(call);
    inlinePolicy(role, name);
    const { [name]: _removed, ...inlinePolicies } = role.inlinePolicies;
    storeRole(call, { ...role, inlinePolicies });
  },

  ListRolePolicies(call) {
    const { items, ...rest } = page(Object.keys(findRole(call).inlinePolicies).sort(), call.query);
    return { PolicyNames: items, ...rest };
  },

  AttachRolePolicy(call) {
    const arn = call.query.required('PolicyArn');
    const role = findRole(call);
    call.policies.checkAttachable(arn);
    const attachedPolicies = [...new Set([...role.attachedPolicies, arn])];
    if (attachedPolicies.length > IAM_QUOTAS.managedPoliciesPerRole) {
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${IAM_QUOTAS.managedPoliciesPerRole}`);
    }
    storeRole(call, { ...role, attachedPolicies });
  },

  DetachRolePolicy(call) {
    const arn = call.query.required('PolicyArn');
    const role = findRole(call);
    if (!role.attachedPolicies.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
    storeRole(call, { ...role, attachedPolicies: role.attachedPolicies.filter((attached) => attached !== arn) });
  },

  ListAttachedRolePolicies(call) {
    const attached = findRole(call).attachedPolicies.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      PolicyArn: arn,
    }));
    const { items, ...rest } = page(attached, call.query);
    return { AttachedPolicies: items, ...rest };
  },
};

function readPolicyName(query: Query): string {
  return readName(query, 'PolicyName', IAM_LENGTHS.policyName);
}

function inlinePolicy({ inlinePolicies }: Role, name: string): string {
  const document = Object.hasOwn(inlinePolicies, name) ? inlinePolicies[name] : undefined;
  if (document === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return document;
}
