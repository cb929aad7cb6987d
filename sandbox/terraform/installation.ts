import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { TerraformBinary } from './binary';
import { installationConfiguration, namedConfiguration, userConfiguration } from './cli-configuration';
import { TerraformError } from './errors';
import { newestInMirror, scanForMirrors } from './mirrors';
import { impliedMirrors, pluginCache, type Surroundings, softwareDirectories } from './places';

/** Version constraints of the providers that the stacks use, under their names in the hashicorp namespace. */
export interface ProviderVersions {
  aws: string;
  null: string;
}

/** Where Terraform will take its providers from. */
export interface Installation {
  /** What Terraform's environment needs for it. */
  env: Record<string, string>;
  /** Where hashicorp/aws lies, in words; absent when only Terraform can tell. */
  awsFrom?: string;
  /** Where the remaining providers come from, in words. */
  label: string;
}

/** A provider that was seen in a filesystem mirror. */
interface Holding {
  name: keyof ProviderVersions;
  source: string;
  mirror: string;
  version: string;
}

export interface InstallationOptions {
  binary: TerraformBinary;
  versions: ProviderVersions;
  surroundings: Surroundings;
  /** Takes the configuration file. */
  directory: string;
  log: (line: string) => void;
}

/**
 * Settles where providers come from. TERRAFORM_PROVIDER_MIRROR (one or more directories, separated as in PATH) goes
 * first; else the user's own CLI configuration stays in force; else a configuration is written for the mirrors on
 * this machine, and what they do not hold comes from the registry.
 *
 * @throws TerraformError when TERRAFORM_PROVIDER_MIRROR holds no provider that is needed.
 */
export async function settleInstallation(options: InstallationOptions): Promise<Installation> {
  const { binary, surroundings, log } = options;
  const { environment, workingDirectory } = surroundings;
  const chosen = (environment.TERRAFORM_PROVIDER_MIRROR ?? '')
    .split(delimiter)
    .filter((mirror) => mirror !== '')
    .map((mirror) => resolve(workingDirectory, mirror));
  const user = await userConfiguration(surroundings);
  const named = namedConfiguration(surroundings);
  if (named && user?.file !== named) log(`Terraform's configuration ${named} does not exist, so it is left out`);
  if (user && chosen.length === 0) {
    return { env: user.file ? { TF_CLI_CONFIG_FILE: user.file } : {}, label: `the configuration ${user.label}` };
  }
  if (user) log(`TERRAFORM_PROVIDER_MIRROR is set, so Terraform's configuration ${user.label} is left out`);
  if (chosen.length > 0 && (await holdings(chosen, options)).length === 0) {
    throw new TerraformError(
      'provider-unavailable',
      `TERRAFORM_PROVIDER_MIRROR must name a filesystem mirror with hashicorp/aws (${options.versions.aws}) for ` +
        `${binary.platform}, got ${chosen.join(' and ')} without it; ${mirrorCure(binary)}`,
    );
  }
  const known = [...chosen, ...impliedMirrors(surroundings), pluginCache(surroundings)];
  let held = await holdings(known, options);
  if (held.length < Object.keys(options.versions).length) {
    const scanned = await scanForMirrors(softwareDirectories(surroundings), binary.registryHost);
    held = await holdings([...known, ...scanned], options);
  }
  const file = join(options.directory, 'terraform.tfrc');
  await writeFile(file, installationConfiguration(held));
  const aws = held.find(({ name }) => name === 'aws');
  return {
    env: { TF_CLI_CONFIG_FILE: file, ...(await cacheSettings(held, surroundings)) },
    awsFrom: aws && `${aws.version} in the filesystem mirror ${aws.mirror}`,
    label: `the registry ${binary.registryHost}`,
  };
}

/** How a user gives Terraform its providers without a network. */
export function mirrorCure({ platform, registryHost }: TerraformBinary): string {
  return (
    'fill a directory with `terraform providers mirror <directory>` on a machine with a network, so that it holds ' +
    `${registryHost}/hashicorp/aws with a package for ${platform}, and set TERRAFORM_PROVIDER_MIRROR to its path`
  );
}

/** For each provider the first of the directories that holds a version that fits. */
async function holdings(mirrors: string[], { binary, versions }: InstallationOptions): Promise<Holding[]> {
  const held: Holding[] = [];
  for (const name of ['aws', 'null'] as const) {
    const source = `${binary.registryHost}/hashicorp/${name}`;
    for (const mirror of mirrors) {
      const requirement = { source, version: versions[name], platform: binary.platform };
      const version = await newestInMirror(mirror, requirement);
      if (version === undefined) continue;
      held.push({ name, source, mirror, version });
      break;
    }
  }
  return held;
}

/**
 * Downloads go through the plugin cache, and count there without a lock file, which a sandbox does not keep. With
 * mirrors there is nothing to cache: cdktf's cache would fill with links to them, and Terraform refuses a cache that
 * serves as mirror at the same time. A cache that cannot be made is done without.
 */
async function cacheSettings(held: Holding[], surroundings: Surroundings): Promise<Record<string, string>> {
  const cache = pluginCache(surroundings);
  const wanted = surroundings.environment.TF_PLUGIN_CACHE_DIR || held.length === 0;
  const usable = wanted && !held.some(({ mirror }) => mirror === cache);
  if (usable && (await made(cache))) {
    return { TF_PLUGIN_CACHE_DIR: cache, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1' };
  }
  return { TF_PLUGIN_CACHE_DIR: '', CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' };
}

async function made(directory: string): Promise<boolean> {
  return mkdir(directory, { recursive: true }).then(
    () => true,
    () => false,
  );
}
