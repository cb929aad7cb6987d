import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { configurationDirectory, configurationFile, type Surroundings } from './places';

/** The configuration of the Terraform CLI that belongs to the user, if there is one. */
export interface UserConfiguration {
  /** Absolute path of the file; absent when only the configuration directory holds settings. */
  file?: string;
  /** How to call it in messages. */
  label: string;
}

/** A provider that comes from a filesystem mirror. */
export interface MirroredProvider {
  /** Registry host, namespace and type, for example `registry.terraform.io/hashicorp/aws`. */
  source: string;
  /** Absolute path. */
  mirror: string;
}

/** Absolute path of the configuration file that the environment names, which may be missing. */
export function namedConfiguration({ environment, workingDirectory }: Surroundings): string | undefined {
  // TERRAFORM_CONFIG is the old name, which Terraform still reads.
  const named = environment.TF_CLI_CONFIG_FILE || environment.TERRAFORM_CONFIG;
  return named ? resolve(workingDirectory, named) : undefined;
}

/**
 * Finds the user's own configuration where Terraform looks for it: the file that the environment names, else
 * `.terraformrc` or `terraform.rc`, else `*.tfrc` in the configuration directory. A named file that is missing
 * counts as not named.
 */
export async function userConfiguration(surroundings: Surroundings): Promise<UserConfiguration | undefined> {
  const named = namedConfiguration(surroundings);
  if (named && (await exists(named))) return { file: named, label: named };
  const file = configurationFile(surroundings);
  if (await exists(file)) return { file, label: file };
  const directory = configurationDirectory(surroundings);
  const names = await readdir(directory).catch(() => []);
  // `terraform login` writes this one, and it holds nothing about providers.
  const settings = names.filter((name) => /\.tfrc(\.json)?$/.test(name) && name !== 'credentials.tfrc.json');
  return settings[0] ? { label: join(directory, settings[0]) } : undefined;
}

/**
 * Writes a CLI configuration that takes providers from mirrors and all others from their registries. Providers of a
 * mirror are excluded from the registries, because Terraform asks every source that a provider may come from and
 * fails when one of them cannot be reached.
 */
export function installationConfiguration(providers: MirroredProvider[]): string {
  const blocks = providers.flatMap(({ source, mirror }) => [
    '  filesystem_mirror {',
    `    path    = ${JSON.stringify(mirror.replaceAll('\\', '/'))}`,
    `    include = [${JSON.stringify(source)}]`,
    '  }',
  ]);
  const mirrored = providers.map(({ source }) => JSON.stringify(source)).join(', ');
  const direct = ['  direct {', ...(mirrored ? [`    exclude = [${mirrored}]`] : []), '  }'];
  return `${['provider_installation {', ...blocks, ...direct, '}'].join('\n')}\n`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
