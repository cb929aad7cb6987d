import type { Partition } from '../facts/aws-names';
import type { Faults } from '../faults';
import { type SandboxRequest, type SandboxResponse, serve } from '../server';
import { type AwsState, dumpAws, restoreAws } from '../state/aws';
import { type AccountKey, type AddedAccount, addAccount, SANDBOX_ACCESS_KEY_ID, SANDBOX_ACCOUNT_ID } from './accounts';
import { AwsError } from './aws-error';
import { type Caller, createCallers, type Keys } from './callers';
import { embeddedIam, type IamBackend, resourceOf, unknownAction } from './iam';
import type { AccountSnapshot, IamAccount } from './iam-store';
import { managedPolicies } from './managed-policies';
import { type Query, readQuery } from './query';
import { remoteIam } from './remote-iam';
import { failure, IAM_VERSION, STS_VERSION, success } from './response';
import { createSts } from './sts';

export interface AwsOptions {
  /** @default a free port */
  port?: number;
  /** @default aws */
  partition?: Partition;
  /** Account id of each access key id. @default SANDBOX_ACCOUNT_ID for SANDBOX_ACCESS_KEY_ID */
  accounts?: Record<string, string>;
  /** Secrets by access key id. @default SANDBOX_SECRET_ACCESS_KEY for each */
  secrets?: Record<string, string>;
  /** Whether signatures are checked, which they cannot be behind a proxy that changes requests. @default true */
  verifySignatures?: boolean;
  /** Access key ids that have expired. */
  expiredKeys?: string[];
  /** Actions that a key may not call, such as `iam:CreateRole` or `iam:*`, by access key id. */
  deniedActions?: Record<string, string[]>;
  /** Documents by ARN: of customer managed policies that somebody made, and of AWS's own, whose content is not known. */
  managedPolicies?: Record<string, object>;
  /** Where an issuer's OpenID configuration or keys are, by the issuer's URL. A bare origin gets the well-known path. */
  jwksUrls?: Record<string, string>;
  /** How long a change in IAM takes until STS sees it, in seconds. @default 0 */
  propagationSeconds?: number;
  /** A moto server that keeps the IAM state in place of the embedded IAM. STS then sees every change at once. */
  iam?: { url: string };
  /** Now, in milliseconds. @default the system's clock */
  clock?: () => number;
}

/** One request as it was answered. */
export interface AwsCall {
  /** For example `iam:CreateRole`. */
  action: string;
  /** Not known for requests that need no signature or whose key is refused. */
  accountId?: string;
  status: number;
}

export interface AwsSandbox {
  /** The endpoint of both IAM and STS. */
  url: string;
  port: number;
  /** Keys may be added, expired and denied actions while the sandbox runs. */
  keys: Keys;
  /** As the option of this name; may be changed while the sandbox runs. */
  jwksUrls: Record<string, string>;
  /** As the option of this name; may be changed while the sandbox runs. */
  propagationSeconds: number;
  /** Failures of the connection, which all have the path `/`. */
  faults: Faults;
  calls: AwsCall[];
  /** Adds an account, with an access key and a role in it. */
  addAccount(account: AddedAccount): AccountKey;
  /** What is there as plain data, and putting such data in its place; only where IAM is embedded. */
  dump(): AwsState;
  restore(state: AwsState): void;
  /** Lets the next requests for an action fail, for example with `Throttling` and 400. @param times default 1 */
  failNext(action: string, error: { code: string; status: number; message: string }, times?: number): void;
  /** What exists, by account id. */
  snapshot(): Promise<Record<string, AccountSnapshot>>;
  close(): Promise<void>;
}

const SERVICES: Record<string, 'iam' | 'sts'> = { [IAM_VERSION]: 'iam', [STS_VERSION]: 'sts' };

/**
 * Serves AWS IAM and STS on one endpoint of loopback.
 *
 * @throws RangeError when a lag is asked of an IAM that is elsewhere.
 */
