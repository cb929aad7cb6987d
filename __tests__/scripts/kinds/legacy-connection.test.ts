import { CONNECTION_SCHEMAS, legacyConnectionValue } from '../../../model/connection';
import { connectionMark } from '../../../model/marks';
import * as legacyConnection from '../../../scripts/kinds/legacy-connection';
import { type Bench, complete, failureOf, MARK, OWN_OBJECTS, startBench } from '../support';

const verbs = complete(legacyConnection.verbs);
const SCHEMA = CONNECTION_SCHEMAS.legacy;
const ROLE = 'arn:aws:iam::123456789012:role/ops';
const SIBLING = connectionMark({ ...MARK, key: 'former', guard: '814' });

describe('legacy-connection', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const input = (change = {}) => ({
    environment: bench.dynatrace.url,
    schema: SCHEMA,
    ...MARK,
    name: 'ops',
    role_arn: ROLE,
    policy_arns: '',
    adopt: false,
    ...change,
  });
  const stored = () => bench.dynatrace.tenant.objects.filter(({ schemaId }) => schemaId === SCHEMA);
  const other = () => bench.dynatrace.addUser({ email: 'other@example.com' }).user;
  const add = (fields = {}, roleArn = ROLE) =>
    bench.dynatrace.addObject(SCHEMA, { ...legacyConnectionValue('ops', roleArn, []) }, fields);
  const deletes = () => bench.requests().filter((request) => request.startsWith('DELETE'));

  describe('create', () => {
    it('takes a token, a list and a create, and records the object id', async () => {
      const recorded = await verbs.create(
        input({ policy_arns: 'arn:aws:iam::aws:policy/a arn:aws:iam::aws:policy/b' }),
        bench.context(),
      );

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects', 'POST /objects']);
      const [object] = stored();
      expect(bench.lines).toEqual(['connection ops is ready']);
      expect(recorded).toEqual({ object_id: object?.objectId });
      expect(object).toMatchObject({
        externalId: connectionMark(MARK),
        value: legacyConnectionValue('ops', ROLE, ['arn:aws:iam::aws:policy/a', 'arn:aws:iam::aws:policy/b']),
      });
    });

    it('keeps its own leftover, whose content cannot differ', async () => {
      const first = await verbs.create(input(), bench.context());
      const second = await verbs.create(input(), bench.context());

      expect(second).toEqual(first);
      expect(stored()).toHaveLength(1);
    });

    it('refuses what the guard before it made of another role, and deletes nothing', async () => {
      const former = add({ externalId: connectionMark({ ...MARK, guard: '814' }) }, `${ROLE}2`);

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('no longer in the state or has moved');
      expect(stored()).toEqual([former]);
      expect(deletes()).toEqual([]);
    });

    it('refuses a connection that was made by hand, and says how to take it over', async () => {
      const foreign = add();

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('external id none');
      expect(error.message).toContain('adopt: true');
      expect(stored()).toEqual([foreign]);
    });

    it('names `movedFrom` when another state of the deployment made it', async () => {
      add({ externalId: connectionMark({ ...MARK, owner: '4712' }) });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('write `movedFrom` with its old one');
    });

    it('takes it over in place when told to adopt and nothing in it differs', async () => {
      const foreign = add({ externalId: 'theirs' });

      expect(await verbs.create(input({ adopt: true }), bench.context())).toEqual({ object_id: foreign.objectId });
      expect(bench.lines).toEqual([`connection ops: taking over ${foreign.objectId}`, 'connection ops is ready']);
      expect(stored()).toMatchObject([
        { externalId: connectionMark(MARK), value: legacyConnectionValue('ops', ROLE, []) },
      ]);
      expect(deletes()).toEqual([]);
    });

    it.each([
      ['role', { role_arn: `${ROLE}2` }],
      ['session policies', { policy_arns: 'arn:aws:iam::aws:policy/a' }],
    ])('refuses to adopt it when its %s differs, and leaves it as it is', async (_, change) => {
      const foreign = structuredClone(add({ externalId: 'theirs' }));

      const error = await failureOf(verbs.create(input({ adopt: true, ...change }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`the connection ops cannot be adopted (${foreign.objectId})`);
      expect(error.message).toContain('must not be modified');
      expect(error.message).toContain('change. Match them in the deployment file, or use another name');
      expect(error.message).toContain('Its role or session policies differ from those in the deployment file');
      expect(stored()).toEqual([foreign]);
      expect(deletes()).toEqual([]);
    });

    it('adopts it in the end when the write got no answer', async () => {
      const foreign = add();
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, skip: 1, reset: 'before' });

      expect(await verbs.create(input({ adopt: true }), bench.context())).toEqual({ object_id: foreign.objectId });
    });

    it('names the owner of a connection that it cannot see', async () => {
      const owner = other();
      add({ owner });

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`owner user ${owner.uuid}`);
      expect(stored()).toHaveLength(1);
    });

    it('says that it cannot see the owner without admin access', async () => {
      add({ owner: other() });

      const error = await failureOf(
        verbs.create(input(), bench.context({ env: bench.client({ scopes: OWN_OBJECTS }) })),
      );

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('private to their owner');
    });

    it('waits for another of its connections to give the name free', async () => {
      const sibling = add({ externalId: SIBLING });
      bench.clock.meanwhile = () => void bench.dynatrace.removeObjects((object) => object === sibling);

      await verbs.create(input(), bench.context());

      expect(stored()).toMatchObject([{ externalId: connectionMark(MARK) }]);
    });

    it('says what to do when that does not happen', async () => {
      const sibling = add({ externalId: SIBLING });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('deploy without this one first');
      expect(stored()).toEqual([sibling]);
    });

    it.each(['before', 'after'] as const)('creates it once when the connection breaks %s the create', async (reset) => {
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, reset });

      await verbs.create(input(), bench.context());

      expect(stored()).toHaveLength(1);
    });

    it('gives up when no create is ever answered', async () => {
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, reset: 'before', times: 10 });

      expect(await failureOf(verbs.create(input(), bench.context()))).toMatchObject({ exitCode: 5 });
    });

    it('finds a name with quotes', async () => {
      const name = `it's "ops" \\`;
      const foreign = add();
      foreign.value.name = name;

      expect(await verbs.create(input({ name, adopt: true }), bench.context())).toEqual({
        object_id: foreign.objectId,
      });
    });

    it('tells which schema to write when the tenant has the other one only', async () => {
      await bench.close();
      bench = await startBench({ connectionSchemas: ['enhanced'] });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain('schema: enhanced');
    });

    it('passes on what the API refuses, with the path in the value', async () => {
      const error = await failureOf(
        verbs.create(input({ role_arn: 'arn:aws:iam::123:user/x-and-more' }), bench.context()),
      );

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain('`webIdentity/roleArn` Role must be valid');
    });

    it('serves an API token that is allowed, and refuses one that is not', async () => {
      const env = { DYNATRACE_API_TOKEN: bench.dynatrace.apiToken };

      await verbs.create(input(), bench.context({ env, access: { allowApiToken: true } }));

      expect(stored()[0]?.owner).toBeUndefined();
      expect(() => bench.context({ env })).toThrow(/no owner.*allowApiToken: true/);
    });
  });

  describe('delete', () => {
    it('deletes its own connection, and is done when there is none', async () => {
      await verbs.create(input(), bench.context());

      await verbs.delete(input(), bench.context());
      await verbs.delete(input(), bench.context());

      expect(stored()).toEqual([]);
      expect(bench.lines.slice(-2)).toEqual(['connection ops is deleted', 'connection ops was already gone']);
    });

    it.each([
      ['by hand', 'theirs'],
      ['by another state', connectionMark({ ...MARK, owner: '4712' })],
      ['by this state under another key', SIBLING],
    ])('leaves a connection of the same name that was made %s', async (_, externalId) => {
      const foreign = add({ externalId });

      await verbs.delete(input(), bench.context());

      expect(stored()).toEqual([foreign]);
      expect(deletes()).toEqual([]);
    });

    it.each([
      ['with admin access', {}],
      ['without it', { scopes: OWN_OBJECTS }],
    ])('does not take for gone what is hidden from a client %s', async (_, user) => {
      add({ externalId: connectionMark(MARK), owner: bench.dynatrace.admin.user });

      const error = await failureOf(verbs.delete(input(), bench.context({ env: bench.client(user) })));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('it exists, and is private to another user');
      expect(stored()).toHaveLength(1);
    });
  });

  describe('read', () => {
    it('compares any number of connections with one list', async () => {
      const created = await verbs.create(input(), bench.context());
      const taken = bench.dynatrace.addObject(SCHEMA, { ...legacyConnectionValue('taken', ROLE, []) });
      bench.requests();

      const live = await verbs.read(
        [
          { ...input(), ...created },
          { ...input({ key: 'taken', name: 'taken' }), object_id: taken.objectId },
          { ...input(), object_id: 'former' },
        ],
        bench.context(),
      );

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
      expect(live.map(({ status }) => status)).toEqual(['in-sync', 'changed', 'changed']);
      expect(live[0]?.note).toContain('masks');
      expect(live[1]?.changes).toEqual([
        { attribute: 'external_id', from: connectionMark(input({ key: 'taken' })), to: '' },
      ]);
      expect(live[2]?.changes).toEqual([{ attribute: 'object_id', from: 'former', to: created?.object_id }]);
    });
  });
});
