import type { Permission } from './permissions';

/**
 * The contract between `stacks/`, which writes these resources into Terraform, and `scripts/`, which carry them out.
 *
 * `Triggers` is what Terraform keeps in state for each kind: plain text, business identity alone. `Options` is how a
 * create is done; Terraform does not keep it. Both arrive at a script merged into one JSON object. `Recorded` is what
 * a create reports back; a second resource `<kind>_<suffix>` keeps it in state, and carries the destroy script where
 * that script depends on it.
 *
 * A further trigger key would replace every resource that exists, so the shape of a kind's triggers is final.
 */
export interface TrackedKinds {
  preflight: {
    triggers: { environment: string; statements: string; covers: string };
    options: { permissions: Permission[]; schemas: string[] };
    recorded: never;
  };
  'hub-app': {
    triggers: { environment: string; app_id: string };
    options: { install: 'require' | 'hub' | 'bundle'; bundle?: string; timeout: number };
    recorded: { origin: 'present' | 'installed' };
  };
  'allowed-host': {
    triggers: { environment: string; host: string };
    options: Record<never, never>;
    recorded: { origin: 'present' | 'added' };
  };
  'legacy-connection': {
    triggers: {
      environment: string;
      schema: string;
      owner: string;
      key: string;
      name: string;
      role_arn: string;
      /** Separated by a space, which no ARN contains. */
      policy_arns: string;
    };
    options: { adopt: boolean };
    recorded: { object_id: string };
  };
  connection: {
    triggers: { environment: string; schema: string; owner: string; key: string; role_arn: string };
    options: { adopt: boolean; name: string };
    recorded: { object_id: string };
  };
  'connection-settings': {
    triggers: { environment: string; schema: string; object_id: string; name: string; role_arn: string };
    options: { timeout: number; trust: ExpectedTrust };
    recorded: never;
  };
  'connection-share': {
    triggers: {
      environment: string;
      schema: string;
      object_id: string;
      accessor: string;
      permission: 'read' | 'read-write';
    };
    options: Record<never, never>;
    recorded: never;
  };
  'workflow-actor': {
    triggers: { environment: string; account: string; owner: string; key: string; actor: string };
    options: { adopt: boolean };
    recorded: never;
  };
  'workflow-actor-policy': {
    triggers: { environment: string; account: string; owner: string; key: string; actor: string; statements: string };
    options: { adopt: boolean };
    recorded: never;
  };
}

export type Kind = keyof TrackedKinds;
export type Triggers<K extends Kind> = TrackedKinds[K]['triggers'];
export type Options<K extends Kind> = TrackedKinds[K]['options'];
export type Recorded<K extends Kind> = TrackedKinds[K]['recorded'];

/**
 * What the role of an enhanced connection has to trust, for telling a wrong policy from a late one. The subject follows
 * from the object id.
 */
export interface ExpectedTrust {
  issuer: string;
  audience: string;
}

/** How to reach the tenant, the same for all of its resources. Holds the names of credentials, never their values. */
export interface TenantAccess {
  ssoUrl: string;
  accountUrl: string;
  classicUrl: string;
  accountUuid?: string;
  /** Prefix of the environment variables that hold the credentials, without the underscore behind it. */
  credentials?: string;
  allowApiToken: boolean;
}

/** The environment variables that carry a script's input, and the file that takes what it reports. */
export const SCRIPT_VARIABLES = {
  resource: 'DYNATRACE_RESOURCE',
  tenant: 'DYNATRACE_TENANT',
  report: 'DYNATRACE_REPORT',
} as const;

/** Every trigger and recorded value of one instance of a kind, as `read` gets it from state. */
export type TrackedInstance<K extends Kind> = Triggers<K> &
  ([Recorded<K>] extends [never] ? unknown : Partial<Recorded<K>>);

/** Terraform's name for a kind, and for the resource that keeps what its create reports. */
export const RESOURCE_NAMES: Record<Kind, { resource: string; record?: { resource: string; attribute: string } }> = {
  preflight: { resource: 'preflight' },
  'hub-app': { resource: 'hub_app', record: { resource: 'hub_app_origin', attribute: 'origin' } },
  'allowed-host': { resource: 'allowed_host', record: { resource: 'allowed_host_origin', attribute: 'origin' } },
  'legacy-connection': {
    resource: 'legacy_connection',
    record: { resource: 'legacy_connection_id', attribute: 'object_id' },
  },
  connection: { resource: 'connection', record: { resource: 'connection_id', attribute: 'object_id' } },
  'connection-settings': { resource: 'connection_settings' },
  'connection-share': { resource: 'connection_share' },
  'workflow-actor': { resource: 'workflow_actor' },
  'workflow-actor-policy': { resource: 'workflow_actor_policy' },
};

const MARK = 'dynatrace-aws-workflows';

/** The external id of every object that a deployment creates begins with this. */
export function ownerMark(owner: string): string {
  return `${MARK}/${owner}/`;
}

/**
 * External id of a legacy connection. Its value is masked on read and may never change, so a digest of it stands in
 * the id: an object with the same external id has the same content. The key keeps an entry of the deployment file that
 * changes its key from deleting what its successor just took.
 */
export function legacyExternalId(
  triggers: Pick<Triggers<'legacy-connection'>, 'owner' | 'key' | 'name' | 'role_arn' | 'policy_arns'>,
): string {
  // Loaded here, because most scripts start without it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const content = [triggers.name, triggers.role_arn, triggers.policy_arns].join('\n');
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return `${ownerMark(triggers.owner)}${triggers.key}/${digest}`;
}

/** External id of an enhanced connection: bound to its key, because its name may change. */
export function enhancedExternalId(triggers: Pick<Triggers<'connection'>, 'owner' | 'key'>): string {
  return `${ownerMark(triggers.owner)}${triggers.key}`;
}
