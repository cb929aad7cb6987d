import { iamRoleArn, oidcProviderArn, type Partition } from '../facts/aws-names';
import type { SandboxRequest, SandboxResponse } from '../server';
import { AwsError } from './aws-error';
import type { Caller } from './callers';
import type { IamAction } from './iam-action';
import { createIamStore, type IamReader, type IamStore } from './iam-store';
import type { ManagedPolicies } from './managed-policies';
import { oidcProviderActions } from './oidc-providers';
import type { Query } from './query';
import { success } from './response';
import { rolePolicyActions } from './role-policies';
import { roleActions } from './roles';

/** Where requests to IAM go, and what STS reads from. */
export interface IamBackend {
  reader: IamReader;
  /** Answers a request whose caller may make it. */
  handle(query: Query, caller: Caller, request: SandboxRequest): Promise<SandboxResponse>;
}

const ACTIONS: Record<string, IamAction> = { ...oidcProviderActions, ...roleActions, ...rolePolicyActions };

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
  if (name) return iamRoleArn(partition, accountId, query.text('Path') ?? '/', name);
  if (provider) return provider;
  return url ? oidcProviderArn(partition, accountId, url) : '*';
}
