/** Attributes of a resource as Terraform's JSON output has them. */
export type Values = Record<string, unknown>;

/** A resource in the output of `terraform show -json`. Source: Terraform's "JSON Output Format", version 1. */
export interface StateResource {
  address: string;
  mode: 'managed' | 'data';
  type: string;
  name: string;
  index?: string | number;
  values: Values;
  /** A create provisioner failed; the next apply replaces the resource. */
  tainted?: boolean;
}

export interface State {
  /** Missing as long as nothing was applied. */
  values?: { root_module?: { resources?: StateResource[] } };
}

export type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

export interface Change {
  /** Two for a replacement: `['delete', 'create']` or the other way round. */
  actions: Action[];
  before: Values | null;
  /** Without the attributes that are known only after the apply. */
  after: Values | null;
  after_unknown?: Values;
  importing?: { id?: string };
}

export interface ResourceChange {
  address: string;
  /** Where the state has it, when a `moved` block moves it. */
  previous_address?: string;
  mode: 'managed' | 'data';
  type: string;
  name: string;
  index?: string | number;
  change: Change;
  /** For example `replace_by_request`. */
  action_reason?: string;
}

export interface Plan {
  terraform_version?: string;
  /** When the plan was made, in ISO 8601. */
  timestamp?: string;
  /** Whether planning stopped at an error. */
  errored?: boolean;
  resource_changes?: ResourceChange[];
  /** What Terraform found changed behind its back. */
  resource_drift?: ResourceChange[];
  output_changes?: Record<string, { actions: Action[] }>;
}
