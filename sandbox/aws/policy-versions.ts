import { IAM_QUOTAS } from '../facts/aws-limits';
import { deleteConflict, limitExceeded, noSuchEntity } from './aws-error';
import { EPOCH, findPolicy, notImplemented, readPolicyArn, readPolicyDocument, storePolicy } from './customer-policies';
import { type IamAction, page, timestamp } from './iam-action';
import type { CustomerPolicy } from './iam-store';
import type { XmlValue } from './xml';

/** IAM's actions on the versions of managed policies. */
export const policyVersionActions: Record<string, IamAction> = {
  CreatePolicyVersion(call) {
    const policy = findPolicy(call);
    const document = readPolicyDocument(call);
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
    storePolicy(call, { ...policy, versions: [...policy.versions, version], defaultVersion });
    const { id: VersionId, createDate: CreateDate } = version;
    return { PolicyVersion: { VersionId, IsDefaultVersion: isDefault, CreateDate } };
  },

  GetPolicyVersion(call) {
    const arn = readPolicyArn(call);
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
    const { versions, defaultVersion } = findPolicy(call);
    const newestFirst = [...versions].reverse();
    const { items, ...rest } = page(newestFirst, call.query);
    return { Versions: items.map((one) => versionFields(one.id, one.id === defaultVersion, one.createDate)), ...rest };
  },

  SetDefaultPolicyVersion(call) {
    const policy = findPolicy(call);
    storePolicy(call, { ...policy, defaultVersion: version(policy, call.query.required('VersionId')).id });
  },

  DeletePolicyVersion(call) {
    const policy = findPolicy(call);
    const { id } = version(policy, call.query.required('VersionId'));
    if (id === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.');
    storePolicy(call, { ...policy, versions: policy.versions.filter((one) => one.id !== id) });
  },
};

function version({ arn, versions }: CustomerPolicy, id: string) {
  const found = versions.find((one) => one.id === id);
  if (!found) throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  return found;
}

function versionFields(id: string, isDefault: boolean, createDate: string): { [name: string]: XmlValue } {
  return { VersionId: id, IsDefaultVersion: isDefault, CreateDate: createDate };
}
