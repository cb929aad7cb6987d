import { randomBytes } from 'node:crypto';
import { SESSION } from '../facts/aws-limits';
import { type Partition, withoutScheme } from '../facts/aws-names';
import { accessDenied, validationError } from './aws-error';
import { type Caller, type Callers, requestContext } from './callers';
import { timestamp, uniqueId } from './iam-action';
import type { IamReader, Role } from './iam-store';
import type { ManagedPolicies } from './managed-policies';
import type { RequestContext } from './policy-conditions';
import { isAllowed, type Principal } from './policy-evaluation';
import { readTrustPolicy } from './policy-validation';
import type { Query } from './query';
import { readSessionRequest, type SessionRequest } from './sts-parameters';
import { invalidToken, readWebIdentity, verifySignature } from './web-identity';
import type { XmlValue } from './xml';

interface StsOptions {
  partition: Partition;
  /** The IAM to check against. */
  iam: IamReader;
  callers: Callers;
  policies: ManagedPolicies;
  /** Now, in milliseconds. */
  clock: () => number;
  /** Where to read an issuer's OpenID configuration or keys, by the issuer's URL. */
  jwksUrls: Record<string, string>;
}

type Fields = { [name: string]: XmlValue };

/** STS's actions by name. Each gives the fields of its result. */
interface Sts {
  signed: Record<string, (query: Query, caller: Caller) => Promise<Fields>>;
  /** Actions that need no signature. */
  unsigned: Record<string, (query: Query) => Promise<Fields>>;
}

export function createSts({ partition, iam, callers, policies, clock, jwksUrls }: StsOptions): Sts {
  const readRequest = (query: Query) => readSessionRequest(query, partition, policies);

  /** The role, when it trusts the principal; nothing otherwise, whether it exists or not. */
  async function trustingRole(
    { accountId, roleName, roleArn }: SessionRequest,
    request: { action: string; principal: Principal; context: RequestContext },
  ): Promise<Role | undefined> {
    const role = await iam.role(accountId, roleName);
    if (role?.arn !== roleArn) return undefined;
    const context = { ...requestContext(clock()), ...request.context };
    return isAllowed([readTrustPolicy(role.trustPolicy, partition)], { ...request, context }) ? role : undefined;
  }

  function startSession(role: Role, { accountId, sessionName, seconds, policies: narrowed }: SessionRequest): Fields {
    if (seconds > role.maxSessionSeconds) {
      throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
    }
    const session = {
      accessKeyId: uniqueId('ASIA', 20),
      secretAccessKey: randomBytes(30).toString('base64'),
      token: randomBytes(180).toString('base64'),
      expires: new Date(clock() + seconds * 1000),
      accountId,
      roleName: role.name,
      roleArn: role.arn,
      arn: `arn:${partition}:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
      userId: `${role.id}:${sessionName}`,
      policies: narrowed,
    };
    callers.addSession(session);
    return {
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.token,
        Expiration: timestamp(session.expires),
      },
    };
  }

  async function assumeRole(query: Query, caller: Caller): Promise<Fields> {
    const request = readRequest(query);
    await callers.authorize(caller, 'sts:AssumeRole', request.roleArn);
    const callerRole = caller.session?.roleArn;
    const names = [caller.accountId, `arn:${partition}:iam::${caller.accountId}:root`, caller.arn, callerRole];
    const externalId = query.text('ExternalId');
    const role = await trustingRole(request, {
      action: 'sts:AssumeRole',
      principal: { kind: 'AWS', ids: names.filter((name) => name !== undefined) },
      context: {
        'sts:externalid': externalId === undefined ? undefined : [externalId],
        'sts:rolesessionname': [request.sessionName],
        'aws:principalaccount': [caller.accountId],
        'aws:principalarn': [callerRole ?? caller.arn],
      },
    });
    if (!role) {
      throw accessDenied(
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${request.roleArn}`,
      );
    }
    if (caller.session && request.seconds > SESSION.chainedSeconds) {
      throw validationError(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    }
    return startSession(role, request);
  }

  async function assumeRoleWithWebIdentity(query: Query): Promise<Fields> {
    const request = readRequest(query);
    const token = query.required('WebIdentityToken');
    const identity = readWebIdentity(token, clock());
    const provider = await iam.provider(request.accountId, withoutScheme(identity.issuer));
    if (!provider || identity.issuer !== `https://${provider.url}`) {
      throw invalidToken(`No OpenIDConnect provider found in your account for ${identity.issuer}`);
    }
    if (!identity.audiences.every((audience) => provider.clientIds.includes(audience))) {
      throw invalidToken('Incorrect token audience');
    }
    await verifySignature(token, identity.issuer, jwksUrls[identity.issuer]);
    const role = await trustingRole(request, {
      action: 'sts:AssumeRoleWithWebIdentity',
      principal: { kind: 'Federated', ids: [provider.arn] },
      context: { ...identity.context, 'sts:rolesessionname': [request.sessionName] },
    });
    if (!role) throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
    return {
      SubjectFromWebIdentityToken: identity.subject,
      Audience: identity.audiences.join(','),
      ...startSession(role, request),
      Provider: provider.arn,
    };
  }

  return {
    signed: {
      GetCallerIdentity: async (_query, { arn, userId, accountId }) => ({
        Arn: arn,
        UserId: userId,
        Account: accountId,
      }),
      AssumeRole: assumeRole,
    },
    unsigned: { AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity },
  };
}
