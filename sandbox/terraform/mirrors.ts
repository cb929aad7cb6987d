import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions, satisfies } from './versions';

/** A provider as the search wants it. */
export interface ProviderRequirement {
  /** Registry host, namespace and type, for example `registry.terraform.io/hashicorp/aws`. */
  source: string;
  /** Constraint as Terraform writes it. */
  version: string;
  /** Operating system and architecture, for example `linux_amd64`. */
  platform: string;
}

/** How deep below a software directory a mirror's registry directory may lie. */
const SCAN_DEPTH = 4;
const SCAN_LIMIT = 20_000;
const NEVER_A_MIRROR = new Set(['node_modules', '.git', 'proc', 'sys']);

/**
 * The newest version of a provider that a filesystem mirror holds for a platform, unpacked
 * (`<source>/<version>/<platform>/terraform-provider-…`) or packed
 * (`<source>/terraform-provider-<type>_<version>_<platform>.zip`). A directory that cannot be read holds nothing.
 */
export async function newestInMirror(mirror: string, requirement: ProviderRequirement): Promise<string | undefined> {
  const directory = join(mirror, requirement.source);
  const type = requirement.source.split('/').at(-1);
  const packed = new RegExp(`^terraform-provider-${type}_(.+)_${requirement.platform}\\.zip$`);
  const versions: string[] = [];
  for (const name of await list(directory)) {
    const version = packed.exec(name)?.[1] ?? name;
    if (!satisfies(version, requirement.version)) continue;
    const files = version === name ? await list(join(directory, name, requirement.platform)) : [];
    if (version !== name || files.some((file) => file.startsWith(`terraform-provider-${type}`))) versions.push(version);
  }
  return versions.sort(compareVersions).at(-1);
}

/**
 * Looks through directories for filesystem mirrors under any name: directories that hold a registry's directory, at
 * most SCAN_DEPTH levels down. Directories that cannot be read are passed over, and links are not followed.
 */
export async function scanForMirrors(roots: string[], registryHost: string): Promise<string[]> {
  const mirrors: string[] = [];
  let level = roots;
  let visited = 0;
  for (let depth = 1; depth <= SCAN_DEPTH && visited < SCAN_LIMIT; depth++) {
    const batch = level.slice(0, SCAN_LIMIT - visited);
    visited += batch.length;
    const found = await Promise.all(batch.map(async (path) => ({ path, names: await subdirectories(path) })));
    mirrors.push(...found.filter(({ names }) => names.includes(registryHost)).map(({ path }) => path));
    level = found.flatMap(({ path, names }) =>
      names.filter((name) => name !== registryHost && !NEVER_A_MIRROR.has(name)).map((name) => join(path, name)),
    );
  }
  return mirrors;
}

async function list(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

async function subdirectories(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
