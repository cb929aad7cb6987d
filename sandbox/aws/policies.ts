import { IAM_LENGTHS, IAM_QUOTAS, policySize } from '../facts/aws-limits';
import { iamPolicyArn } from '../facts/aws-names';
import { AwsError, alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from './aws-error';
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
import { readIdentityPolicy } from './policy-validation';
import type { XmlValue } from './xml';

/** IAM's actions on managed policies: those of the account, and for reading AWS's own. */
export const policyActions: Record<string, IamAction> = {
  CreatePolicy(call) {
    const { query, account, accountId, partition, now } = call;
    const name = readName(query, 'PolicyName', IAM_LENGTHS.policyName);
    const path = readPath(query);
    const description = readDescription(query);
    const tags = readTags(query);
    const document = readDocument(call);
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
    const arn = readArn(call);
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
    const policy = find(call);
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

  CreatePolicyVersion(call) {
    const policy = find(call);
    const document = readDocument(call);
    if (policy.versions.length >= IAM_QUOTAS.versionsPerPolicy) {
      throw limitExceeded(
        `A managed policy can have up to ${IAM_QUOTAS.versionsPerPolicy} versions. Before you create a new version, ` +
          'you must delete an existing version.',
      );
    }
    const last = Math.max(...policy.versions.map(({ id }) => Number(id.slice(1))));
    const version = { id: `v${last + 1}`, document, createDate: timestamp(call.now) };
    const isDefault = call.query.text('SetAsDefault') === 'true';
    const defaultVersion = isDefault ? version.id : policy.defaultVersion;
    store(call, { ...policy, versions: [...policy.versions, version], defaultVersion });
    const { id: VersionId, createDate: CreateDate } = version;
    return { PolicyVersion: { VersionId, IsDefaultVersion: isDefault, CreateDate } };
  },

  GetPolicyVersion(call) {
    const arn = readArn(call);
    const id = call.query.required('VersionId');
    const policy = call.account.policies.get(arn);
    if (policy) {
      const { document, createDate } = version(policy, id);
      const isDefault = id === policy.defaultVersion;
      return { PolicyVersion: { ...versionFields(id, isDefault, createDate), Document: encodeURIComponent(document) } };
    }
    call.policies.checkAttachable(arn);
    const text = call.policies.text(arn);
    if (text === undefined) throw notImplemented(`the content of ${arn}`);
    return { PolicyVersion: { ...versionFields(id, true, EPOCH), Document: encodeURIComponent(text) } };
  },

  ListPolicyVersions(call) {
    const { versions, defaultVersion } = find(call);
    const newestFirst = [...versions].reverse();
    const { items, ...rest } = page(newestFirst, call.query);
    return { Versions: items.map((one) => versionFields(one.id, one.id === defaultVersion, one.createDate)), ...rest };
  },

  SetDefaultPolicyVersion(call) {
    const policy = find(call);
    store(call, { ...policy, defaultVersion: version(policy, call.query.required('VersionId')).id });
  },

  DeletePolicyVersion(call) {
    const policy = find(call);
    const { id } = version(policy, call.query.required('VersionId'));
    if (id === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.');
    store(call, { ...policy, versions: policy.versions.filter((one) => one.id !== id) });
  },

  ListEntitiesForPolicy(call) {
    const arn = readArn(call);
    if (!call.account.policies.get(arn)) call.policies.checkAttachable(arn);
    const roles = call.query.text('PolicyUsageFilter') === 'PermissionsBoundary' ? boundaryOf : attachedTo;
    const { items, ...rest } = page(roles(call, arn), call.query);
    const members = items.map(({ name, id }) => ({ RoleName: name, RoleId: id }));
    return { PolicyRoles: members, PolicyUsers: [], PolicyGroups: [], ...rest };
  },

  TagPolicy(call) {
    const tags = readTags(call.query);
    const policy = find(call);
    store(call, { ...policy, tags: addTags(policy.tags, tags) });
  },

  UntagPolicy(call) {
    const keys = readTagKeys(call.query);
    const policy = find(call);
    store(call, { ...policy, tags: removeTags(policy.tags, keys) });
  },

  ListPolicyTags(call) {
    const { items, ...rest } = page(tagList(find(call).tags), call.query);
    return { Tags: items, ...rest };
  },
};

const EPOCH = '2015-02-06T18:39:46Z';

function readDocument({ query, partition }: IamCall): string {
  const text = query.required('PolicyDocument');
  readIdentityPolicy(text, partition);
  if (policySize(text) > IAM_QUOTAS.managedPolicy) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${IAM_QUOTAS.managedPolicy}`);
  }
  return text;
}

function readArn({ query }: IamCall): string {
  return query.required('PolicyArn');
}

function find(call: IamCall): CustomerPolicy {
  const arn = readArn(call);
  const policy = call.account.policies.get(arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

function store({ account, now }: IamCall, policy: CustomerPolicy): void {
  account.policies.set(policy.arn, { ...policy, updateDate: timestamp(now) });
}

function version({ arn, versions }: CustomerPolicy, id: string) {
  const found = versions.find((one) => one.id === id);
  if (!found) throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  return found;
}

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

function versionFields(id: string, isDefault: boolean, createDate: string): { [name: string]: XmlValue } {
  return { VersionId: id, IsDefaultVersion: isDefault, CreateDate: createDate };
}

function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', 501, `The sandbox does not know ${what}.`);
}
