import { iamPolicyArn, iamRoleArn, oidcProviderArn, type Partition } from '../facts/aws-names';
import type { SandboxRequest, SandboxResponse } from '../server';
import { AwsError } from './aws-error';
import type { Caller } from './callers';
import type { IamAction } from './iam-action';
import { createIamStore, type IamAccount, type IamReader, type IamStore } from './iam-store';
import type { ManagedPolicies } from './managed-policies';
import { oidcProviderActions } from './oidc-providers';
import { policyActions } from './policies';
import { policyVersionActions } from './policy-versions';
import type { Query } from './query';
import { success } from './response';
import { rolePolicyActions } from './role-policies';
import { roleActions } from './roles';
import { simulationActions } from './simulation';

/** Where requests to IAM go, and what STS reads from. */
export interface IamBackend {
  reader: IamReader;
  /** Text of a managed policy that was made there, as far as it can be known. */
  policyText(arn: string): string | undefined;
  /** The objects of an account, where they are kept here. */
  account?(accountId: string): IamAccount;
  /** Answers a request whose caller may make it. */
  handle(query: Query, caller: Caller, request: SandboxRequest): Promise<SandboxResponse>;
}

export const ACTIONS: Record<string, IamAction> = {
  ...oidcProviderActions,
  ...roleActions,
  ...rolePolicyActions,
  ...policyActions,
  ...policyVersionActions,
  ...simulationActions,
};

interface EmbeddedIamOptions {
  partition: Partition;
  policies: ManagedPolicies;
  /** Now, in milliseconds. */
  clock: () => number;
  /** How long a change takes until STS sees it. */
  lagSeconds: () => number;
}

/** An IAM that keeps its state in memory. */
export function embeddedIam({ partition, policies, clock, lagSeconds }: EmbeddedIamOptions): IamBackend {
  const store: IamStore = createIamStore(clock, lagSeconds);
  return {
    reader: store.lagging,
    policyText: store.policyText,
    account: store.account,
    async handle(query, { accountId }) {
      const action = Object.hasOwn(ACTIONS, query.action) ? ACTIONS[query.action] : undefined;
      if (!action) throw unknownAction(query);
      const account = store.account(accountId);
      return success(query, action({ query, accountId, account, partition, policies, now: new Date(clock()) }));
    },
  };
}

export function unknownAction({ action, version }: Query): AwsError {
  return new AwsError('InvalidAction', 400, `Could not find operation ${action} for version ${version}`);
}

/** What an action is about, as messages and policies name it. */
export function resourceOf(query: Query, partition: Partition, accountId: string): string {
  const [name, provider, url] = [query.text('RoleName'), query.text('OpenIDConnectProviderArn'), query.text('Url')];
  const policyName = query.action === 'CreatePolicy' && query.text('PolicyName');
  if (policyName) return iamPolicyArn(partition, accountId, query.text('Path') ?? '/', policyName);
  if (name) return iamRoleArn(partition, accountId, query.text('Path') ?? '/', name);
  if (provider) return provider;
  const policy = query.text('PolicyArn') ?? query.text('PolicySourceArn');
  if (policy) return policy;
  return url ? oidcProviderArn(partition, accountId, url) : '*';
}
