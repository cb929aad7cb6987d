import { type AwsSandbox, SANDBOX_ACCESS_KEY_ID, startAws } from './aws/aws';
import { type Moto, startMoto } from './aws/moto';
import { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from './dynatrace/tenant';

export interface SandboxOptions {
  /** @default free ports */
  ports?: { dynatrace: number; aws: number };
  /** What keeps AWS's state: the embedded IAM, or a moto server where one is installed. @default embedded */
  iam?: 'embedded' | 'moto';
  dynatrace?: Omit<DynatraceOptions, 'port'>;
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

/** @throws Error when moto is asked for and not installed, or a port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const moto = options.iam === 'moto' ? await requireMoto() : undefined;
  const dynatrace = await startDynatrace({ ...options.dynatrace, port: options.ports?.dynatrace });
  const aws = await startAws({
    port: options.ports?.aws,
    jwksUrls: { [dynatrace.tenant.issuer.issuer]: dynatrace.jwksUrl },
    ...(moto && { iam: { url: moto.url } }),
  });
  dynatrace.behaviour.stsUrl = aws.url;
  return {
    dynatrace,
    aws,
    credentials: {
      DT_CLIENT_ID: dynatrace.admin.clientId,
      DT_CLIENT_SECRET: dynatrace.admin.clientSecret,
      AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: 'sandbox-secret-access-key',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    snapshot: async () => ({ dynatrace: dynatrace.snapshot(), aws: await aws.snapshot() }),
    close: async () => {
      await Promise.all([dynatrace.close(), aws.close(), moto?.close()]);
    },
  };
}

async function requireMoto(): Promise<Moto> {
  const moto = await startMoto();
  if (!moto)
    throw new Error('moto is not installed: install it (its server is `moto_server`), or use the embedded IAM');
  return moto;
}
