import type { Kind, KindTypes } from './kind-types';

/**
 * What a deploy does about an object that is missing or was changed: run its create script again, replace it with
 * everything that belongs to it, stop because a person has to decide, or only tell.
 */
export type Repair = 'create' | 'replace' | 'refuse' | 'report';

export interface Blocks {
  look?: true;
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
   * Blocks beside the one that creates, each an instance in state per object. `look` looks what is there before any write,
   * and brings along a block `before` that keeps the answer. `guard` holds the identity and deletes: it never fails, and Terraform skips the destroy provisioners of what
   * failed. `record` keeps what the create reported.
   */
  blocks: Blocks;
  /**
   * What has to be there first, and to stay for longer: other kinds, or the AWS side. The app comes before what could do
   * without it, so that a destroy that is stopped has not removed it from under connections that are still there.
   */
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
    blocks: { look: true, guard: true },
    after: ['preflight'],
    partOf: [],
    repair: { missing: 'create', changed: 'refuse' },
    shownAt: 'tenant',
  },
  'allowed-host': {
    resource: 'allowed_host',
    label: 'allowed host',
    blocks: { look: true, guard: true },
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
    after: ['hub-app'],
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
    after: ['connection', 'allowed-host', 'aws'],
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
