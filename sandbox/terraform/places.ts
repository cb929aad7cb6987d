import { join } from 'node:path';

/** What the search for Terraform's configuration and for providers depends on. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  home: string;
  workingDirectory: string;
  /** Where to look for mirrors under any name. @default the platform's directories for shared software */
  softwareDirectories?: string[];
}

/** Terraform's configuration directory. Source: "CLI Configuration File", section "Locations". */
export function configurationDirectory({ environment, platform, home }: Surroundings): string {
  return platform === 'win32' ? join(applicationData(environment, home), 'terraform.d') : join(home, '.terraform.d');
}

/** Terraform's configuration file where nothing else is set. */
export function configurationFile({ environment, platform, home }: Surroundings): string {
  return platform === 'win32' ? join(applicationData(environment, home), 'terraform.rc') : join(home, '.terraformrc');
}

/** Where Terraform keeps downloads when cdktf runs it. */
export function pluginCache(surroundings: Surroundings): string {
  return surroundings.environment.TF_PLUGIN_CACHE_DIR || join(surroundings.home, '.terraform.d', 'plugin-cache');
}

/**
 * Directories that Terraform itself takes for filesystem mirrors, as long as its configuration names no others.
 * Source: "CLI Configuration File", section "Implied Local Mirror Directories".
 */
export function impliedMirrors(surroundings: Surroundings): string[] {
  const { environment, platform, home, workingDirectory } = surroundings;
  const directories = [
    join(workingDirectory, 'terraform.d', 'plugins'),
    join(configurationDirectory(surroundings), 'plugins'),
  ];
  if (platform === 'win32') {
    directories.push(join(applicationData(environment, home), 'HashiCorp', 'Terraform', 'plugins'));
  } else if (platform === 'darwin') {
    const library = join('Library', 'Application Support', 'io.terraform', 'plugins');
    directories.push(join(home, library), join('/', library));
  } else {
    const shared = (environment.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':').filter(Boolean);
    const data = [environment.XDG_DATA_HOME || join(home, '.local', 'share'), ...shared];
    directories.push(...data.map((directory) => join(directory, 'terraform', 'plugins')));
  }
  return directories;
}

/** Where systems keep software that was installed for everybody, and so perhaps a mirror under a name of its own. */
export function softwareDirectories({ environment, platform, softwareDirectories }: Surroundings): string[] {
  if (softwareDirectories) return softwareDirectories;
  if (platform === 'win32') {
    return [environment.ProgramData, environment.ProgramFiles].filter((directory) => directory !== undefined);
  }
  return ['/opt', '/usr/local', '/usr/share', '/usr/lib', '/var/lib'];
}

function applicationData(environment: NodeJS.ProcessEnv, home: string): string {
  return environment.APPDATA || join(home, 'AppData', 'Roaming');
}
