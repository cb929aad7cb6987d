import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import { connectionMark } from '../../../model/marks';
import * as connection from '../../../scripts/kinds/connection';
import { type Bench, complete, failureOf, MARK, OWN_OBJECTS, startBench } from '../support';

const verbs = complete(connection.verbs);
const SCHEMA = CONNECTION_SCHEMAS.enhanced;
const ROLE = 'arn:aws:iam::123456789012:role/ops';
const FOREIGN = connectionMark({ ...MARK, owner: '4712', guard: '816' });
const SIBLING = connectionMark({ ...MARK, key: 'former', guard: '814' });

describe('connection', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    bench.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
  });
  afterEach(() => bench.close());

  const input = (change = {}) => ({
    environment: bench.dynatrace.url,
    schema: SCHEMA,
    ...MARK,
    role_arn: ROLE,
    adopt: false,
    name: 'operations',
    ...change,
  });
  const stored = () => bench.dynatrace.tenant.objects.filter(({ schemaId }) => schemaId === SCHEMA);
  const add = (fields = {}, roleArn = '') =>
    bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue('operations', roleArn) }, fields);
  const deletes = () => bench.requests().filter((request) => request.startsWith('DELETE'));

  describe('create', () => {
    it('creates it without a role, and records the object id', async () => {
      const recorded = await verbs.create(input(), bench.context());

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects', 'POST /objects']);
      expect(recorded).toEqual({ object_id: stored()[0]?.objectId });
      expect(stored()).toMatchObject([
        { value: enhancedConnectionValue('operations'), externalId: connectionMark(MARK) },
      ]);
    });

    it.each(['', ROLE])('keeps its own leftover whose role is "%s"', async (roleArn) => {
      const own = add({ externalId: connectionMark(MARK) }, roleArn);

      expect(await verbs.create(input(), bench.context())).toEqual({ object_id: own.objectId });
      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
    });

    it('keeps its own leftover whatever its name is, which another script sets', async () => {
      const own = add({ externalId: connectionMark(MARK) });

      expect(await verbs.create(input({ name: 'renamed' }), bench.context())).toEqual({ object_id: own.objectId });
      expect(own.value.name).toBe('operations');
    });

    it('refuses its own leftover of another role, and does not delete it', async () => {
      const own = add({ externalId: connectionMark(MARK) }, `${ROLE}2`);

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`its role is ${ROLE}2, and can never change; this deployment's is ${ROLE}.`);
      expect(error.message).toContain('Delete the connection in Dynatrace and deploy again.');
      expect(stored()).toEqual([own]);
    });

    it('refuses a connection that was made by hand, and says how to take it over', async () => {
      const theirs = add({ externalId: 'theirs' });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('no owner, external id theirs');
      expect(error.message).toContain('adopt: true');
      expect(error.message).not.toContain('movedFrom');
      expect(bench.clock.slept).toEqual([]);
      expect(stored()).toEqual([theirs]);
    });

    it.each([
      ['the same deployment, which may be a tenant under a new key', 'shop', true],
      ['another deployment', 'other', false],
    ])('refuses what another state of %s made', async (_, label, moved) => {
      add({ externalId: connectionMark({ ...MARK, owner: '4712', label }) });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`another state of a deployment named "${label}", under the key "ops"`);
      expect(error.message.includes('write `movedFrom` with its old one')).toBe(moved);
      expect(error.message).toContain('adopt: true');
    });

    it.each([
      ['made by hand', 'theirs', ''],
      ['made by hand, with the right role', 'theirs', ROLE],
      ['made by another state', FOREIGN, ''],
    ])('takes over what was %s when told to adopt, with its id', async (_, externalId, roleArn) => {
      const theirs = add({ externalId }, roleArn);

      expect(await verbs.create(input({ adopt: true }), bench.context())).toEqual({ object_id: theirs.objectId });
      expect(stored()).toMatchObject([
        { externalId: connectionMark(MARK), value: enhancedConnectionValue('operations', roleArn) },
      ]);
      expect(bench.lines).toEqual([
        `connection operations: taking over ${theirs.objectId}`,
        'connection operations is ready',
      ]);
      expect(deletes()).toEqual([]);
    });

    it('adopts it once when the connection breaks after that', async () => {
      const theirs = add();
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, skip: 1, reset: 'after' });

      expect(await verbs.create(input({ adopt: true }), bench.context())).toEqual({ object_id: theirs.objectId });
    });

    it('refuses to adopt a connection of another role', async () => {
      const theirs = add({}, `${ROLE}2`);

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`the connection operations cannot be adopted (${theirs.objectId})`);
      expect(error.message).toContain(`its role is ${ROLE}2, and can never change`);
      expect(error.message).toContain(`the role of this deployment is ${ROLE}`);
      expect(stored()).toEqual([theirs]);
    });

    it('refuses to adopt a connection that is not for web identities', async () => {
      bench.dynatrace.addObject(SCHEMA, {
        name: 'operations',
        type: 'awsRoleBasedAuthentication',
        awsRoleBasedAuthentication: { roleArn: '', consumers: [] },
      });

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error.message).toContain('its type is awsRoleBasedAuthentication');
    });

    it('names the owner of a connection that it cannot see', async () => {
      const owner = bench.dynatrace.addUser({ email: 'other@example.com' }).user;
      add({ owner });

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`owner user ${owner.uuid}`);
    });

    it('says that its own connection is hidden, instead of making a second one', async () => {
      add({ externalId: connectionMark(MARK), owner: bench.dynatrace.admin.user });

      for (const user of [{ scopes: OWN_OBJECTS }, {}]) {
        const error = await failureOf(verbs.create(input(), bench.context({ env: bench.client(user) })));

        expect(error).toMatchObject({ exitCode: 4 });
        expect(error.message).toContain('the connection operations cannot be seen with these credentials');
        expect(error.message).toContain('Use the credentials that created it');
      }
      expect(stored()).toHaveLength(1);
    });

    it('waits for another of its connections to give the name free, however long its role takes to go', async () => {
      const sibling = add({ externalId: SIBLING });
      bench.clock.meanwhile = () => {
        if (bench.clock.slept.reduce((sum, one) => sum + one, 0) < 60_000) return;
        bench.dynatrace.removeObjects((object) => object === sibling);
      };

      await verbs.create(input({ adopt: true }), bench.context());

      expect(stored()).toMatchObject([{ externalId: connectionMark(MARK) }]);
      expect(bench.lines).toContain(`connection operations: waiting until ${SIBLING} no longer has this name`);
      expect(deletes()).toEqual([]);
    });

    it.each([
      ['another key', SIBLING, 'Write `movedFrom: former` if it is the same connection, or deploy without'],
      ['its own key', connectionMark({ ...MARK, guard: '814' }), 'no longer in the state or has moved'],
    ])('says what to do when what this state made under %s keeps the name', async (_, externalId, cure) => {
      const sibling = add({ externalId });

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(cure);
      expect(stored()).toEqual([sibling]);
    });

    it('tries once more when whatever had the name is gone at the second look', async () => {
      const sibling = add({ externalId: SIBLING });
      const context = bench.context();
      const send: typeof context.send = async (request) => {
        const answer = await context.send(request).finally(() => {
          if (request.method === 'POST') bench.dynatrace.removeObjects((object) => object === sibling);
        });
        return answer;
      };

      await verbs.create(input(), { ...context, send });

      expect(stored()).toMatchObject([{ externalId: connectionMark(MARK) }]);
    });

    it.each(['before', 'after'] as const)('creates it once when the connection breaks %s the create', async (reset) => {
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, reset });

      await verbs.create(input(), bench.context());

      expect(stored()).toHaveLength(1);
    });

    it('gives up when no create is ever answered', async () => {
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, reset: 'before', times: 20 });

      expect(await failureOf(verbs.create(input(), bench.context()))).toMatchObject({ exitCode: 5 });
      expect(bench.requests().filter((request) => request === 'POST /objects')).toHaveLength(5);
    });

    it('passes on what the API says of a short name', async () => {
      const error = await failureOf(verbs.create(input({ name: 'ab' }), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain('`name`');
    });

    it('tells which schema to write when the tenant has the other one only', async () => {
      await bench.close();
      bench = await startBench({ connectionSchemas: ['legacy'] });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error.message).toContain('schema: legacy');
    });
  });

  describe('delete', () => {
    it('deletes what carries its mark, whatever its name is by now, and is done when there is none', async () => {
      const own = add({ externalId: connectionMark(MARK) });
      own.value.name = 'renamed';

      await verbs.delete(input(), bench.context());
      await verbs.delete(input(), bench.context());

      expect(stored()).toEqual([]);
      expect(bench.lines).toEqual(['connection renamed is deleted', 'connection operations was already gone']);
    });

    it.each([
      ['by hand', 'theirs'],
      ['by another state', FOREIGN],
      ['by this state under another key', SIBLING],
      ['by this state for another guard of the key', connectionMark({ ...MARK, guard: '816' })],
    ])('leaves a connection of the same name that was made %s', async (_, externalId) => {
      const other = add({ externalId });

      await verbs.delete(input(), bench.context());

      expect(stored()).toEqual([other]);
      expect(deletes()).toEqual([]);
    });

    it.each([
      ['with admin access', {}, 'it exists, and is private to another user'],
      ['without it', { scopes: OWN_OBJECTS }, 'it exists, and is private to another user'],
      ['that only reads', { scopes: ['settings:objects:read'] }, 'lacks settings:objects:write'],
    ])('does not take for gone what is hidden from a client %s', async (_, user: { scopes?: string[] }, said) => {
      add({ externalId: connectionMark(MARK), owner: bench.dynatrace.admin.user });

      const error = await failureOf(verbs.delete(input(), bench.context({ env: bench.client(user) })));

      expect(error.message).toContain(said);
      expect(stored()).toHaveLength(1);
    });

    it('does not take for gone what is hidden under another name', async () => {
      const own = add({ externalId: connectionMark(MARK), owner: bench.dynatrace.admin.user });
      own.value.name = 'renamed';
      const env = bench.client({ scopes: OWN_OBJECTS });

      const error = await failureOf(verbs.delete(input(), bench.context({ env })));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('it exists, and is private to another user');
    });
  });

  describe('read', () => {
    it('compares any number of connections with one list', async () => {
      const created = await verbs.create(input(), bench.context());
      const value = { ...enhancedConnectionValue('taken') };
      const taken = bench.dynatrace.addObject(SCHEMA, value, { externalId: 'theirs' });
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
      expect(live[1]?.changes).toEqual([
        { attribute: 'external_id', from: connectionMark(input({ key: 'taken' })), to: 'theirs' },
      ]);
      expect(live[2]?.changes).toEqual([{ attribute: 'object_id', from: 'former', to: created?.object_id }]);
    });
  });
});
