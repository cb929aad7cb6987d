import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import { enhancedExternalId } from '../../../model/tracked';
import { verbs } from '../../../scripts/kinds/connection';
import { type Bench, failureOf, startBench } from '../support';

const SCHEMA = CONNECTION_SCHEMAS.enhanced;
const ROLE = 'arn:aws:iam::123456789012:role/ops';

describe('connection', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const input = (change = {}) => ({
    environment: bench.dynatrace.url,
    schema: SCHEMA,
    owner: 'shop',
    key: 'ops',
    role_arn: ROLE,
    adopt: false,
    name: 'operations',
    ...change,
  });
  const stored = () => bench.dynatrace.tenant.objects.filter(({ schemaId }) => schemaId === SCHEMA);
  const add = (fields = {}, roleArn = '') =>
    bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue('operations', roleArn) }, fields);

  describe('create', () => {
    it('creates it without a role, and records the object id', async () => {
      const recorded = await verbs.create(input(), bench.context());

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects', 'POST /objects']);
      expect(recorded).toEqual({ object_id: stored()[0]?.objectId });
      expect(stored()[0]?.value).toEqual(enhancedConnectionValue('operations'));
    });

    it.each(['', ROLE])('keeps its own connection whose role is "%s"', async (roleArn) => {
      const own = add({ externalId: enhancedExternalId(input()) }, roleArn);

      expect(await verbs.create(input(), bench.context())).toEqual({ object_id: own.objectId });
      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
    });

    it('replaces what an interrupted replacement left behind under another role', async () => {
      const own = add({ externalId: enhancedExternalId(input()) }, `${ROLE}2`);

      const recorded = await verbs.create(input(), bench.context());

      expect(recorded?.object_id).not.toBe(own.objectId);
      expect(stored()).toHaveLength(1);
    });

    it('refuses a connection of another owner that it can see', async () => {
      add({ externalId: 'theirs' });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('external id theirs');
      expect(error.message).toContain('adopt: true');
    });

    it.each(['', ROLE])('takes it over when told to adopt, with its id and its role "%s"', async (roleArn) => {
      const theirs = add({ externalId: 'theirs' }, roleArn);
      bench.dynatrace.behaviour.assumeRole = async () => ({ ok: true });

      expect(await verbs.create(input({ adopt: true }), bench.context())).toEqual({ object_id: theirs.objectId });
      expect(stored()).toMatchObject([
        { externalId: enhancedExternalId(input()), value: enhancedConnectionValue('operations', roleArn) },
      ]);
    });

    it('refuses to adopt a connection of another role', async () => {
      add({}, `${ROLE}2`);

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`its role is ${ROLE}2, and can never change`);
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

    it('waits for another of its connections to give the name free', async () => {
      const sibling = add({ externalId: enhancedExternalId({ owner: 'shop', key: 'former' }) });
      bench.clock.meanwhile = () => void bench.dynatrace.removeObjects((object) => object === sibling);

      await verbs.create(input(), bench.context());

      expect(stored()).toMatchObject([{ externalId: enhancedExternalId(input()) }]);
    });

    it('says what to do when that does not happen', async () => {
      add({ externalId: enhancedExternalId({ owner: 'shop', key: 'former' }) });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('deploy without this one first');
    });

    it.each(['before', 'after'] as const)('creates it once when the connection breaks %s the create', async (reset) => {
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, reset });

      await verbs.create(input(), bench.context());

      expect(stored()).toHaveLength(1);
    });

    it('gives up when no create is ever answered', async () => {
      bench.dynatrace.faults.add({ method: 'POST', path: /\/objects$/, reset: 'before', times: 20 });

      expect(await failureOf(verbs.create(input(), bench.context()))).toMatchObject({ exitCode: 5 });
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

  it('deletes its own connection, and is done when there is none', async () => {
    await verbs.create(input(), bench.context());
    const theirs = bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue('theirs') });

    await verbs.delete(input(), bench.context());
    await verbs.delete(input(), bench.context());

    expect(stored()).toEqual([theirs]);
  });

  it('reads any number of connections with one list', async () => {
    const created = await verbs.create(input(), bench.context());
    const taken = bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue('taken') }, { externalId: 'theirs' });
    bench.requests();

    const live = await verbs.read(
      [
        { ...input(), ...created },
        { ...input({ key: 'taken' }), object_id: taken.objectId },
        { ...input({ key: 'gone' }), object_id: 'gone' },
        { ...input(), object_id: 'former' },
      ],
      bench.context(),
    );

    expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
    expect(live.map(({ status }) => status)).toEqual(['in-sync', 'changed', 'missing', 'changed']);
    expect(live[1]?.changes).toEqual([
      { attribute: 'external_id', from: enhancedExternalId(input({ key: 'taken' })), to: 'theirs' },
    ]);
  });
});
