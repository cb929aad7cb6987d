import { PROVIDER_VERSIONS } from '../../model/terraform';
import { startProviderStandIns } from '../../sandbox/index';
import { findTerraform, type TerraformBinary } from '../../terraform/binary';
import { mirrorEnvironment } from '../../terraform/mirror';
import { canInstall } from './probe';

export interface PrepareOptions {
  /** Existing directory for files that Terraform needs. The caller removes it, after `close`. */
  directory: string;
  /** Takes what the user should know, one line at a time. */
  log: (line: string) => void;
  /** @default process.env */
  environment?: NodeJS.ProcessEnv;
}

export interface PreparedTerraform {
  terraform: TerraformBinary;
  /** To be added to the environment of Terraform and cdktf. */
  env: Record<string, string>;
  /** Whether this process stands in for small providers, and so must not block while Terraform runs. */
  standIn: boolean;
  close(): Promise<void>;
}

/**
 * Finds Terraform and gives the environment to run it with on a stage. Where hashicorp/null cannot be had, this process
 * stands in for it and for hashicorp/external until `close`.
 *
 * @throws TerraformError when Terraform is missing, unusable or too old.
 */
export async function prepareTerraform(options: PrepareOptions): Promise<PreparedTerraform> {
  const { directory, log, environment = process.env } = options;
  const terraform = await findTerraform(environment);
  const env: Record<string, string> = {
    ...mirrorEnvironment({ environment, directory, registryHost: terraform.registryHost }),
    TF_IN_AUTOMATION: '1',
    // Terraform and cdktf report use and ask for newer versions; without a network cdktf waits a minute for that.
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
    // Locking asks the registry even for providers that come from elsewhere.
    CDKTF_SKIP_PROVIDER_LOCK: 'true',
    // cdktf's own cache would fill with links into a mirror, which Terraform refuses to use as both.
    ...(environment.TF_PLUGIN_CACHE_DIR ? {} : { CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' }),
  };
  const probe = await canInstall('hashicorp/null', PROVIDER_VERSIONS.null, {
    directory,
    env: { ...environment, ...env },
  });
  if (probe.available) return { terraform, env, standIn: false, close: async () => {} };
  const standIn = await startProviderStandIns();
  log(`hashicorp/null cannot be installed here: using the sandbox's stand-in (${probe.reason})`);
  env.TF_REATTACH_PROVIDERS = reattach(environment, standIn.reattach);
  return { terraform, env, standIn: true, close: () => standIn.close() };
}

/** Keeps the providers that the environment attaches already. */
function reattach(environment: NodeJS.ProcessEnv, standIn: string): string {
  const others = environment.TF_REATTACH_PROVIDERS;
  return others ? JSON.stringify({ ...JSON.parse(others), ...JSON.parse(standIn) }) : standIn;
}
