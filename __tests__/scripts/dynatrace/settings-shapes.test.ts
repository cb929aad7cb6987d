import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../../model/connection';
import { CREATED, objectOf, pageOf, schemaOf, UPDATED, VALIDATED } from '../../../scripts/dynatrace/settings-shapes';

const { legacy: LEGACY, enhanced: ENHANCED } = CONNECTION_SCHEMAS;
const OTHER = 'builtin:other';
const object = (change: object = {}) => ({ objectId: 'a', value: { name: 'ops' }, ...change });
const allowed = (list: unknown) => object({ value: { allowedOutboundConnections: list } });
const web = (awsWebIdentity: unknown) => object({ value: { name: 'ops', awsWebIdentity } });

test.each<[string, string, unknown]>([
  ['of no schema that is in use', OTHER, object({ value: {} })],
  ['with all that may be there', LEGACY, object({ externalId: '', updateToken: 'x', owner: { type: 'user' } })],
  ['with null for what is not there', LEGACY, object({ externalId: null, updateToken: null, owner: null })],
  ['of another schema than the one that was asked for', LEGACY, object({ schemaId: OTHER, value: {} })],
  ['that names its schema', LEGACY, object({ schemaId: LEGACY })],
  ['of an enhanced connection without a role', ENHANCED, web(undefined)],
  ['of an enhanced connection whose role is to come', ENHANCED, web({ roleArn: null })],
  ['of an enhanced connection with its role', ENHANCED, web({ roleArn: 'arn' })],
  ['of an allow-list', ALLOWED_HOSTS_SCHEMA, allowed({ enforced: false, hostList: ['a'] })],
  ['of an allow-list of nothing', ALLOWED_HOSTS_SCHEMA, allowed({ enforced: true })],
])('an object %s is one', (_, schemaId, body) => {
  expect(objectOf(schemaId).holds(body)).toBe(true);
  expect(pageOf(schemaId).holds({ items: [body] })).toBe(true);
});

test.each<[string, string, unknown]>([
  ['that is null', OTHER, null],
  ['without an id', OTHER, object({ objectId: '' })],
  ['without a value', OTHER, object({ value: null })],
  ['whose external id is no text', LEGACY, object({ externalId: 1 })],
  ['whose update token is no text', LEGACY, object({ updateToken: 1 })],
  ['whose owner is no record', LEGACY, object({ owner: 'me' })],
  ['whose owner has no type', LEGACY, object({ owner: { id: 'me' } })],
  ['that names its schema, and is not of it', LEGACY, object({ schemaId: LEGACY, value: {} })],
  ['that names no schema, and is not of it', LEGACY, object({ schemaId: '', value: {} })],
  ['of an enhanced connection without a name', ENHANCED, object({ value: {} })],
  ['of an enhanced connection whose identity is no record', ENHANCED, web('x')],
  ['of an enhanced connection whose role is no text', ENHANCED, web({ roleArn: 1 })],
  ['of an allow-list that is none', ALLOWED_HOSTS_SCHEMA, allowed([])],
  ['of an allow-list without enforcement', ALLOWED_HOSTS_SCHEMA, allowed({ hostList: [] })],
  ['of an allow-list of no texts', ALLOWED_HOSTS_SCHEMA, allowed({ enforced: true, hostList: [''] })],
])('an object %s is none', (_, schemaId, body) => {
  expect(objectOf(schemaId).holds(body)).toBe(false);
  expect(pageOf(schemaId).holds({ items: [object({ schemaId: OTHER }), body] })).toBe(false);
});

test.each<[unknown, boolean]>([
  [{ items: [] }, true],
  [{ items: [], nextPageKey: 'a' }, true],
  [{ items: [], nextPageKey: null }, true],
  [{ items: [], nextPageKey: 1 }, false],
  [{ items: {} }, false],
  [null, false],
])('whether a page is one: %j', (body, holds) => {
  expect(pageOf(OTHER).holds(body)).toBe(holds);
});

test.each<[unknown, boolean]>([
  [{ objectId: 'a' }, true],
  [[{ objectId: 'a' }], true],
  [[{ code: 200, objectId: 'a' }], true],
  [[{ code: 399, error: {} }], false],
  [[{ code: 400, error: {} }], true],
  [[{ code: 400, objectId: 'a' }], false],
  [[{ code: '400', error: {} }], false],
  [[{ code: '400', objectId: 'a' }], true],
  [[{ objectId: 'a' }, { objectId: 'b' }], false],
  [[], false],
  [null, false],
])('whether a create is answered: %j', (body, holds) => {
  expect(CREATED.holds(body)).toBe(holds);
});

test.each<[unknown, boolean]>([
  [undefined, true],
  [[{ code: 200 }], true],
  [[{ code: '200' }], false],
  [[null], false],
  [[], false],
  [[{ code: 200 }, { code: 200 }], false],
  ['x', false],
])('whether it is told what would come of an object: %j', (body, holds) => {
  expect(VALIDATED.holds(body)).toBe(holds);
});

test.each<[unknown, boolean]>([
  [{ objectId: 'a' }, true],
  [{ objectId: '' }, false],
  [null, false],
])('whether an update is answered: %j', (body, holds) => {
  expect(UPDATED.holds(body)).toBe(holds);
});

test.each<[unknown, boolean]>([
  [{ schemaId: OTHER }, true],
  [{ schemaId: LEGACY }, false],
  [null, false],
])('whether a schema is the one that was asked for: %j', (body, holds) => {
  expect(schemaOf(OTHER).holds(body)).toBe(holds);
});

test.each([
  [objectOf(OTHER), 'a settings object'],
  [pageOf(OTHER), 'a page of settings objects'],
  [schemaOf(OTHER), 'a settings schema'],
  [CREATED, 'the id of the new object'],
  [VALIDATED, 'what would come of the object'],
  [UPDATED, 'the id of the object'],
])('$expected is called "%2$s"', ({ expected }, name) => {
  expect(expected).toBe(name);
});
