import { homedir } from 'node:os';
import { PROVIDER_VERSIONS } from '../../model/terraform';
import { startNullProvider } from '../providers/null-provider';
import { findTerraform, type TerraformBinary } from './binary';
import { TerraformError } from './errors';
import { mirrorCure, type ProviderVersions, settleInstallation } from './installation';
import type { Surroundings } from './places';
import { canBeFound, canInstall } from './probe';

export interface PrepareOptions {
  /** Existing directory for files that Terraform needs. The caller removes it, after `close`. */
  directory: string;
  /** Takes what the user should know, one line at a time. */
  log: (line: string) => void;
  /** @default PROVIDER_VERSIONS */
  versions?: ProviderVersions;
  /** @default this process: its environment, platform, home and directory */
  surroundings?: Surroundings;
}

export interface PreparedTerraform {
  terraform: TerraformBinary;
  /** To be added to the environment of Terraform and cdktf. */
  env: Record<string, string>;
  /** Whether this process stands in for hashicorp/null, and so must not block while Terraform runs. */
  nullStandIn: boolean;
  /** Where hashicorp/aws comes from, in words. */
  awsFrom: string;
  close(): Promise<void>;
}

/**
 * Finds Terraform and its providers and gives the environment to run it with. Where hashicorp/null cannot be had,
 * this process stands in for it until `close`.
 *
 * @throws TerraformError when Terraform is missing, unusable or too old, or when hashicorp/aws cannot be had.
 */
export async function prepareTerraform(options: PrepareOptions): Promise<PreparedTerraform> {
  const { directory, log, versions = PROVIDER_VERSIONS, surroundings = thisProcess() } = options;
  const binary = await findTerraform(surroundings.environment);
  const installation = await settleInstallation({ binary, versions, surroundings, directory, log });
  const env: Record<string, string> = {
    ...installation.env,
    TF_IN_AUTOMATION: '1',
    // Terraform and cdktf report use and ask for newer versions; without a network cdktf waits a minute for that.
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
    // Locking asks the registry even for providers that come from elsewhere.
    CDKTF_SKIP_PROVIDER_LOCK: 'true',
  };
  const probe = { directory, env: { ...surroundings.environment, ...env } };
  const [aws, nullProvider] = await Promise.all([
    installation.awsFrom ? { available: true, reason: '' } : canBeFound('hashicorp/aws', probe),
    canInstall('hashicorp/null', versions.null, probe),
  ]);
  if (!aws.available) {
    throw new TerraformError(
      'provider-unavailable',
      `hashicorp/aws (${versions.aws}) is not on this machine and cannot be had from ${installation.label}, ` +
        `Terraform says: ${aws.reason}; connect to the network, or ${mirrorCure(binary)}`,
    );
  }
  const prepared = { terraform: binary, awsFrom: installation.awsFrom ?? installation.label };
  if (nullProvider.available) return { ...prepared, env, nullStandIn: false, close: async () => {} };
  const standIn = await startNullProvider();
  log(`hashicorp/null cannot be had here: using the sandbox's stand-in (${nullProvider.reason})`);
  env.TF_REATTACH_PROVIDERS = reattach(surroundings.environment, standIn.reattach);
  return { ...prepared, env, nullStandIn: true, close: () => standIn.close() };
}

/** Keeps the providers that the environment attaches already. */
function reattach(environment: NodeJS.ProcessEnv, standIn: string): string {
  const others = environment.TF_REATTACH_PROVIDERS;
  return others ? JSON.stringify({ ...JSON.parse(others), ...JSON.parse(standIn) }) : standIn;
}

function thisProcess(): Surroundings {
  return { environment: process.env, platform: process.platform, home: homedir(), workingDirectory: process.cwd() };
}
