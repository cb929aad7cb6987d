import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../../model/connection';
import { deployPermissions, policyStatements } from '../../../model/permissions';
import { ALL_SCOPES } from '../../../sandbox/index';
import { verbs } from '../../../scripts/kinds/preflight';
import { type Bench, failureOf, startBench } from '../support';

const permissions = deployPermissions({
  installsApp: true,
  installsFromHub: true,
  uninstallsApp: true,
  connectionSchemas: [CONNECTION_SCHEMAS.legacy],
});

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
  });
  const clientOf = (fields: { policy?: string; scopes?: string[] }) => {
    const { clientId, clientSecret } = bench.dynatrace.addUser({ email: 'ci@example.com', ...fields });
    return { DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret };
  };

  it('asks for the schemas and both kinds of permissions with one token', async () => {
    await verbs.create(input(), bench.context());

    expect(bench.requests()).toEqual([
      'POST /sso/oauth2/token',
      `GET /schemas/${encodeURIComponent(CONNECTION_SCHEMAS.legacy)}`,
      `GET /schemas/${encodeURIComponent(ALLOWED_HOSTS_SCHEMA)}`,
      'POST /effective-permissions:resolve',
      'POST /platform/management/v1/effective-permissions:resolve',
    ]);
  });

  it('lets the policy pass that it names', async () => {
    await verbs.create(input(), bench.context({ env: clientOf({ policy: policyStatements(permissions) }) }));

    expect(bench.lines.at(-1)).toBe(`preflight: ${permissions.length} permissions granted`);
  });

  it('names each missing permission, and the statements that grant them', async () => {
    const policy = `ALLOW app-engine:apps:run; ALLOW settings:schemas:read;
      ALLOW settings:objects:read, settings:objects:write WHERE settings:schemaId = "${ALLOWED_HOSTS_SCHEMA}";`;

    const error = await failureOf(verbs.create(input(), bench.context({ env: clientOf({ policy }) })));

    expect(error).toMatchObject({ exitCode: 3 });
    expect(error.message).toContain(`settings:objects:write on ${CONNECTION_SCHEMAS.legacy}`);
    expect(error.message).not.toContain(`on ${ALLOWED_HOSTS_SCHEMA}`);
    expect(error.message).toContain('hyperscaler-authentication:aws:authenticate');
    expect(error.message).toContain(
      `ALLOW settings:objects:read, settings:objects:write WHERE settings:schemaId = "${CONNECTION_SCHEMAS.legacy}";`,
    );
    expect(error.message).not.toContain('\n');
  });

  it.each(['reject', 'narrow'] as const)('names a scope that the client lacks (%s)', async (missingClientScopes) => {
    bench.dynatrace.behaviour.missingClientScopes = missingClientScopes;
    const scopes = ALL_SCOPES.filter((scope) => scope !== 'settings:objects:write');

    const error = await failureOf(verbs.create(input(), bench.context({ env: clientOf({ scopes }) })));

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
    await verbs.delete(input(), bench.context());

    expect(await verbs.read([input()], bench.context())).toEqual([{ status: 'in-sync' }]);
    expect(bench.requests()).toEqual([]);
  });
});
