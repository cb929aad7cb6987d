import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS, legacyConnectionValue } from '../../../model/connection';
import { connectionMark } from '../../../model/marks';
import { CONNECTOR_APP_ID } from '../../../model/oidc';
import { deployPermissions, policyStatements } from '../../../model/permissions';
import { ALL_SCOPES } from '../../../sandbox/index';
import { verbs } from '../../../scripts/kinds/preflight';
import { type Bench, failureOf, MARK, startBench } from '../support';

const permissions = deployPermissions({
  installsApp: true,
  installsFromHub: true,
  uninstallsApp: true,
  connectionSchemas: [CONNECTION_SCHEMAS.legacy],
});

const NAMES = ['ops', 'dev', 'qa'].map((name) => ({ schema: CONNECTION_SCHEMAS.legacy as string, name, adopt: false }));

describe('preflight', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const input = () => ({
    environment: bench.dynatrace.url,
    statements: policyStatements(permissions),
    covers: '',
    permissions,
    schemas: [CONNECTION_SCHEMAS.legacy as string, ALLOWED_HOSTS_SCHEMA],
    names: NAMES,
  });

  it('asks for the schemas and both kinds of permissions with one token, once it knows which scopes a client can have', async () => {
    await verbs.create(input(), bench.context());

    expect(bench.requests()).toEqual([
      'POST /sso/oauth2/token',
      'POST /sso/oauth2/token',
      `GET /schemas/${encodeURIComponent(CONNECTION_SCHEMAS.legacy)}`,
      `GET /schemas/${encodeURIComponent(ALLOWED_HOSTS_SCHEMA)}`,
      'POST /effective-permissions:resolve',
      'POST /platform/management/v1/effective-permissions:resolve',
      'GET /objects',
    ]);
  });

  it('lets the policy pass that it names', async () => {
    await verbs.create(input(), bench.context({ env: bench.client({ policy: policyStatements(permissions) }) }));

    expect(bench.lines.at(-1)).toBe(`preflight: ${permissions.length} permissions granted`);
  });

  it('names each missing permission, and the statements that grant them', async () => {
    const policy = `ALLOW app-engine:apps:run; ALLOW settings:schemas:read;
      ALLOW settings:objects:read, settings:objects:write WHERE settings:schemaId = "${ALLOWED_HOSTS_SCHEMA}";`;

    const error = await failureOf(verbs.create(input(), bench.context({ env: bench.client({ policy }) })));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain(`settings:objects:write on ${CONNECTION_SCHEMAS.legacy}`);
    expect(error.message).not.toContain(`on ${ALLOWED_HOSTS_SCHEMA}`);
    expect(error.message).toContain('app-engine:apps:install on dynatrace.aws.connector');
    expect(bench.lines.join()).toContain('warning: the credentials in DT_CLIENT_ID cannot hold hyperscaler-');
    expect(error.message).toContain(
      `ALLOW settings:objects:read, settings:objects:write WHERE settings:schemaId = "${CONNECTION_SCHEMAS.legacy}";`,
    );
    expect(error.message).not.toContain('\n');
  });

  it.each(['reject', 'narrow'] as const)('names a scope that the client lacks (%s)', async (missingClientScopes) => {
    bench.dynatrace.behaviour.missingClientScopes = missingClientScopes;
    const scopes = ALL_SCOPES.filter((scope) => scope !== 'settings:objects:write');

    const error = await failureOf(verbs.create(input(), bench.context({ env: bench.client({ scopes }) })));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain('the OAuth client in DT_CLIENT_ID lacks settings:objects:write');
  });

  it('only warns of what a platform token may lack', async () => {
    const policy = policyStatements(
      permissions.filter(({ permission }) => !permission.startsWith('hyperscaler-authentication')),
    );
    const { platformToken } = bench.dynatrace.addUser({ email: 'ci@example.com', policy });

    await verbs.create(input(), bench.context({ env: { DYNATRACE_PLATFORM_TOKEN: platformToken } }));

    expect(bench.lines.join()).toContain(
      'warning: the credentials in DYNATRACE_PLATFORM_TOKEN cannot hold hyperscaler-',
    );
  });

  it('checks nothing but the schemas with an API token', async () => {
    const env = { DYNATRACE_API_TOKEN: bench.dynatrace.apiToken };

    await verbs.create(input(), bench.context({ env, access: { allowApiToken: true } }));

    expect(bench.lines.join()).toContain('cannot be resolved');
  });

  describe('the names of connections', () => {
    const add = (name: string, fields = {}) =>
      bench.dynatrace.addObject(
        CONNECTION_SCHEMAS.legacy,
        { ...legacyConnectionValue(name, 'arn:aws:iam::123456789012:role/ops', []) },
        fields,
      );

    it('refuses all that were made by hand, before anything is changed', async () => {
      add('ops');
      add('qa', { externalId: 'theirs' });
      add('another');
      const before = bench.dynatrace.snapshot();

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 4 });
      expect(error.message).toContain('already exist and were not created by a deployment: ops, qa.');
      expect(error.message).toContain('`adopt: true`');
      expect(bench.dynatrace.snapshot()).toEqual(before);
    });

    it('accepts what a deployment made, and what may be adopted', async () => {
      add('ops', { externalId: connectionMark(MARK) });
      add('dev', { externalId: connectionMark({ ...MARK, owner: '4712' }) });
      add('qa');
      const names = NAMES.map((one) => ({ ...one, adopt: one.name === 'qa' }));

      await verbs.create({ ...input(), names }, bench.context());

      expect(bench.lines.at(-1)).toContain('permissions granted');
    });

    it('reads one list for each schema, and none without connections', async () => {
      const enhanced = { schema: CONNECTION_SCHEMAS.enhanced, name: 'ops', adopt: false };
      const lists = () => bench.requests().filter((request) => request === 'GET /objects').length;
      add('ops', { externalId: connectionMark(MARK) });

      await verbs.create({ ...input(), names: [...NAMES, enhanced] }, bench.context());
      expect(lists()).toBe(2);
      await verbs.create({ ...input(), names: [] }, bench.context());
      expect(lists()).toBe(0);
    });
  });

  it.each(['absent', 'being removed'])('stops before the first change when the app it needs is %s', async (state) => {
    await bench.close();
    bench = await startBench({ apps: state === 'absent' ? [] : [CONNECTOR_APP_ID] });
    const pending = { operation: 'DELETE', polls: 3, until: 0 };
    Object.assign(bench.dynatrace.tenant.apps.get(CONNECTOR_APP_ID) ?? {}, { pending });

    const error = await failureOf(verbs.create({ ...input(), requires_app: CONNECTOR_APP_ID }, bench.context()));

    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.message).toContain(`the app ${CONNECTOR_APP_ID} is not installed. Install it at `);
  });

  it('goes on when the app it needs is there', async () => {
    await bench.close();
    bench = await startBench({ apps: [CONNECTOR_APP_ID] });

    await verbs.create({ ...input(), requires_app: CONNECTOR_APP_ID }, bench.context());

    expect(bench.requests().at(-1)).toBe(`GET /platform/app-engine/registry/v1/apps/${CONNECTOR_APP_ID}`);
  });

  it.each([
    ['enhanced', 'legacy'],
    ['legacy', 'enhanced'],
  ] as const)('says what to write when the tenant has only %s', async (present, wanted) => {
    await bench.close();
    bench = await startBench({ connectionSchemas: [present] });

    const error = await failureOf(verbs.create({ ...input(), schemas: [CONNECTION_SCHEMAS[wanted]] }, bench.context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain(`no schema ${CONNECTION_SCHEMAS[wanted]}`);
    expect(error.message).toContain(`schema: ${present}`);
  });

  it('says when the tenant has neither', async () => {
    await bench.close();
    bench = await startBench({ connectionSchemas: [] });

    const error = await failureOf(verbs.create(input(), bench.context()));

    expect(error.message).toContain('neither schema');
  });

  it('has nothing to delete and nothing to compare', async () => {
    expect([verbs.delete, verbs.look]).toEqual([undefined, undefined]);
    expect(await verbs.read([input()], bench.context())).toEqual([{ status: 'in-sync' }]);
    expect(bench.requests()).toEqual([]);
  });
});
