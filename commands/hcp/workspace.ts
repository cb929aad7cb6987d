import { type CredentialChoice, type CredentialKind, findCredentials, wantedVariables } from '../../model/credentials';
import { CommandError } from '../cli/command';
import { type HcpApi, HcpError } from './api';
import type { Target } from './target';

export interface WorkspaceAttributes {
  'execution-mode': 'remote' | 'agent' | 'local';
  'auto-apply': boolean;
  locked: boolean;
  'working-directory': string | null;
  'vcs-repo': { identifier: string } | null;
  permissions?: { 'can-queue-run'?: boolean };
}

interface VariableAttributes {
  key: string;
  category: 'env' | 'terraform';
}

/** What is to happen in the workspace. */
interface Intent {
  planOnly: boolean;
  runner: 'node' | 'posix';
}

/** @throws CommandError when the workspace does not exist or cannot do what is to happen. */
export async function findWorkspace(api: HcpApi, target: Target, intent: Intent) {
  const { hostname, organization, workspace: name } = target;
  const path = `organizations/${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(name)}`;
  const workspace = await api.get<WorkspaceAttributes>(path).catch((error: unknown) => {
    if (!(error instanceof HcpError) || error.status !== 404) throw error;
    throw new CommandError(
      `There is no workspace ${name} in the organization ${organization} at ${hostname}, or the token may not see it: ` +
        'create it with the API-driven workflow, or use a token of a user or team that has access.',
    );
  });
  const { attributes } = workspace;
  const refuse = (what: string): never => {
    throw new CommandError(`The workspace ${organization}/${name} ${what}.`);
  };
  if (attributes['execution-mode'] === 'local') {
    refuse('runs Terraform locally: set its execution mode to remote or agent, or deploy with `npx cdktf deploy`');
  }
  if (attributes['working-directory']) {
    refuse(
      `looks for Terraform's files in ${attributes['working-directory']}: clear its working directory, because a ` +
        'package has them at its root',
    );
  }
  const repository = attributes['vcs-repo'];
  if (repository && !intent.planOnly) {
    refuse(`takes its configuration from ${repository.identifier}: commit the package there, or give --plan-only`);
  }
  if (attributes.permissions?.['can-queue-run'] === false) refuse('does not let this token start runs');
  return workspace;
}

/** What stands in the way of a run's apply, though not of its plan. */
export function warnings({ locked, 'execution-mode': mode }: WorkspaceAttributes, { runner }: Intent): string[] {
  return [
    ...(locked ? ['The workspace is locked: the run waits until someone unlocks it.'] : []),
    ...(mode === 'remote' && runner === 'node'
      ? ["HCP Terraform's own runners may not have Node.js: set `runner: posix` in the deployment file."]
      : []),
  ];
}

/**
 * Looks for the tenant's credentials among the variables of a workspace and of its variable sets.
 *
 * @returns the kind that the scripts will use, or nothing when the token may not read variables
 * @throws CommandError when there are none.
 */
export async function credentialsKind(
  api: HcpApi,
  id: string,
  access: CredentialChoice,
): Promise<CredentialKind | undefined> {
  const variables = await api.list<VariableAttributes>(`workspaces/${id}/all-vars`).catch((error: unknown) => {
    if (error instanceof HcpError && error.status === 404) return undefined;
    throw error;
  });
  if (!variables) return undefined;
  const names = new Set(
    variables.filter(({ attributes }) => attributes.category === 'env').map(({ attributes }) => attributes.key),
  );
  const found = findCredentials((name) => names.has(name), access);
  if (found && 'kind' in found) return found.kind;
  const { pair, platformToken } = wantedVariables(access);
  const lacks = found && 'missing' in found ? `has no ${found.missing}` : 'has no credentials for the Dynatrace tenant';
  throw new CommandError(
    `The workspace ${lacks}: add the environment variables ${pair} of an OAuth client, or ${platformToken}, marked as ` +
      'sensitive.',
  );
}
