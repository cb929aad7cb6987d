import { strToU8, zipSync } from 'fflate';
import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import * as account from '../../../scripts/dynatrace/account';
import * as policies from '../../../scripts/dynatrace/account-policies';
import { readAllowList } from '../../../scripts/dynatrace/allow-list';
import * as automation from '../../../scripts/dynatrace/automation';
import type { Context } from '../../../scripts/dynatrace/context';
import * as sharing from '../../../scripts/dynatrace/object-permissions';
import { missingPermissions } from '../../../scripts/dynatrace/permissions';
import * as registry from '../../../scripts/dynatrace/registry';
import { getSchema } from '../../../scripts/dynatrace/settings';
import * as objects from '../../../scripts/dynatrace/settings-read';
import * as changes from '../../../scripts/dynatrace/settings-write';
import type { FaultName } from './faulty-server';

/** One function of the client, and the odd answers that are good enough for it. */
export interface Call {
  act(context: Context): Promise<unknown>;
  /** Whether it changes something, so that whoever gets no clear answer has to look again. */
  writes?: boolean;
  fine?: FaultName[];
}

const SCHEMA = CONNECTION_SCHEMAS.enhanced;
const BUNDLE = Buffer.from(zipSync({ 'manifest.yaml': strToU8('id: my.app\n') }));
const ANYONE = { type: 'all-users' } as const;
const value = enhancedConnectionValue('ops');
const policy = { name: 'p', description: 'd', statementQuery: 'ALLOW a:b:c;' };
const user = { name: 'u', description: 'd' };

/** A success without content says it by its status. */
const DONE: FaultName[] = ['{}', 'empty', '204'];

/** The registry says by its status that it has begun. */
const BEGUN: FaultName[] = ['202 without JSON'];

export const CALLS: Record<string, Call> = {
  listObjects: { act: (context) => objects.listObjects(context, SCHEMA) },
  'listObjects of the legacy schema': { act: (context) => objects.listObjects(context, CONNECTION_SCHEMAS.legacy) },
  readAllowList: { act: readAllowList },
  getObject: { act: (context) => objects.getObject(context, SCHEMA, 'id') },
  getSchema: { act: (context) => getSchema(context, ALLOWED_HOSTS_SCHEMA) },
  createObject: { act: (context) => changes.createObject(context, { schemaId: SCHEMA, value }), writes: true },
  updateObject: {
    act: (context) => changes.updateObject(context, { schemaId: SCHEMA, objectId: 'id', value }),
    writes: true,
  },
  // What an object that is only checked is answered with is not published.
  validateNewObject: {
    act: (context) => changes.validateNewObject(context, { schemaId: SCHEMA, value }),
    fine: ['empty', '204'],
  },
  'updateObject, only validated': {
    act: (context) =>
      changes.updateObject(context, { schemaId: SCHEMA, objectId: 'id', value }, { validateOnly: true }),
    writes: true,
    fine: DONE,
  },
  deleteObject: { act: (context) => changes.deleteObject(context, SCHEMA, 'id'), writes: true, fine: DONE },
  // An answer without accessors lists nobody.
  getAccess: { act: (context) => sharing.getAccess(context, SCHEMA, 'id'), fine: ['{}', '403'] },
  grantAccess: {
    act: (context) => sharing.grantAccess(context, SCHEMA, 'id', ANYONE, ['r']),
    writes: true,
    fine: DONE,
  },
  revokeAccess: { act: (context) => sharing.revokeAccess(context, SCHEMA, 'id', ANYONE), writes: true, fine: DONE },
  getApp: { act: (context) => registry.getApp(context, 'my.app') },
  installFromHub: { act: (context) => registry.installFromHub(context, 'my.app'), writes: true, fine: BEGUN },
  installBundle: {
    act: (context) => registry.installBundle(context, 'my.app', BUNDLE),
    writes: true,
    fine: BEGUN,
  },
  uninstall: { act: (context) => registry.uninstall(context, 'my.app'), writes: true, fine: BEGUN },
  'missingPermissions of settings': {
    act: (context) => missingPermissions(context, [{ permission: 'settings:objects:read', schemaId: SCHEMA }]),
  },
  'missingPermissions of the platform': {
    act: (context) => missingPermissions(context, [{ permission: 'app-engine:apps:run' }]),
  },
  listWorkflows: { act: automation.listWorkflows },
  consentedPermissions: { act: automation.consentedPermissions, fine: ['[]'] },
  listServiceUsers: { act: account.listServiceUsers },
  getServiceUser: { act: (context) => account.getServiceUser(context, 'u') },
  createServiceUser: { act: (context) => account.createServiceUser(context, user), writes: true },
  updateServiceUser: { act: (context) => account.updateServiceUser(context, 'u', user), writes: true, fine: DONE },
  deleteServiceUser: { act: (context) => account.deleteServiceUser(context, 'u'), writes: true, fine: DONE },
  listGroups: { act: account.listGroups },
  listUsers: { act: account.listUsers },
  findUser: { act: (context) => account.findUser(context, 'user@example.com') },
  findPolicy: { act: (context) => policies.findPolicy(context, 'p') },
  getPolicy: { act: (context) => policies.getPolicy(context, 'p') },
  createPolicy: { act: (context) => policies.createPolicy(context, policy), writes: true },
  updatePolicy: { act: (context) => policies.updatePolicy(context, 'p', policy), writes: true, fine: DONE },
  deletePolicy: { act: (context) => policies.deletePolicy(context, 'p'), writes: true, fine: DONE },
  bindPolicy: { act: (context) => policies.bindPolicy(context, 'p', 'g'), writes: true, fine: DONE },
  boundGroups: { act: (context) => policies.boundGroups(context, 'p') },
};
