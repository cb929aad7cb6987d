import { IAM_QUOTAS, policySize, ROLE_SESSION_SECONDS } from '../facts/aws-limits';
import { iamRoleArn } from '../facts/aws-names';
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from './aws-error';
import { type IamAction, type IamCall, page, timestamp, uniqueId } from './iam-action';
import {
  addTags,
  readDescription,
  readMaxSessionSeconds,
  readPath,
  readRoleName,
  readTagKeys,
  readTags,
  removeTags,
  tagList,
} from './iam-parameters';
import type { Role } from './iam-store';
import { readTrustPolicy } from './policy-validation';
import type { Query } from './query';
import type { XmlValue } from './xml';

/** IAM's actions on roles themselves. Those on a role's policies are in role-policies.ts. */
export const roleActions: Record<string, IamAction> = {
  CreateRole(call) {
    const { query, account, accountId, partition, now } = call;
    const name = readRoleName(query);
    const path = readPath(query);
    const description = readDescription(query);
    const maxSessionSeconds = readMaxSessionSeconds(query) ?? ROLE_SESSION_SECONDS.min;
    const tags = readTags(query);
    const boundary = query.text('PermissionsBoundary');
    const trustPolicy = readTrust(call, 'AssumeRolePolicyDocument');
    if (boundary !== undefined) call.policies.checkBoundary(boundary);
    if (account.roles.get(name.toLowerCase())) throw alreadyExists(`Role with name ${name} already exists.`);
    const role: Role = {
      arn: iamRoleArn(partition, accountId, path, name),
      id: uniqueId('AROA', 21),
      name,
      path,
      createDate: timestamp(now),
      description: description || undefined,
      trustPolicy,
      maxSessionSeconds,
      boundary,
      tags,
      inlinePolicies: {},
      attachedPolicies: [],
    };
    storeRole(call, role);
    const { MaxSessionDuration, Description, ...created } = fields(role);
    return { Role: { ...created, ...optional(role) } };
  },

  GetRole(call) {
    const role = findRole(call);
    return { Role: { ...fields(role), ...optional(role), RoleLastUsed: {} } };
  },

  ListRoles({ account, query }) {
    const prefix = query.text('PathPrefix') ?? '/';
    const roles = account.roles.values().filter(({ path }) => path.startsWith(prefix));
    const { items, ...rest } = page(roles, query);
    return { Roles: items.map(fields), ...rest };
  },

  DeleteRole(call) {
    const role = findRole(call);
    if (role.attachedPolicies.length > 0) {
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(role.inlinePolicies).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    call.account.roles.set(role.name.toLowerCase(), undefined);
  },

  UpdateRole(call) {
    const description = readDescription(call.query);
    const maxSessionSeconds = readMaxSessionSeconds(call.query);
    const role = findRole(call);
    storeRole(call, {
      ...role,
      description: description === undefined ? role.description : description || undefined,
      maxSessionSeconds: maxSessionSeconds ?? role.maxSessionSeconds,
    });
    return {};
  },

  UpdateRoleDescription(call) {
    const description = readDescription(call.query);
    const role = { ...findRole(call), description: description || undefined };
    storeRole(call, role);
    const { MaxSessionDuration, ...updated } = fields(role);
    return { Role: updated };
  },

  UpdateAssumeRolePolicy(call) {
    const role = findRole(call);
    storeRole(call, { ...role, trustPolicy: readTrust(call, 'PolicyDocument') });
  },

  PutRolePermissionsBoundary(call) {
    const boundary = call.query.required('PermissionsBoundary');
    const role = findRole(call);
    call.policies.checkBoundary(boundary);
    storeRole(call, { ...role, boundary });
  },

  DeleteRolePermissionsBoundary(call) {
    const role = findRole(call);
    if (!role.boundary) throw noSuchEntity(`Role ${role.name} does not have a permissions boundary.`);
    storeRole(call, { ...role, boundary: undefined });
  },

  TagRole(call) {
    const tags = readTags(call.query);
    const role = findRole(call);
    storeRole(call, { ...role, tags: addTags(role.tags, tags) });
  },

  UntagRole(call) {
    const keys = readTagKeys(call.query);
    const role = findRole(call);
    storeRole(call, { ...role, tags: removeTags(role.tags, keys) });
  },

  ListRoleTags(call) {
    const { items, ...rest } = page(tagList(findRole(call).tags), call.query);
    return { Tags: items, ...rest };
  },

  // No action here makes instance profiles, so a role is in none.
  ListInstanceProfilesForRole(call) {
    findRole(call);
    return { InstanceProfiles: [], IsTruncated: false };
  },
};

/** @throws AwsError NoSuchEntity */
export function findRole({ query, account }: { query: Query; account: IamCall['account'] }): Role {
  const name = readRoleName(query);
  const role = account.roles.get(name.toLowerCase());
  if (role?.name !== name) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function storeRole({ account }: IamCall, role: Role): void {
  account.roles.set(role.name.toLowerCase(), role);
}

function readTrust({ query, partition }: IamCall, parameter: string): string {
  const text = query.required(parameter);
  readTrustPolicy(text, partition);
  if (policySize(text) > IAM_QUOTAS.trustPolicy) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${IAM_QUOTAS.trustPolicy}`);
  }
  return text;
}

/** What every answer with a role has. */
function fields(role: Role): { [name: string]: XmlValue } {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createDate,
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** What lists of roles leave out. */
function optional({ tags, boundary }: Role): { [name: string]: XmlValue } {
  return {
    ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
    ...(boundary && {
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary },
    }),
  };
}
