import type { Document } from './json-api';
import { hasChanges } from './runs';
import type { ConfigurationVersion, Phase, Run, Variable, Workspace } from './state';

export function workspaceDocument(workspace: Workspace): Document {
  return {
    id: workspace.id,
    type: 'workspaces',
    attributes: {
      name: workspace.name,
      'auto-apply': workspace.autoApply,
      'execution-mode': workspace.executionMode,
      locked: workspace.locked,
      'working-directory': workspace.workingDirectory,
      'vcs-repo': workspace.vcsRepo ? { identifier: workspace.vcsRepo } : null,
      permissions: { 'can-queue-run': workspace.canQueueRun, 'can-read-variable': workspace.canReadVariables },
    },
  };
}

/** The value of a sensitive variable is never shown again. */
export function variableDocument({ key, value, category, sensitive = false, hcl = false }: Variable): Document {
  return {
    id: `var-${key}`,
    type: 'vars',
    attributes: { key, value: sensitive ? null : value, category, sensitive, hcl },
  };
}

/** @param uploadUrl shown in the answer to the creation alone */
export function configurationDocument(configuration: ConfigurationVersion, uploadUrl?: string): Document {
  const { id, status, speculative, error = null } = configuration;
  return {
    id,
    type: 'configuration-versions',
    attributes: {
      'auto-queue-runs': false,
      speculative,
      status,
      error: error && 'invalid_configuration',
      'error-message': error,
      source: 'tfe-api',
      ...(uploadUrl && { 'upload-url': uploadUrl }),
    },
  };
}

export function runDocument(run: Run): Document {
  const waits = run.status === 'planned' && !run.autoApply;
  return {
    id: run.id,
    type: 'runs',
    attributes: {
      status: run.status,
      message: run.message,
      'auto-apply': run.autoApply,
      'plan-only': run.planOnly,
      'has-changes': hasChanges(run),
      actions: { 'is-confirmable': waits, 'is-discardable': waits },
    },
    relationships: {
      workspace: { data: { id: run.workspace.id, type: 'workspaces' } },
      'configuration-version': { data: { id: run.configuration.id, type: 'configuration-versions' } },
      plan: { data: { id: run.plan.id, type: 'plans' } },
      apply: { data: { id: run.apply.id, type: 'applies' } },
    },
  };
}

export function phaseDocument(type: 'plans' | 'applies', phase: Phase, logUrl: string): Document {
  const { id, status, additions, changes, destructions } = phase;
  return {
    id,
    type,
    attributes: {
      status,
      'log-read-url': logUrl,
      'resource-additions': additions,
      'resource-changes': changes,
      'resource-destructions': destructions,
      ...(type === 'plans' && { 'has-changes': additions + changes + destructions > 0 }),
    },
  };
}
