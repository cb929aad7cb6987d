import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../deployment/schema';
import { CommandError } from '../cli/command';

/** Where a package goes to. */
export interface Target {
  hostname: string;
  organization: string;
  workspace: string;
  token: string;
}

/** The surroundings that a target is read from. */
interface TargetSources {
  backend: Backend;
  /** What the state of the stack is called. */
  state: string;
  env: NodeJS.ProcessEnv;
  /** @default this user's */
  home?: string;
}

const DEFAULT_HOST = 'app.terraform.io';

/**
 * Finds the workspace of a stack, in the deployment file's backend or, where that does not name one, in the variables
 * that Terraform itself reads; and the token, where `terraform login` or those variables put it.
 *
 * @throws CommandError when any of them is missing.
 */
export async function findTarget({ backend, state, env, home = homedir() }: TargetSources): Promise<Target> {
  const hcp = backend.type === 'hcp' ? backend : undefined;
  const hostname = hcp?.hostname ?? (env.TF_CLOUD_HOSTNAME || DEFAULT_HOST);
  const organization = hcp?.organization ?? env.TF_CLOUD_ORGANIZATION;
  const workspace = hcp ? `${hcp.workspacePrefix}${state}` : env.TF_WORKSPACE;
  if (!organization) throw missing('an organization', 'TF_CLOUD_ORGANIZATION');
  if (!workspace) throw missing('a workspace', 'TF_WORKSPACE');
  const variable = tokenVariable(hostname);
  const token = env[variable]?.trim() || env.TFE_TOKEN?.trim() || (await storedToken(hostname, env, home));
  if (!token) {
    throw new CommandError(
      `There is no token for ${hostname}: run \`terraform login ${hostname}\`, or export ${variable} or TFE_TOKEN with ` +
        'a user token or a team token (an organization token cannot start runs).',
    );
  }
  return { hostname, organization, workspace, token };
}

/** The variable that Terraform reads a host's token from. Source: "CLI Configuration File", "Environment Variable Credentials". */
export function tokenVariable(hostname: string): string {
  const { hostname: name } = new URL(`https://${hostname}`);
  return `TF_TOKEN_${name.replaceAll('.', '_').replaceAll('-', '__')}`;
}

async function storedToken(
  hostname: string,
  environment: NodeJS.ProcessEnv,
  home: string,
): Promise<string | undefined> {
  // Source: "CLI Configuration File", section "Locations".
  const settings =
    process.platform === 'win32' ? join(environment.APPDATA ?? home, 'terraform.d') : join(home, '.terraform.d');
  const file = join(settings, 'credentials.tfrc.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text).credentials?.[hostname]?.token;
  } catch {
    throw new CommandError(`${file} is not JSON: run \`terraform login ${hostname}\` to write it anew.`);
  }
}

function missing(what: string, variable: string): CommandError {
  return new CommandError(
    `Uploading needs ${what}: set \`backend.type: hcp\` in the deployment file, which names one, or export ${variable}.`,
  );
}
