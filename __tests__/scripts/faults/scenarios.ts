import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { SHAPE_VERSION } from '../../../model/blocks';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import type { Content, Identity, Kind, Mark, Options } from '../../../model/kind-types';
import { CONNECTOR_APP_ID } from '../../../model/oidc';
import type { DynatraceSandbox } from '../../../sandbox/index';

const ROLE = 'arn:aws:iam::123456789012:role/ops';

/** The state that all scenarios belong to. */
export const MARK: Mark = { v: SHAPE_VERSION, owner: 'state-1', label: 'shop', key: 'ops', guard: 'guard-1' };

/** An instance of a kind, once its tenant is prepared. */
type Scenario<K extends Kind> = (
  dynatrace: DynatraceSandbox,
) => Omit<Identity<K> & Content<K> & Options<K>, 'environment'>;

const enhanced = ({ addObject, admin }: DynatraceSandbox) =>
  addObject(CONNECTION_SCHEMAS.enhanced, { ...enhancedConnectionValue('ops') }, { owner: admin.user }).objectId;

const robot = ({ addUser, addGroup }: DynatraceSandbox) => {
  const ownGroup = addGroup({ name: 'own', hidden: true }).uuid;
  Object.assign(addUser({ email: 'robot@example.com', policy: '' }).user, { kind: 'service', name: 'robot', ownGroup });
};

const connection = { schema: CONNECTION_SCHEMAS.enhanced, name: 'ops', role_arn: ROLE, adopt: false };
const actor = ({ tenant }: DynatraceSandbox) => ({
  account: tenant.account.uuid,
  actor: 'service-user:create:robot',
  adopt: false,
});

/** A bundle of the connector. @returns its path */
const bundle = () => {
  const path = join(mkdtempSync(join(tmpdir(), 'bundle-')), 'app.zip');
  writeFileSync(path, zipSync({ 'manifest.yaml': strToU8(`id: ${CONNECTOR_APP_ID}\nversion: 2.1.5\n`) }));
  return path;
};

/** What the scripts are run on: every kind, whatever its verbs. */
export const SCENARIOS: { [K in Kind]: Record<string, Scenario<K>> } = {
  preflight: {
    'of everything': () => ({
      statements: '',
      covers: '',
      permissions: [
        { permission: 'app-engine:apps:run' },
        { permission: 'settings:objects:read', schemaId: ALLOWED_HOSTS_SCHEMA },
      ],
      schemas: [ALLOWED_HOSTS_SCHEMA],
      names: [{ schema: CONNECTION_SCHEMAS.enhanced, name: 'ops', adopt: false }],
    }),
  },
  'hub-app': {
    'to install': () => ({ app_id: CONNECTOR_APP_ID, install: 'hub', timeout: 60 }),
    'to install from a bundle': () => ({ app_id: CONNECTOR_APP_ID, install: 'bundle', bundle: bundle(), timeout: 60 }),
  },
  'allowed-host': {
    'as the first': () => ({ host: '*.amazonaws.com' }),
    'beside another': ({ addObject }) => {
      const hostList = ['a.example.com'];
      addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: true, hostList } });
      return { host: '*.amazonaws.com' };
    },
  },
  connection: {
    'without a role yet': () => connection,
    'to take over': (dynatrace) => {
      enhanced(dynatrace);
      return { ...connection, adopt: true };
    },
  },
  'legacy-connection': { 'to make': () => ({ ...connection, schema: CONNECTION_SCHEMAS.legacy, policy_arns: '' }) },
  'connection-settings': {
    'with a role': (dynatrace) => {
      dynatrace.behaviour.assumeRole = async () => ({ ok: true });
      const trust = { issuer: 'https://token.dynatrace.com', audience: dynatrace.audience };
      return { ...connection, object_id: enhanced(dynatrace), name: 'renamed', timeout: 60, trust };
    },
  },
  'connection-share': {
    'with everybody': (dynatrace) => ({
      ...connection,
      object_id: enhanced(dynatrace),
      accessor: 'all-users',
      actor: '',
      permission: 'read',
    }),
    'with a service user': (dynatrace) => {
      robot(dynatrace);
      return {
        ...connection,
        object_id: enhanced(dynatrace),
        accessor: 'service-user:robot',
        actor: '',
        permission: 'read-write',
      };
    },
    'with a group': (dynatrace) => {
      dynatrace.addGroup({ name: 'operators' });
      const common = { ...connection, object_id: enhanced(dynatrace), actor: '' };
      return { ...common, accessor: 'group:operators', permission: 'read' };
    },
    'with a user': (dynatrace) => {
      dynatrace.addUser({ email: 'op@example.com' });
      const common = { ...connection, object_id: enhanced(dynatrace), actor: '' };
      return { ...common, accessor: 'user:op@example.com', permission: 'read' };
    },
  },
  'workflow-actor': {
    'to create': actor,
    'to take over': (dynatrace) => {
      robot(dynatrace);
      return { ...actor(dynatrace), adopt: true };
    },
  },
  'workflow-actor-policy': {
    'of a service user': (dynatrace) => {
      robot(dynatrace);
      return { ...actor(dynatrace), ...MARK, statements: 'ALLOW automation:workflows:run;' };
    },
  },
  inventory: {
    'of an exclusive connection': (dynatrace) => {
      const objectId = enhanced(dynatrace);
      const object = dynatrace.tenant.objects.find((one) => one.objectId === objectId);
      object?.accessors.push({ accessor: { type: 'all-users' }, permissions: ['r'] });
      const holding = {
        schema: CONNECTION_SCHEMAS.enhanced,
        object_id: objectId,
        name: 'ops',
        accessors: [],
        exclusive: true,
      };
      return { connections: JSON.stringify([holding]) };
    },
  },
};

/** What a tenant holds, without the ids that it makes up. */
export function essence({ tenant: { objects, apps, account } }: DynatraceSandbox): object {
  return {
    objects: objects.map(({ schemaId, value, externalId, accessors }) => ({
      schemaId,
      value,
      externalId,
      accessors: accessors.map(({ accessor, permissions }) => ({ type: accessor.type, permissions })),
    })),
    apps: [...apps.values()].map(({ id, status }) => ({ id, status })),
    users: account.users.map(({ name }) => name),
    policies: account.policies.map(({ name, statementQuery }) => ({ name, statementQuery })),
    bindings: account.bindings.length,
  };
}
