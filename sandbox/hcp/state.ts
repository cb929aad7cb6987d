import { randomBytes } from 'node:crypto';

export type ExecutionMode = 'remote' | 'agent' | 'local';

/** A variable of a workspace, from the workspace itself or from a variable set. */
export interface Variable {
  key: string;
  value: string;
  category: 'env' | 'terraform';
  sensitive?: boolean;
  hcl?: boolean;
}

export interface Workspace {
  id: string;
  organization: string;
  name: string;
  executionMode: ExecutionMode;
  autoApply: boolean;
  locked: boolean;
  workingDirectory: string;
  /** Identifier of the repository when runs start from version control. */
  vcsRepo?: string;
  canQueueRun: boolean;
  canReadVariables: boolean;
  variables: Variable[];
}

export interface ConfigurationVersion {
  id: string;
  workspace: Workspace;
  speculative: boolean;
  status: 'pending' | 'uploaded' | 'errored';
  error?: string;
  /** What makes the upload address a secret. */
  secret: string;
  content?: Buffer;
}

/** A plan or an apply: one phase of a run, with its log. */
export interface Phase {
  id: string;
  status: 'pending' | 'queued' | 'running' | 'finished' | 'errored' | 'canceled' | 'unreachable';
  secret: string;
  log: Buffer;
  additions: number;
  changes: number;
  destructions: number;
}

export type RunStatus =
  | 'pending'
  | 'plan_queued'
  | 'planning'
  | 'planned'
  | 'policy_checked'
  | 'planned_and_finished'
  | 'confirmed'
  | 'apply_queued'
  | 'applying'
  | 'applied'
  | 'discarded'
  | 'errored'
  | 'canceled';

export interface Run {
  id: string;
  workspace: Workspace;
  configuration: ConfigurationVersion;
  status: RunStatus;
  message: string;
  planOnly: boolean;
  autoApply: boolean;
  /** Values are HCL literals. */
  variables: { key: string; value: string }[];
  plan: Phase;
  apply: Phase;
}

/** Everything that the stand-in knows. */
export interface State {
  tokens: Set<string>;
  workspaces: Workspace[];
  configurations: ConfigurationVersion[];
  runs: Run[];
}

const FINAL: RunStatus[] = ['planned_and_finished', 'applied', 'discarded', 'errored', 'canceled'];

export function isFinal({ status }: Run): boolean {
  return FINAL.includes(status);
}

/** An id as the API makes them, for example `run-CZcmD7eagjhyX0vN`. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(12).toString('base64url').replace(/[-_]/g, 'x')}`;
}

export function newPhase(prefix: 'plan' | 'apply'): Phase {
  const secret = randomBytes(24).toString('hex');
  return {
    id: newId(prefix),
    status: 'pending',
    secret,
    log: Buffer.alloc(0),
    additions: 0,
    changes: 0,
    destructions: 0,
  };
}
