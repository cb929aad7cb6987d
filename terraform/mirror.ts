import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { TerraformError } from './errors';

/** Where systems keep software that was installed for everybody; a mirror may lie in one of their folders. */
const SHARED = ['/opt', '/usr/local', '/usr/local/share', '/usr/local/lib', '/usr/share', '/var/lib'];

const AWS = ['hashicorp', 'aws'];

export interface MirrorOptions {
  environment?: NodeJS.ProcessEnv;
  /** Existing directory for a configuration file of the Terraform CLI. */
  directory: string;
  /** Of the Terraform in use, for example `registry.terraform.io`. */
  registryHost: string;
  /** Where to look for a mirror when nothing is configured. @default the folders of shared software */
  shared?: string[];
}

/**
 * What Terraform's environment needs to find providers on a machine that was set up for builds: the filesystem mirrors
 * of TERRAFORM_PROVIDER_MIRROR (separated as in PATH); else the user's own CLI configuration; else a mirror in one of the
 * usual folders. Without any of them Terraform is left to its registry.
 *
 * @throws TerraformError when TERRAFORM_PROVIDER_MIRROR holds no hashicorp/aws.
 */
export function mirrorEnvironment(options: MirrorOptions): Record<string, string> {
  const { environment = process.env, directory, registryHost, shared = SHARED } = options;
  const isMirror = (path: string) => existsSync(join(path, registryHost, ...AWS));
  const chosen = (environment.TERRAFORM_PROVIDER_MIRROR ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((it) => resolve(it));
  if (chosen.length > 0 && !chosen.some(isMirror)) {
    throw new TerraformError(
      'provider-unavailable',
      `TERRAFORM_PROVIDER_MIRROR must name a filesystem mirror with ${registryHost}/hashicorp/aws, got ` +
        `${chosen.join(' and ')} without it; fill one with \`terraform providers mirror <directory>\``,
    );
  }
  const named = environment.TF_CLI_CONFIG_FILE;
  if (chosen.length === 0 && (named ? existsSync(named) : isConfigured(environment))) return {};
  const mirrors = chosen.length > 0 ? chosen : shared.flatMap(foldersOf).filter(isMirror);
  // A configuration that is named and missing makes each call warn, and cdktf prints the warning as an error.
  if (mirrors.length === 0 && !named) return {};
  const file = join(directory, 'terraform.tfrc');
  writeFileSync(file, configuration(mirrors, registryHost));
  return { TF_CLI_CONFIG_FILE: file };
}

/** Providers of a mirror are excluded from the registry: Terraform asks every source, and fails if one is out of reach. */
function configuration(mirrors: string[], registryHost: string): string {
  const held = new Set(mirrors.flatMap((mirror) => providersOf(mirror, registryHost)));
  const blocks = mirrors.map((path) => `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }`);
  const direct = `  direct {\n    exclude = ${JSON.stringify([...held])}\n  }`;
  return `${['provider_installation {', ...blocks, direct, '}'].join('\n')}\n`;
}

function providersOf(mirror: string, registryHost: string): string[] {
  const registry = join(mirror, registryHost);
  return foldersOf(registry).flatMap((namespace) => foldersOf(namespace).map((path) => path.slice(mirror.length + 1)));
}

/** Where Terraform reads its own settings when no file is named. Source: "CLI Configuration File", section "Locations". */
function isConfigured({ APPDATA }: NodeJS.ProcessEnv): boolean {
  const windows = APPDATA ? [join(APPDATA, 'terraform.rc')] : [];
  return [join(homedir(), '.terraformrc'), ...windows].some((path) => existsSync(path));
}

function foldersOf(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
  } catch {
    return [];
  }
}
