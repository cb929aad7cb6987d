import { SANDBOX_ACCESS_KEY_ID } from './aws/accounts';
import { type AwsOptions, type AwsSandbox, startAws } from './aws/aws';
import { SANDBOX_SECRET_ACCESS_KEY } from './aws/callers';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from './dynatrace/tenant';
import { applySeed } from './seed/apply';
import type { Seed } from './seed/schema';
import { keepState } from './state/keeper';

export interface SandboxOptions {
  /** @default free ports */
  ports?: { dynatrace: number; aws: number };
  /** A moto server that keeps AWS's state, for tests that want a second opinion. @default the embedded IAM */
  iam?: { url: string };
  dynatrace?: Omit<DynatraceOptions, 'port'>;
  /** Account ids by access key id, for deployments to several accounts. @default one account */
  accounts?: AwsOptions['accounts'];
  /** What exists from the start, as `readSeed` gives it. A data folder that is not new has it already. */
  seed?: Seed;
  /** Folder that keeps the state from one start to the next. @default none: everything is forgotten at the end */
  data?: string;
}

/** Both sides on this machine: a Dynatrace environment that calls STS, and an AWS account that trusts its tokens. */
export interface Sandbox {
  dynatrace: DynatraceSandbox;
  aws: AwsSandbox;
  /** The environment variables that a user would export. */
  credentials: Record<string, string>;
  /** What exists on both sides, for comparing a later look with. */
  snapshot(): Promise<object>;
  /** Takes both sides back to how they were at the first start, seed included; credentials stay valid. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** @throws PortTakenError when a port is taken, SeedError when the seed does not fit. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const dynatrace = await startDynatrace({ ...options.dynatrace, port: options.ports?.dynatrace });
  const closing = [dynatrace.close];
  const close = async () => {
    await Promise.all(closing.map((end) => end()));
  };
  try {
    const aws = await startAws({
      port: options.ports?.aws,
      jwksUrls: { [dynatrace.tenant.issuer.issuer]: dynatrace.jwksUrl },
      iam: options.iam,
      ...(options.accounts && { accounts: options.accounts }),
    });
    closing.push(aws.close);
    dynatrace.behaviour.stsUrl = aws.url;
    if (options.seed) applySeed(options.seed, { dynatrace, aws });
    const state = options.iam ? undefined : await keepState({ dynatrace, aws }, options.data);
    if (state) closing.push(state.close);
    const reset = async () => {
      if (!state) throw new Error('only a sandbox with the embedded IAM can be reset');
      await state.reset();
    };
    dynatrace.tenant.onReset = reset;
    return {
      dynatrace,
      aws,
      credentials: credentialsOf(dynatrace),
      snapshot: async () => ({ dynatrace: dynatrace.snapshot(), aws: await aws.snapshot() }),
      reset,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function credentialsOf({ admin }: DynatraceSandbox): Record<string, string> {
  return {
    DT_CLIENT_ID: admin.clientId,
    DT_CLIENT_SECRET: admin.clientSecret,
    AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
