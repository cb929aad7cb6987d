import { SANDBOX_ACCESS_KEY_ID } from './aws/accounts';
import { type AwsOptions, type AwsSandbox, startAws } from './aws/aws';
import { SANDBOX_SECRET_ACCESS_KEY } from './aws/callers';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from './dynatrace/tenant';

export interface SandboxOptions {
  /** @default free ports */
  ports?: { dynatrace: number; aws: number };
  /** A moto server that keeps AWS's state, for tests that want a second opinion. @default the embedded IAM */
  iam?: { url: string };
  dynatrace?: Omit<DynatraceOptions, 'port'>;
  /** Account ids by access key id, for deployments to several accounts. @default one account */
  accounts?: AwsOptions['accounts'];
}

/** Both sides on this machine: a Dynatrace environment that calls STS, and an AWS account that trusts its tokens. */
export interface Sandbox {
  dynatrace: DynatraceSandbox;
  aws: AwsSandbox;
  /** The environment variables that a user would export. */
  credentials: Record<string, string>;
  /** What exists on both sides, for comparing a later look with. */
  snapshot(): Promise<object>;
  close(): Promise<void>;
}

/** @throws Error when a port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const dynatrace = await startDynatrace({ ...options.dynatrace, port: options.ports?.dynatrace });
  const aws = await startAws({
    port: options.ports?.aws,
    jwksUrls: { [dynatrace.tenant.issuer.issuer]: dynatrace.jwksUrl },
    iam: options.iam,
    ...(options.accounts && { accounts: options.accounts }),
  });
  dynatrace.behaviour.stsUrl = aws.url;
  return {
    dynatrace,
    aws,
    credentials: {
      DT_CLIENT_ID: dynatrace.admin.clientId,
      DT_CLIENT_SECRET: dynatrace.admin.clientSecret,
      AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    snapshot: async () => ({ dynatrace: dynatrace.snapshot(), aws: await aws.snapshot() }),
    close: async () => {
      await Promise.all([dynatrace.close(), aws.close()]);
    },
  };
}
