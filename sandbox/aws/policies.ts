import { IAM_LENGTHS } from '../facts/aws-limits';
import { iamPolicyArn } from '../facts/aws-names';
import { alreadyExists, deleteConflict } from './aws-error';
import { EPOCH, findPolicy, notImplemented, readPolicyArn, readPolicyDocument, storePolicy } from './customer-policies';
import { type IamAction, type IamCall, page, timestamp, uniqueId } from './iam-action';
import {
  addTags,
  readDescription,
  readName,
  readPath,
  readTagKeys,
  readTags,
  removeTags,
  tagList,
} from './iam-parameters';
import type { CustomerPolicy } from './iam-store';
import type { XmlValue } from './xml';

/** IAM's actions on managed policies: those of the account, and for reading AWS's own. */
export const policyActions: Record<string, IamAction> = {
  CreatePolicy(call) {
    const { query, account, accountId, partition, now } = call;
    const name = readName(query, 'PolicyName', IAM_LENGTHS.policyName);
    const path = readPath(query);
    const description = readDescription(query);
    const tags = readTags(query);
    const document = readPolicyDocument(call);
    if (account.policies.values().some((policy) => policy.name.toLowerCase() === name.toLowerCase())) {
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    }
    const createDate = timestamp(now);
    const versions = [{ id: 'v1', document, createDate }];
    const arn = iamPolicyArn(partition, accountId, path, name);
    const made = { arn, name, path, description, tags, createDate, updateDate: createDate };
    const policy: CustomerPolicy = { ...made, id: uniqueId('ANPA', 21), versions, defaultVersion: 'v1' };
    account.policies.set(arn, policy);
    const { Description, ...created } = fields(call, policy);
    return { Policy: created };
  },

  GetPolicy(call) {
    const arn = readPolicyArn(call);
    const policy = call.account.policies.get(arn);
    if (policy) return { Policy: fields(call, policy) };
    call.policies.checkAttachable(arn);
    return { Policy: fieldsOfAws(call, arn) };
  },

  ListPolicies(call) {
    const scope = call.query.text('Scope') ?? 'All';
    if (scope !== 'Local') throw notImplemented('ListPolicies of a scope other than Local');
    const { items, ...rest } = page(call.account.policies.values(), call.query);
    return { Policies: items.map((policy) => fields(call, policy)), ...rest };
  },

  DeletePolicy(call) {
    const policy = findPolicy(call);
    if (attachedTo(call, policy.arn).length > 0 || boundaryOf(call, policy.arn).length > 0) {
      throw deleteConflict('Cannot delete a policy attached to entities.');
    }
    if (policy.versions.length > 1) {
      throw deleteConflict(
        'This policy has more than one version. Before you delete a policy, you must delete the ' +
          "policy's versions. The default version is deleted with the policy.",
      );
    }
    call.account.policies.set(policy.arn, undefined);
  },

  ListEntitiesForPolicy(call) {
    const arn = readPolicyArn(call);
    if (!call.account.policies.get(arn)) call.policies.checkAttachable(arn);
    const roles = call.query.text('PolicyUsageFilter') === 'PermissionsBoundary' ? boundaryOf : attachedTo;
    const { items, ...rest } = page(roles(call, arn), call.query);
    const members = items.map(({ name, id }) => ({ RoleName: name, RoleId: id }));
    return { PolicyRoles: members, PolicyUsers: [], PolicyGroups: [], ...rest };
  },

  TagPolicy(call) {
    const tags = readTags(call.query);
    const policy = findPolicy(call);
    storePolicy(call, { ...policy, tags: addTags(policy.tags, tags) });
  },

  UntagPolicy(call) {
    const keys = readTagKeys(call.query);
    const policy = findPolicy(call);
    storePolicy(call, { ...policy, tags: removeTags(policy.tags, keys) });
  },

  ListPolicyTags(call) {
    const { items, ...rest } = page(tagList(findPolicy(call).tags), call.query);
    return { Tags: items, ...rest };
  },
};

function attachedTo({ account }: IamCall, arn: string) {
  return account.roles.values().filter(({ attachedPolicies }) => attachedPolicies.includes(arn));
}

function boundaryOf({ account }: IamCall, arn: string) {
  return account.roles.values().filter(({ boundary }) => boundary === arn);
}

function fields(call: IamCall, policy: CustomerPolicy): { [name: string]: XmlValue } {
  const { arn, id, name, path, description, tags, createDate, updateDate, defaultVersion } = policy;
  return {
    PolicyName: name,
    PolicyId: id,
    Arn: arn,
    Path: path,
    DefaultVersionId: defaultVersion,
    ...usage(call, arn),
    IsAttachable: true,
    Description: description,
    CreateDate: createDate,
    UpdateDate: updateDate,
    Tags: tagList(tags),
  };
}

function fieldsOfAws(call: IamCall, arn: string): { [name: string]: XmlValue } {
  const [, path = '', name = ''] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  return {
    PolicyName: name,
    PolicyId: 'ANPAIWMBCKSKIEE64ZLYK',
    Arn: arn,
    Path: path,
    DefaultVersionId: 'v1',
    ...usage(call, arn),
    IsAttachable: true,
    CreateDate: EPOCH,
    UpdateDate: EPOCH,
    Tags: [],
  };
}

function usage(call: IamCall, arn: string): { [name: string]: XmlValue } {
  return {
    AttachmentCount: attachedTo(call, arn).length,
    PermissionsBoundaryUsageCount: boundaryOf(call, arn).length,
  };
}
