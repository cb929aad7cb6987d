import { CONNECTION_SCHEMAS, legacyConnectionValue } from '../../../model/connection';
import { legacyExternalId } from '../../../model/tracked';
import { verbs } from '../../../scripts/kinds/legacy-connection';
import { type Bench, failureOf, startBench } from '../support';

const SCHEMA = CONNECTION_SCHEMAS.legacy;
const ROLE = 'arn:aws:iam::123456789012:role/ops';

describe('legacy-connection', () => {
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
    name: 'ops',
    role_arn: ROLE,
    policy_arns: '',
    adopt: false,
    ...change,
  });
  const stored = () => bench.dynatrace.tenant.objects.filter(({ schemaId }) => schemaId === SCHEMA);
  const other = () => bench.dynatrace.addUser({ email: 'other@example.com' }).user;
  const addForeign = (fields = {}) =>
    bench.dynatrace.addObject(SCHEMA, { ...legacyConnectionValue('ops', ROLE, []) }, fields);

  describe('create', () => {
    it('takes a token, a list and a create, and records the object id', async () => {
      const recorded = await verbs.create(
        input({ policy_arns: 'arn:aws:iam::aws:policy/a arn:aws:iam::aws:policy/b' }),
        bench.context(),
      );

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects', 'POST /objects']);
      const [object] = stored();
      expect(recorded).toEqual({ object_id: object?.objectId });
      expect(object?.value).toEqual(
        legacyConnectionValue('ops', ROLE, ['arn:aws:iam::aws:policy/a', 'arn:aws:iam::aws:policy/b']),
      );
    });

    it('keeps its own connection when nothing changed', async () => {
      const first = await verbs.create(input(), bench.context());
      const second = await verbs.create(input(), bench.context());

      expect(second).toEqual(first);
      expect(stored()).toHaveLength(1);
    });

    it('replaces its own connection of another role', async () => {
      const first = await verbs.create(input(), bench.context());
      const second = await verbs.create(input({ role_arn: `${ROLE}2` }), bench.context());

      expect(second).not.toEqual(first);
      expect(stored().map(({ value }) => value)).toEqual([legacyConnectionValue('ops', `${ROLE}2`, [])]);
    });

    it('refuses a connection of another owner that it can see', async () => {
      const foreign = addForeign();

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('external id none');
      expect(error.message).toContain('adopt: true');
      expect(stored()).toEqual([foreign]);
    });

    it('replaces it when told to adopt', async () => {
      const foreign = addForeign();

      const recorded = await verbs.create(input({ adopt: true }), bench.context());

      expect(stored()).toHaveLength(1);
      expect(recorded?.object_id).not.toBe(foreign.objectId);
    });

    it('names the owner of a connection that it cannot see', async () => {
      const owner = other();
      addForeign({ owner });

      const error = await failureOf(verbs.create(input({ adopt: true }), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain(`owner user ${owner.uuid}`);
      expect(stored()).toHaveLength(1);
    });

    it('says that it cannot see the owner without admin access', async () => {
      addForeign({ owner: other() });
      const limited = bench.dynatrace.addUser({
        email: 'ci@example.com',
        scopes: ['settings:objects:read', 'settings:objects:write'],
      });
      const env = { DT_CLIENT_ID: limited.clientId, DT_CLIENT_SECRET: limited.clientSecret };

      const error = await failureOf(verbs.create(input(), bench.context({ env })));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('private to their owner');
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
      const first = await verbs.create(input({ name }), bench.context());

      expect(await verbs.create(input({ name }), bench.context())).toEqual(first);
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
    });

    it('leaves a connection that something else created', async () => {
      addForeign({ externalId: 'theirs' });

      await verbs.delete(input(), bench.context());

      expect(stored()).toHaveLength(1);
      expect(bench.lines.at(-1)).toContain('stays');
    });
  });

  describe('read', () => {
    it('compares any number of connections with one list', async () => {
      const created = await verbs.create(input(), bench.context());
      addForeign({ externalId: 'theirs' }).value.name = 'taken';
      bench.requests();

      const live = await verbs.read(
        [
          { ...input(), ...created },
          { ...input({ name: 'taken' }) },
          { ...input({ name: 'gone' }) },
          { ...input(), object_id: 'former' },
        ],
        bench.context(),
      );

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
      expect(live.map(({ status }) => status)).toEqual(['in-sync', 'changed', 'missing', 'changed']);
      expect(live[0]?.note).toContain('masks');
      expect(live[1]?.changes).toEqual([
        { attribute: 'external_id', from: legacyExternalId(input({ name: 'taken' })), to: 'theirs' },
      ]);
      expect(live[3]?.changes).toEqual([{ attribute: 'object_id', from: 'former', to: created?.object_id }]);
    });
  });
});
