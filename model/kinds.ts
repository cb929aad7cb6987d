import type { Permission } from './permissions';
import { quoted } from './terraform';

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
    options: { permissions: Permission[]; schemas: string[]; names: WantedName[] };
    recorded: never;
    blocks: Nothing;
  };
  'hub-app': {
    identity: { environment: string; app_id: string };
    content: Nothing;
    options: { install: 'require' | 'hub' | 'bundle'; bundle?: string; timeout: number };
    recorded: never;
    blocks: { before: true; guard: true };
  };
  'allowed-host': {
    identity: { environment: string; host: string };
    content: Nothing;
    options: Nothing;
    recorded: never;
    blocks: { before: true; guard: true };
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
  (KindTypes[K]['blocks'] extends { before: true } ? { before: Before } : unknown) &
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

/**
 * The version of the shape of triggers that this release writes. A later release reads older shapes; it must neither
 * replace what has one nor need what only a newer one has.
 */
export const SHAPE_VERSION = '1';

/**
 * What a deploy does about an object that is missing or was changed: run its create script again, replace it with
 * everything that belongs to it, stop because a person has to decide, or only tell.
 */
export type Repair = 'create' | 'replace' | 'refuse' | 'report';

interface Blocks {
  before?: true;
  guard?: true;
  record?: true;
}

/** What the project needs to know of a kind in order to write, read, repair and show it. */
export interface KindDescription {
  /** Terraform's name of the block that creates; the names of the blocks beside it add a suffix. */
  resource: string;
  /** What people call an object of the kind. */
  label: string;
  /**
   * Blocks beside the one that creates, each an instance in state per object. `before` keeps what was there before any
   * write. `guard` holds the identity and deletes: it never fails, and Terraform skips the destroy provisioners of what
   * failed. `record` keeps what the create reported.
   */
  blocks: Blocks;
  /** What has to be there first: other kinds, or the AWS side. */
  after: (Kind | 'aws')[];
  /** The kinds that an instance can be a part of; its key begins with their key and a slash, or is the same. */
  partOf: Kind[];
  repair: { missing: Repair; changed: Repair; attributes?: Record<string, Repair> };
  /** Where a review shows it: at its connection, with what the tenant shares, or nowhere. */
  shownAt: 'connection' | 'tenant' | 'nowhere';
}

const CREATE = { missing: 'create', changed: 'create' } as const;

/** One description per kind, in the order in which a deploy creates them. */
export const KINDS: { [K in Kind]: KindDescription & { blocks: KindTypes[K]['blocks'] } } = {
  preflight: {
    resource: 'preflight',
    label: 'permissions of the deployment',
    blocks: {},
    after: [],
    partOf: [],
    repair: CREATE,
    shownAt: 'nowhere',
  },
  'hub-app': {
    resource: 'hub_app',
    label: 'app',
    blocks: { before: true, guard: true },
    after: ['preflight'],
    partOf: [],
    repair: { missing: 'create', changed: 'refuse' },
    shownAt: 'tenant',
  },
  'allowed-host': {
    resource: 'allowed_host',
    label: 'allowed host',
    blocks: { before: true, guard: true },
    after: ['hub-app'],
    partOf: [],
    repair: { ...CREATE, attributes: { enforced: 'report' } },
    shownAt: 'tenant',
  },
  'workflow-actor': {
    resource: 'workflow_actor',
    label: 'workflow actor',
    blocks: { guard: true },
    after: ['preflight'],
    partOf: [],
    repair: { ...CREATE, attributes: { mark: 'refuse' } },
    shownAt: 'tenant',
  },
  'workflow-actor-policy': {
    resource: 'workflow_actor_policy',
    label: 'policy of the workflow actor',
    blocks: {},
    after: ['workflow-actor'],
    partOf: ['workflow-actor'],
    repair: CREATE,
    shownAt: 'tenant',
  },
  connection: {
    resource: 'connection',
    label: 'connection',
    blocks: { guard: true, record: true },
    after: ['allowed-host'],
    partOf: [],
    repair: { ...CREATE, attributes: { external_id: 'refuse' } },
    shownAt: 'connection',
  },
  'legacy-connection': {
    resource: 'legacy_connection',
    label: 'connection',
    blocks: { guard: true, record: true },
    after: ['allowed-host', 'aws'],
    partOf: [],
    repair: { ...CREATE, attributes: { external_id: 'refuse' } },
    shownAt: 'connection',
  },
  'connection-settings': {
    resource: 'connection_settings',
    label: 'name and role of the connection',
    blocks: {},
    after: ['connection', 'aws'],
    partOf: ['connection'],
    // A role that is set can never change, so that the connection has to be made again.
    repair: { ...CREATE, attributes: { role_arn: 'replace' } },
    shownAt: 'connection',
  },
  'connection-share': {
    resource: 'connection_share',
    label: 'share',
    blocks: { guard: true },
    after: ['connection', 'legacy-connection', 'workflow-actor'],
    partOf: ['connection', 'legacy-connection'],
    repair: CREATE,
    shownAt: 'connection',
  },
  inventory: {
    resource: 'inventory',
    label: 'connections that must be visible',
    blocks: {},
    after: ['connection', 'legacy-connection', 'connection-settings', 'connection-share'],
    partOf: [],
    repair: { ...CREATE, attributes: { foreign_share: 'report' } },
    shownAt: 'nowhere',
  },
};

export const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** A block of a kind: the one that creates, or one beside it. */
export type Block = 'made' | 'before' | 'guard' | 'record';

/** Terraform's name of a kind's block. */
export function blockName(kind: Kind, block: Block = 'made'): string {
  const { resource } = KINDS[kind];
  if (block === 'made') return resource;
  return block === 'record' ? `${resource}_id` : `${resource}_${block}`;
}

/** Address of an instance, or of the whole block without a key. */
export function addressOf(kind: Kind, block: Block, key?: string): string {
  const address = `null_resource.${blockName(kind, block)}`;
  return key === undefined ? address : `${address}[${quoted(key)}]`;
}

/** The blocks of a kind in the order in which they are created. */
export function blocksOf(kind: Kind): Block[] {
  const { before, guard, record }: Blocks = KINDS[kind].blocks;
  return [
    ...(before ? (['before'] as const) : []),
    ...(guard ? (['guard'] as const) : []),
    'made',
    ...(record ? (['record'] as const) : []),
  ];
}

const BLOCKS = new Map(
  KIND_NAMES.flatMap((kind) => blocksOf(kind).map((block) => [blockName(kind, block), { kind, block }] as const)),
);

/** What a null_resource of this name is, or nothing for one that is no part of a kind. */
export function blockNamed(name: string): { kind: Kind; block: Block } | undefined {
  return BLOCKS.get(name);
}
