import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import { providerArn } from '../../../model/iam';
import { enhancedSubject } from '../../../model/oidc';
import { testRole, verbs } from '../../../scripts/kinds/connection-settings';
import { type Bench, failureOf, OWN_OBJECTS, stale, startBench } from '../support';

const SCHEMA = CONNECTION_SCHEMAS.enhanced;
const ROLE = 'arn:aws:iam::123456789012:role/ops';
const DENIED =
  '(AccessDenied) Not authorized to perform sts:AssumeRoleWithWebIdentity (Service: Sts, Status Code: 403)';
const NO_PROVIDER =
  '(InvalidIdentityToken) No OpenIDConnect provider found in your account for https://token.dynatrace.com';

describe('connection-settings', () => {
  let bench: Bench;
  let objectId: string;
  beforeEach(async () => {
    bench = await startBench();
    objectId = add().objectId;
  });
  afterEach(() => bench.close());

  const add = (name = 'ops', roleArn = '', fields = {}) =>
    bench.dynatrace.addObject(SCHEMA, { ...enhancedConnectionValue(name, roleArn) }, fields);
  const input = (change = {}) => ({
    environment: bench.dynatrace.url,
    schema: SCHEMA,
    object_id: objectId,
    name: 'ops',
    role_arn: ROLE,
    timeout: 120,
    trust: { issuer: 'https://token.dynatrace.com', audience: bench.dynatrace.audience },
    ...change,
  });
  const stored = () => bench.dynatrace.tenant.objects.find((object) => object.objectId === objectId)?.value;
  const answers = (...texts: string[]) => {
    bench.dynatrace.behaviour.assumeRole = async () => {
      const denied = texts.length > 1 ? texts.shift() : texts[0];
      return denied ? { denied } : { ok: true };
    };
  };
  const writes = () => bench.requests().filter((request) => request.startsWith('PUT'));

  it('tries without saving, then sets the role', async () => {
    answers('');

    await verbs.create(input(), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('ops', ROLE));
    expect(bench.requests().map((request) => request.split(' ')[0])).toEqual(['POST', 'GET', 'PUT', 'PUT']);
    expect(bench.lines).toEqual([`connection ops uses ${ROLE}: Dynatrace has assumed it`]);
  });

  it('waits while IAM spreads the role, and shows how long', async () => {
    answers(DENIED, DENIED, DENIED, '');

    await verbs.create(input(), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('ops', ROLE));
    expect(bench.lines.filter((line) => /assume the role yet, \d+ of 120 s/.test(line))).toHaveLength(3);
    expect(Math.min(...bench.clock.slept)).toBeGreaterThanOrEqual(2_000);
  });

  it('waits too when the check runs only on saving', async () => {
    bench.dynatrace.behaviour.validateOnlyAssumesRole = false;
    answers(DENIED, '');

    await verbs.create(input(), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('ops', ROLE));
  });

  it('says what AWS said and what the role has to trust when it never matches', async () => {
    answers(DENIED);

    const error = await failureOf(verbs.create(input(), bench.context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toMatch(/^Dynatrace cannot assume the role of the connection ops \(after \d+ s\)/);
    expect(error.message).toContain("Check the role's trust policy, and that the role exists; it has to trust");
    expect(error.message).not.toContain('OIDC provider');
    expect(error.message).toContain('AccessDenied');
    expect(error.message).toContain('issuer https://token.dynatrace.com');
    expect(error.message).toContain(`audience ${bench.dynatrace.audience}`);
    expect(error.message).toContain(`subject ${enhancedSubject(objectId)}`);
    expect(stored()).toEqual(enhancedConnectionValue('ops'));
    expect(bench.clock.slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(100_000);
  });

  it('hands the owner of a role that is owned elsewhere the trust policy to paste, at once and in the end', async () => {
    answers(DENIED);
    const provider = providerArn('aws', '123456789012', 'https://token.dynatrace.com');
    const trust = { ...input().trust, provider };

    const error = await failureOf(verbs.create(input({ trust }), bench.context()));

    const [first] = bench.lines.filter((line) => line.includes('has to trust it'));
    for (const text of [first, error.message]) {
      const policy = JSON.parse(/\{"Version".*\}/.exec(text ?? '')?.[0] ?? '');
      expect(policy.Statement).toMatchObject([
        {
          Principal: { Federated: provider },
          Condition: {
            StringEquals: {
              'token.dynatrace.com:aud': bench.dynatrace.audience,
              'token.dynatrace.com:sub': enhancedSubject(objectId),
            },
          },
        },
      ]);
    }
    expect(bench.lines.filter((line) => line.includes('has to trust it'))).toHaveLength(1);
  });

  it.each([
    ['a missing provider', NO_PROVIDER],
    ['a missing audience', '(InvalidIdentityToken) Incorrect token audience'],
  ])('gives %s a short grace only', async (_, text) => {
    answers(text);

    const error = await failureOf(verbs.create(input(), bench.context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('has an OIDC provider for the issuer with that audience');
    expect(bench.clock.slept.reduce((sum, one) => sum + one, 0)).toBeLessThan(30_000);
    expect(bench.lines[0]).toMatch(
      /^connection ops: AWS does not know the OIDC provider or its audience yet, \d+ of 30 s/,
    );
  });

  it('goes on when the provider appears in time', async () => {
    answers(NO_PROVIDER, DENIED, '');

    await verbs.create(input(), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('ops', ROLE));
  });

  it('waits for an issuer or a server that is not available, and says so in the end', async () => {
    answers('(IDPCommunicationError) Couldn’t retrieve verification key from your identity provider');

    const error = await failureOf(verbs.create(input(), bench.context()));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toMatch(/^could not check the role of the connection ops within \d+ s/);
    expect(error.message).toContain('IDPCommunicationError');
    expect(error.message).toMatch(/Deploy again later\.$/);
    expect(bench.lines.join()).toContain('the check of the role is not available');
  });

  it('waits in the same way for a server that fails', async () => {
    answers('');
    bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, status: 503, body: 'busy', times: 1_000 });

    const error = await failureOf(verbs.create(input(), bench.context()));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain('could not check the role of the connection ops');
  });

  it.each([
    ['a refused session', '(ValidationError) The requested DurationSeconds exceeds the MaxSessionDuration'],
    ['an unknown fault', '(Surprise) something else'],
  ])('does not wait after %s', async (_, text) => {
    answers(text);

    expect(await failureOf(verbs.create(input(), bench.context()))).toMatchObject({ exitCode: 6 });
    expect(bench.clock.slept).toEqual([]);
  });

  it('does not wait after a value that the API refuses', async () => {
    const error = await failureOf(verbs.create(input({ role_arn: 'arn:aws:iam::1:user/x' }), bench.context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('`awsWebIdentity/roleArn`');
    expect(bench.clock.slept).toEqual([]);
  });

  it('renews its token when the wait is longer than the token lives', async () => {
    bench.dynatrace.behaviour.tokenSeconds = 40;
    answers(...Array.from({ length: 8 }, () => DENIED), '');

    await verbs.create(input(), bench.context());

    expect(bench.requests().filter((request) => request.includes('/sso/')).length).toBeGreaterThan(2);
  });

  it('only renames a connection that has its role, and nothing when the name is right too', async () => {
    objectId = add('former', ROLE).objectId;
    answers('');

    await verbs.create(input({ name: 'renamed' }), bench.context());
    expect(writes()).toHaveLength(1);
    await verbs.create(input({ name: 'renamed' }), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('renamed', ROLE));
    expect(writes()).toEqual([]);
    expect(bench.lines).toEqual(Array(2).fill(`connection renamed uses ${ROLE}`));
  });

  it('waits when AWS does not let Dynatrace assume the role while it renames', async () => {
    objectId = add('former', ROLE).objectId;
    answers(DENIED, '');

    await verbs.create(input({ name: 'renamed' }), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('renamed', ROLE));
  });

  it('stops at once when another role is set', async () => {
    objectId = add('bound', `${ROLE}2`).objectId;

    const error = await failureOf(verbs.create(input(), bench.context()));

    expect(error).toMatchObject({ exitCode: 4 });
    expect(error.message).toContain(`the connection ops is bound to another role (${objectId})`);
    expect(error.message).toContain(`its role is ${ROLE}2, and can never change`);
    expect(error.message).toContain('Use that role, or delete the connection');
    expect(writes()).toEqual([]);
  });

  it('stops when the connection is gone', async () => {
    const error = await failureOf(verbs.create(input({ object_id: 'gone' }), bench.context()));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('the connection ops cannot be found (gone)');
    expect(error.message).toContain('Either something else deleted it');
  });

  it('gives up when others change the connection again and again', async () => {
    objectId = add('former', ROLE).objectId;
    answers('');
    bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, ...stale(), times: 100 });

    expect(await failureOf(verbs.create(input({ name: 'renamed' }), bench.context()))).toMatchObject({ exitCode: 4 });
    expect(writes()).toHaveLength(5);
  });

  it('reads again when others changed the connection meanwhile', async () => {
    objectId = add('former', ROLE).objectId;
    answers('');
    bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, ...stale() });

    await verbs.create(input({ name: 'renamed' }), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('renamed', ROLE));
  });

  it.each(['before', 'after'] as const)('sets the role once when the connection breaks %s saving', async (reset) => {
    answers('');
    bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, skip: 1, reset });

    await verbs.create(input(), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('ops', ROLE));
  });

  it('waits for a name that another connection gives up', async () => {
    const other = add('wanted');
    answers('');
    bench.clock.meanwhile = () => void Object.assign(other.value, { name: 'given-up' });

    await verbs.create(input({ name: 'wanted' }), bench.context());

    expect(stored()).toEqual(enhancedConnectionValue('wanted', ROLE));
  });

  it('names the owner of a name that stays taken', async () => {
    const owner = bench.dynatrace.addUser({ email: 'other@example.com' }).user;
    add('wanted', '', { owner });
    answers('');

    const error = await failureOf(verbs.create(input({ name: 'wanted' }), bench.context()));

    expect(error).toMatchObject({ exitCode: 4 });
    expect(error.message).toContain(owner.uuid);
  });

  it('refuses an API token with the reason', async () => {
    const env = { DYNATRACE_API_TOKEN: bench.dynatrace.apiToken };

    const error = await failureOf(verbs.create(input(), bench.context({ env, access: { allowApiToken: true } })));

    expect(error).toMatchObject({ exitCode: 6 });
    expect(error.message).toContain('cannot be set with an API token');
    expect(error.message).toContain('Export an OAuth client or a platform token; dynatrace.aws.connector acts for');
  });

  it('has nothing to delete', () => {
    expect(verbs.delete).toBeUndefined();
  });

  it('reads names and roles with one list', async () => {
    const other = add('other', ROLE);

    const live = await verbs.read(
      [input(), input({ object_id: other.objectId }), input({ object_id: other.objectId, name: 'other' })],
      bench.context(),
    );

    expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
    expect(live.map(({ status }) => status)).toEqual(['changed', 'changed', 'in-sync']);
    expect(live[0]?.changes).toEqual([{ attribute: 'role_arn', from: ROLE, to: '' }]);
    expect(live[1]?.changes).toEqual([{ attribute: 'name', from: 'ops', to: 'other' }]);
  });

  it.each([
    ['with admin access', {}],
    ['without it', { scopes: OWN_OBJECTS }],
  ])('calls settings hidden or missing together with their connection, for a client %s', async (_, user) => {
    objectId = add('hidden', '', { owner: bench.dynatrace.admin.user }).objectId;
    const env = bench.client(user);

    const live = await verbs.read(
      [input({ name: 'hidden' }), input({ object_id: 'gone', name: 'gone' })],
      bench.context({ env }),
    );

    expect(live).toMatchObject([{ status: 'hidden', objectId }, { status: 'missing' }]);
  });

  it('lets Dynatrace try the role without changing anything', async () => {
    answers('', DENIED);

    await testRole(input(), bench.context());
    const error = await failureOf(testRole(input(), bench.context()));
    const gone = await failureOf(testRole(input({ object_id: 'gone' }), bench.context()));

    expect(error.message).toContain('AccessDenied');
    expect(gone.message).toContain('the connection cannot be found (gone)');
    expect(stored()).toEqual(enhancedConnectionValue('ops'));
  });
});
