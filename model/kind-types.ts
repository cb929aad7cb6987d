import type { Permission } from './permissions';

/**
 * The contract between `stacks/`, which writes kinds of objects into Terraform, and `scripts/`, which carry them out.
 *
 * `identity` makes an instance this one and no other: when it changes, the object is deleted and created. `content` is
 * updated in place. `options` say how a create goes about it, and are not kept. `recorded` is what a create reports.
 * `fixed` is kept as it was when the object was made. Everything but the options is plain text in Terraform's state.
 */
export interface KindTypes {
  preflight: {
    identity: { environment: string };
    content: { statements: string; covers: string };
    options: { permissions: Permission[]; schemas: string[]; names: WantedName[]; requires_app?: string };
    recorded: never;
    blocks: Nothing;
  };
  'hub-app': {
    identity: { environment: string; app_id: string };
    content: Nothing;
    options: { install: 'require' | 'hub' | 'bundle'; bundle?: string; timeout: number };
    recorded: never;
    blocks: { look: true; guard: true };
  };
  'allowed-host': {
    identity: { environment: string; host: string };
    content: Nothing;
    options: Nothing;
    recorded: never;
    blocks: { look: true; guard: true };
  };
  'legacy-connection': {
    identity: {
      environment: string;
      schema: string;
      name: string;
      role_arn: string;
      /** Separated by a space, which no ARN contains. */
      policy_arns: string;
    };
    content: Nothing;
    options: { adopt: boolean };
    recorded: { object_id: string };
    blocks: { guard: true; record: true };
  };
  connection: {
    identity: { environment: string; schema: string; role_arn: string };
    content: Nothing;
    options: { adopt: boolean; name: string };
    /** The name that it was created with. */
    fixed: { name: string };
    recorded: { object_id: string };
    blocks: { guard: true; record: true };
  };
  'connection-settings': {
    identity: { environment: string; schema: string; object_id: string };
    content: { name: string; role_arn: string };
    options: { timeout: number; trust: ExpectedTrust };
    recorded: never;
    blocks: Nothing;
  };
  'connection-share': {
    identity: {
      environment: string;
      schema: string;
      object_id: string;
      accessor: string;
      /** Id of the guard of the service user that the same state made; empty for everybody else. */
      actor: string;
    };
    content: { permission: 'read' | 'read-write' };
    options: Nothing;
    /** The name of the connection when it was shared, which tells whether it is hidden or gone. */
    fixed: { name: string };
    recorded: never;
    blocks: { guard: true };
  };
  'workflow-actor': {
    identity: { environment: string; account: string; actor: string };
    content: Nothing;
    options: { adopt: boolean };
    recorded: never;
    blocks: { guard: true };
  };
  'workflow-actor-policy': {
    identity: { environment: string; account: string; actor: string } & Pick<Mark, 'label' | 'owner' | 'key' | 'guard'>;
    content: { statements: string };
    options: { adopt: boolean };
    recorded: never;
    blocks: Nothing;
  };
  inventory: {
    identity: { environment: string };
    /** JSON of every connection of the stack, a list of `Holding`. */
    content: { connections: string };
    options: Nothing;
    recorded: never;
    blocks: Nothing;
  };
}

/** A connection that a stack holds, and who may use it besides its owner. */
export interface Holding {
  schema: string;
  object_id: string;
  name: string;
  accessors: string[];
  /** Whether anybody else's access is taken away. */
  exclusive: boolean;
}

/** A connection's name, which must be free or ours before anything changes. */
export interface WantedName {
  schema: string;
  name: string;
  adopt: boolean;
}

type Nothing = Record<never, never>;

export type Kind = keyof KindTypes;
export type Identity<K extends Kind> = KindTypes[K]['identity'];
export type Content<K extends Kind> = KindTypes[K]['content'];
export type Options<K extends Kind> = KindTypes[K]['options'];
export type Recorded<K extends Kind> = KindTypes[K]['recorded'];

/** What the other blocks of a kind hand to its scripts: the mark of the guard, and what was there before. */
export type Kept<K extends Kind> = (KindTypes[K]['blocks'] extends { guard: true } ? Mark : unknown) &
  (KindTypes[K]['blocks'] extends { look: true } ? { before: Before } : unknown) &
  (KindTypes[K] extends { fixed: infer Fixed } ? Fixed : unknown);

/** What was there before any write. Empty when it is not known, which counts as present. */
export type Before = 'present' | 'absent' | '';

/** Everything that a state holds of an instance, as `read` gets it. */
export type TrackedInstance<K extends Kind> = Identity<K> &
  Content<K> &
  Kept<K> &
  ([Recorded<K>] extends [never] ? unknown : Partial<Recorded<K>>);

/**
 * What a role of an enhanced connection has to trust, for telling a wrong policy from a late one. The subject follows
 * from the object id.
 */
export interface ExpectedTrust {
  issuer: string;
  audience: string;
  /** ARN of the OIDC provider, for a role that is owned elsewhere: its owner gets the trust policy ready to paste. */
  provider?: string;
}

/** Under which mark the object of a guard was created. It never changes afterwards. */
export interface Mark {
  /** Version of the shape of these triggers. */
  v: string;
  /** Id of the state that made the object. */
  owner: string;
  /** The deployment's name and the instance's key when the object was made. */
  label: string;
  key: string;
  /** Id of the guard itself, which no other one ever has, whatever keys become of it or are used again. */
  guard: string;
}
