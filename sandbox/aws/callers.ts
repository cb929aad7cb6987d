import { createHash } from 'node:crypto';
import { type Partition, regionPartition } from '../facts/aws-names';
import type { SandboxRequest } from '../server';
import { AwsError, accessDenied } from './aws-error';
import type { IamReader } from './iam-store';
import type { ManagedPolicies } from './managed-policies';
import { matchesWildcards, type RequestContext } from './policy-conditions';
import { type PolicyDocument, parsePolicy } from './policy-document';
import { isAllowed } from './policy-evaluation';
import { readSignature, verifySignature } from './signature';

/** Secret of every access key that is given none. */
export const SANDBOX_SECRET_ACCESS_KEY = 'sandbox-secret-access-key';

/** Temporary credentials that STS has issued. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  token: string;
  expires: Date;
  accountId: string;
  roleName: string;
  /** ARN of the role. */
  roleArn: string;
  /** ARN of the session. */
  arn: string;
  userId: string;
  /** What the session is narrowed to, besides what its role may do. */
  policies: PolicyDocument[];
}

/** Who signed a request: a user with a key of the options, or a session. */
export interface Caller {
  accessKeyId: string;
  accountId: string;
  arn: string;
  userId: string;
  session?: Session;
}

export interface Callers {
  /** @throws AwsError when the request is not signed, or by a key that is unknown, expired or of another partition. */
  identify(request: SandboxRequest, service: 'iam' | 'sts'): Caller;
  /** @throws AwsError AccessDenied. Users may do everything that is not denied; sessions what their role may do. */
  authorize(caller: Caller, action: string, resource: string): Promise<void>;
  addSession(session: Session): void;
}

/** The keys of users, all of which may change while the sandbox runs. */
export interface Keys {
  /** Account ids by access key id. */
  accounts: Record<string, string>;
  /** Secrets by access key id. @default SANDBOX_SECRET_ACCESS_KEY */
  secrets: Record<string, string>;
  expired: Set<string>;
  /** Whether signatures are checked. @default true */
  verified: boolean;
  /** Patterns of denied actions, such as `iam:Create*`, by access key id. */
  denied: Record<string, string[]>;
}

export function createCallers(
  keys: Keys,
  partition: Partition,
  iam: IamReader,
  managed: ManagedPolicies,
  clock: () => number,
): Callers {
  const sessions = new Map<string, Session>();

  async function roleAllows(session: Session, action: string, resource: string): Promise<boolean> {
    const role = await iam.role(session.accountId, session.roleName);
    if (role?.arn !== session.roleArn) return false;
    const granted = [
      ...Object.values(role.inlinePolicies).map(parsePolicy),
      ...role.attachedPolicies.map((arn) => managed.document(arn)),
    ];
    const limits = [session.policies, role.boundary ? [managed.document(role.boundary)] : []];
    const request = { action, resource, context: requestContext(clock()) };
    return [granted, ...limits.filter((policies) => policies.length > 0)].every((policies) =>
      isAllowed(policies, request),
    );
  }

  return {
    identify(request, service) {
      const signature = readSignature(request);
      const { accessKeyId, region } = signature;
      const session = sessions.get(accessKeyId);
      const token = request.headers['x-amz-security-token'];
      const accountId = session?.accountId ?? (Object.hasOwn(keys.accounts, accessKeyId) && keys.accounts[accessKeyId]);
      if (!accountId || regionPartition(region) !== partition || token !== session?.token) {
        throw new AwsError('InvalidClientTokenId', 403, 'The security token included in the request is invalid.');
      }
      const secret = session?.secretAccessKey ?? keys.secrets[accessKeyId] ?? SANDBOX_SECRET_ACCESS_KEY;
      if (keys.verified) verifySignature(request, signature, { service, secret, now: clock() });
      if (keys.expired.has(accessKeyId) || (session && session.expires.getTime() <= clock())) {
        throw new AwsError('ExpiredToken', 403, 'The security token included in the request is expired');
      }
      if (session) return { accessKeyId, accountId, arn: session.arn, userId: session.userId, session };
      const arn = `arn:${partition}:iam::${accountId}:user/sandbox`;
      return { accessKeyId, accountId, arn, userId: userIdOf(accessKeyId) };
    },

    async authorize(caller, action, resource) {
      const denied = (keys.denied[caller.accessKeyId] ?? []).some((pattern) => matchesWildcards(action, pattern));
      if (!denied && (!caller.session || (await roleAllows(caller.session, action, resource)))) return;
      throw accessDenied(
        `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ` +
          `because no identity-based policy allows the ${action} action`,
      );
    },

    addSession: (session) => void sessions.set(session.accessKeyId, session),
  };
}

/** The keys that every request from this machine has. */
export function requestContext(now: number): RequestContext {
  return { 'aws:sourceip': ['127.0.0.1'], 'aws:currenttime': [new Date(now).toISOString()] };
}

function userIdOf(accessKeyId: string): string {
  return `AIDA${createHash('sha256').update(accessKeyId).digest('hex').slice(0, 17).toUpperCase()}`;
}
