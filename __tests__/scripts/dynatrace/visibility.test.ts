import { CONNECTION_SCHEMAS, enhancedConnectionValue, legacyConnectionValue } from '../../../model/connection';
import { existenceOf, requireGone } from '../../../scripts/dynatrace/visibility';
import { type Bench, failureOf, OWN_OBJECTS, startBench } from '../support';

const ROLE = 'arn:aws:iam::123456789012:role/ops';
const READ_ONLY = ['settings:objects:read'];

describe.each(['legacy', 'enhanced'] as const)('the existence of a connection of the %s schema', (name) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const schema = CONNECTION_SCHEMAS[name];
  const sought = (change = {}) => ({ schema, name: 'ops', ...change });
  const add = (fields = {}, title = 'ops') => {
    const value = name === 'legacy' ? legacyConnectionValue(title, ROLE, []) : enhancedConnectionValue(title);
    return bench.dynatrace.addObject(schema, { ...value }, { owner: bench.dynatrace.admin.user, ...fields });
  };
  const existence = (change: object, env: NodeJS.ProcessEnv) => existenceOf(sought(change), bench.context({ env }));

  describe('with admin access', () => {
    it('is that of the object with the id or the external id, and not of the name', async () => {
      const object = add({ externalId: 'mine' });
      const env = bench.client();

      expect(await existence({ objectId: object.objectId }, env)).toBe('hidden');
      expect(await existence({ externalId: 'mine', name: 'renamed' }, env)).toBe('hidden');
      expect(await existence({ objectId: 'another', externalId: 'other' }, env)).toBe('gone');
    });

    it('is found out with one list in a run, and without any write', async () => {
      const context = bench.context();

      await existenceOf(sought({ objectId: 'a' }), context);
      await existenceOf(sought({ objectId: 'b' }), context);

      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
    });
  });

  describe.each(['reject', 'narrow'] as const)('without admin access (%s)', (missingClientScopes) => {
    beforeEach(() => {
      bench.dynatrace.behaviour.missingClientScopes = missingClientScopes;
    });

    it.each([
      ['has the name', {}],
      ['has the external id', { name: 'renamed', externalId: 'mine' }],
    ])('shows when something hidden %s', async (_, change) => {
      add({ externalId: 'mine' });
      const before = bench.dynatrace.snapshot() as { objects: object[] };

      expect(await existence(change, bench.client({ scopes: OWN_OBJECTS }))).toBe('hidden');
      expect(bench.dynatrace.snapshot()).toMatchObject({ objects: before.objects });
    });

    it('is denied when nothing has the name, or something visible has it now', async () => {
      const env = bench.client({ scopes: OWN_OBJECTS });
      expect(await existence({ externalId: 'mine' }, env)).toBe('gone');
      add({ accessors: [{ accessor: { type: 'all-users' }, permissions: ['r'] }] });

      expect(await existence({ objectId: 'former' }, env)).toBe('gone');
      expect(bench.dynatrace.tenant.objects).toHaveLength(1);
    });

    it('stays unknown to a client that only reads, whether there is something or not', async () => {
      const env = bench.client({ scopes: READ_ONLY });
      expect(await existence({}, env)).toBe('unknown');
      add();

      expect(await existence({}, env)).toBe('unknown');
    });
  });

  it('stays unknown when the schema takes no more objects', async () => {
    const [message, path] = ['at most 100 objects of this schema are allowed', ''];
    const body = [{ code: 400, error: { code: 400, message: 'x', constraintViolations: [{ path, message }] } }];
    bench.dynatrace.faults.add({ method: 'POST', path: /objects$/, status: 400, body });

    expect(await existence({}, bench.client({ scopes: OWN_OBJECTS }))).toBe('unknown');
  });

  it('is not guessed when the API fails', async () => {
    bench.dynatrace.faults.add({ method: 'POST', path: /objects$/, status: 500, times: 100 });
    const failing = await failureOf(existence({}, bench.client({ scopes: OWN_OBJECTS })));
    bench.dynatrace.faults.clear();
    bench.dynatrace.faults.add({ method: 'GET', path: /objects$/, status: 500, times: 100 });
    const silent = await failureOf(existence({}, bench.client()));

    expect([failing, silent]).toMatchObject([{ exitCode: 5 }, { exitCode: 5 }]);
  });

  it('has to be denied for certain before something counts as gone', async () => {
    await requireGone(sought(), bench.context());
    add({ externalId: 'mine' });
    const require = (scopes: string[]) =>
      failureOf(requireGone(sought({ externalId: 'mine' }), bench.context({ env: bench.client({ scopes }) })));

    const hidden = await require(OWN_OBJECTS);
    const unknown = await require(READ_ONLY);

    expect([hidden, unknown]).toMatchObject([{ exitCode: 4 }, { exitCode: 4 }]);
    expect(hidden.message).toContain('the connection ops cannot be seen with these credentials (mine): it exists');
    expect(unknown.message).toContain('these credentials cannot tell whether it exists');
    expect(hidden.message).toContain('Use the credentials that created it');
  });
});
