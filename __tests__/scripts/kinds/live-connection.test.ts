import {
  CONNECTION_SCHEMAS,
  type ConnectionSchema,
  enhancedConnectionValue,
  legacyConnectionValue,
} from '../../../model/connection';
import { connectionMark } from '../../../model/marks';
import { verbs as enhanced } from '../../../scripts/kinds/connection';
import { verbs as legacy } from '../../../scripts/kinds/legacy-connection';
import { type Bench, MARK, OWN_OBJECTS, startBench } from '../support';

const ROLE = 'arn:aws:iam::123456789012:role/ops';

describe.each(['legacy', 'enhanced'] as const)('reading a connection of the %s schema', (schema: ConnectionSchema) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const schemaId = CONNECTION_SCHEMAS[schema];
  const input = (change = {}) => ({
    environment: bench.dynatrace.url,
    schema: schemaId,
    ...MARK,
    name: 'ops',
    role_arn: ROLE,
    policy_arns: '',
    ...change,
  });
  const read = (env = bench.env, ...instances: ReturnType<typeof input>[]) =>
    (schema === 'legacy' ? legacy : enhanced).read(instances.length ? instances : [input()], bench.context({ env }));
  const add = (name: string, fields = {}) => {
    const value = schema === 'legacy' ? legacyConnectionValue(name, ROLE, []) : enhancedConnectionValue(name);
    return bench.dynatrace.addObject(schemaId, { ...value }, fields);
  };
  const addHidden = (name = 'ops') =>
    add(name, { externalId: connectionMark(MARK), owner: bench.dynatrace.admin.user });

  const CLIENTS = {
    'with admin access': {},
    'without admin access': { scopes: OWN_OBJECTS },
    'that only reads': { scopes: ['settings:objects:read'] },
  };

  it.each(Object.entries(CLIENTS))('calls it hidden, never missing, for another client %s', async (who, user) => {
    addHidden();

    const [live] = await read(bench.client(user));

    expect(live).toMatchObject({
      status: 'hidden',
      note: expect.stringContaining('Use the credentials that created it'),
    });
    const reason = who === 'that only reads' ? 'cannot tell whether it exists' : 'cannot see it';
    expect(live?.note).toContain(`these credentials ${reason}`);
  });

  it.each(Object.entries(CLIENTS))('calls it missing only when that is certain, for a client %s', async (who, user) => {
    const [live] = await read(bench.client(user));

    expect(live?.status).toBe(who === 'that only reads' ? 'hidden' : 'missing');
  });

  it('sees it by its object id when something else marked it and hid it', async () => {
    const object = addHidden();
    object.externalId = 'theirs';

    expect((await read(bench.client(), { ...input({ object_id: object.objectId }) }))[0]?.status).toBe('hidden');
  });

  it('calls it missing when something that is visible has its name now', async () => {
    add('ops');

    expect((await read(bench.client({ scopes: OWN_OBJECTS })))[0]?.status).toBe('missing');
  });

  it('calls it hidden when its external id is taken, whatever its name is by now', async () => {
    addHidden('renamed');

    expect((await read(bench.client({ scopes: OWN_OBJECTS })))[0]?.status).toBe('hidden');
  });

  it('does not know when the API takes no more connections', async () => {
    const body = [
      { code: 400, error: { code: 400, message: 'x', constraintViolations: [{ path: '', message: 'at most 100' }] } },
    ];
    bench.dynatrace.faults.add({ method: 'POST', path: /objects$/, status: 400, body });

    const [live] = await read(bench.client({ scopes: OWN_OBJECTS }));

    expect(live).toMatchObject({ status: 'hidden', note: expect.stringContaining('cannot tell') });
  });

  it('fails when the API is not available, instead of guessing', async () => {
    bench.dynatrace.faults.add({ method: 'POST', path: /objects$/, status: 503, times: 100 });

    await expect(read(bench.client({ scopes: OWN_OBJECTS }))).rejects.toMatchObject({ exitCode: 5 });
  });

  it('looks for all that is hidden with one list', async () => {
    addHidden();
    const others = ['a', 'b', 'c'].map((key) => input({ key, name: key }));
    const env = bench.client();
    bench.requests();

    const live = await read(env, input(), ...others);

    expect(live.map(({ status }) => status)).toEqual(['hidden', 'missing', 'missing', 'missing']);
    expect(bench.requests().filter((request) => request === 'GET /objects')).toHaveLength(2);
  });
});