export async function startAws(options: AwsOptions = {}): Promise<AwsSandbox> {
  const { partition = 'aws', clock = Date.now } = options;
  const keys: Keys = {
    accounts: { ...(options.accounts ?? { [SANDBOX_ACCESS_KEY_ID]: SANDBOX_ACCOUNT_ID }) },
    secrets: { ...options.secrets },
    verified: options.verifySignatures ?? true,
    expired: new Set(options.expiredKeys),
    denied: { ...options.deniedActions },
  };
  const jwksUrls = { ...options.jwksUrls };
  let lag = 0;
  function setLag(seconds: number): void {
    if (options.iam && seconds > 0) throw new RangeError('only the embedded IAM can lag behind its writes');
    lag = seconds;
  }
  setLag(options.propagationSeconds ?? 0);
  const policies = managedPolicies(partition, options.managedPolicies ?? {}, (arn) => iam.policyText(arn));
  const iam: IamBackend = options.iam
    ? remoteIam(options.iam.url, partition)
    : embeddedIam({ partition, policies, clock, lagSeconds: () => lag });
  const callers = createCallers(keys, partition, iam.reader, policies, clock);
  const sts = createSts({ partition, iam: iam.reader, callers, policies, clock, jwksUrls });
  const calls: AwsCall[] = [];
  const failures: { action: string; error: AwsError; times: number }[] = [];

  async function carryOut(query: Query, request: SandboxRequest, call: AwsCall): Promise<SandboxResponse> {
    const scripted = failures.find(({ action, times }) => action === call.action && times > 0);
    if (scripted) {
      scripted.times -= 1;
      throw scripted.error;
    }
    const service = SERVICES[query.version];
    if (!service) throw unknownAction(query);
    const unsigned = service === 'sts' && own(sts.unsigned, query.action);
    if (unsigned) return success(query, await unsigned(query));
    const caller = callers.identify(request, service);
    call.accountId = caller.accountId;
    if (service === 'iam') return carryOutIam(query, request, caller);
    const signed = own(sts.signed, query.action);
    if (!signed) throw unknownAction(query);
    return success(query, await signed(query, caller));
  }

  async function carryOutIam(query: Query, request: SandboxRequest, caller: Caller): Promise<SandboxResponse> {
    await callers.authorize(caller, `iam:${query.action}`, resourceOf(query, partition, caller.accountId));
    return iam.handle(query, caller, request);
  }

  function embeddedAccount(id: string): IamAccount {
    if (!iam.account) throw new RangeError('only the embedded IAM can be saved and restored');
    return iam.account(id);
  }

  const server = await serve(
    async (request) => {
      const query = readQuery(request);
      const call: AwsCall = { action: `${SERVICES[query.version] ?? '?'}:${query.action}`, status: 0 };
      calls.push(call);
      const response = await carryOut(query, request, call).catch((error: unknown) => {
        if (error instanceof AwsError) return failure(query, error);
        throw error;
      });
      call.status = response.status;
      return response;
    },
    options.port,
    { name: 'aws' },
  );

  return {
    url: server.url,
    port: server.port,
    keys,
    jwksUrls,
    faults: server.faults,
    calls,
    get propagationSeconds() {
      return lag;
    },
    set propagationSeconds(seconds) {
      setLag(seconds);
    },
    dump: () => dumpAws(keys, embeddedAccount),
    restore: (state) => restoreAws(keys, embeddedAccount, state),
    addAccount: (account) => addAccount(account, { keys, partition, iam, clock }),
    failNext(action, { code, status, message }, times = 1) {
      failures.push({ action, error: new AwsError(code, status, message), times });
    },
    async snapshot() {
      const accountIds = [...new Set(Object.values(keys.accounts))].sort();
      const entries = accountIds.map(async (id) => [id, await iam.reader.snapshot(id)] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
    close: server.close,
  };
}

function own<Value>(record: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
