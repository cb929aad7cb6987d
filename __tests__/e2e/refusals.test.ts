import { CONNECTION_SCHEMAS, enhancedConnectionValue, legacyConnectionValue } from '../../model/connection';
import { markOf } from '../../model/marks';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

/** Deploys that must not go through: each with a clear message, and nothing changed on either side. */
describe('a deploy that is refused', () => {
  let workspace: Workspace;
  let before: object;
  const connections = { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } };

  beforeAll(async () => {
    workspace = await createWorkspace();
    const { dynatrace } = workspace.sandbox;
    dynatrace.addApp('dynatrace.aws.connector');
    await workspace.synthesizeDynatraceSide(workspace.deployment({ connections }));
  });
  beforeEach(async () => {
    before = await workspace.sandbox.snapshot();
  });
  afterAll(() => workspace.close());

  const apply = (env: Record<string, string | undefined>) =>
    workspace.terraform(['apply', '-auto-approve', '-input=false'], { env });

  it.each([
    [
      'a missing permission is named with the statement that grants it',
      () =>
        credentialsOf({
          policy:
            'ALLOW app-engine:apps:run; ALLOW app-engine:apps:install; ALLOW app-engine:apps:delete; ALLOW settings:objects:read, settings:schemas:read; ALLOW hyperscaler-authentication:aws:authenticate;',
        }),
      [
        /settings:objects:write/,
        /ALLOW settings:objects:write WHERE settings:schemaId = "builtin:hyperscaler-authentication/,
      ],
    ],
    [
      'a missing scope is named',
      () => credentialsOf({ scopes: ['settings:objects:read', 'settings:schemas:read'] }),
      [/app-engine:apps:run/],
    ],
    ['a wrong secret is refused', () => ({ DT_CLIENT_SECRET: 'wrong' }), [/DT_CLIENT_ID|client/i]],
    [
      'no credentials at all',
      () => ({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined }),
      [/DT_CLIENT_ID/, /DYNATRACE_PLATFORM_TOKEN/],
    ],
    [
      'an expired platform token',
      () => ({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined, DYNATRACE_PLATFORM_TOKEN: expiredToken() }),
      [/expired|403/],
    ],
  ])('%s', async (_, env, messages) => {
    const result = await apply(env());

    expect(result.code).toBe(1);
    for (const message of messages) expect(said(result)).toMatch(message);
    expect(await workspace.sandbox.snapshot()).toEqual({ ...before, dynatrace: expect.anything() });
    expect(workspace.sandbox.dynatrace.tenant.objects).toEqual([]);
  });

  it('leaves a connection that was made by hand alone, and changes nothing before it says so', async () => {
    const { dynatrace } = workspace.sandbox;
    dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, { ...enhancedConnectionValue('auto') });
    const there = await workspace.sandbox.snapshot();

    const result = await apply({});

    expect(result.code).toBe(1);
    expect(said(result)).toMatch(/were not created by a deployment: auto.*set `adopt: true`/);
    expect(await workspace.sandbox.snapshot()).toEqual(there);
    dynatrace.removeObjects(() => true);
  });

  it('leaves the connections of other deployments alone, seen or unseen', async () => {
    const { dynatrace } = workspace.sandbox;
    const owner = dynatrace.addUser({ email: 'other@example.com' }).user;
    const externalId = (key: string) => markOf({ label: 'their-team', owner: '4711', key });
    const ops = legacyConnectionValue('ops', 'arn:aws:iam::123456789012:role/other', []);
    dynatrace.addObject(CONNECTION_SCHEMAS.legacy, { ...ops }, { owner, externalId: externalId('ops') });
    dynatrace.addObject(
      CONNECTION_SCHEMAS.enhanced,
      { ...enhancedConnectionValue('auto') },
      {
        externalId: externalId('auto'),
      },
    );
    const theirs = structuredClone(dynatrace.tenant.objects);

    const result = await apply({});

    expect(result.code).toBe(1);
    expect(said(result)).toMatch(new RegExp(`the name ops is taken by another connection .*owner user ${owner.uuid}`));
    expect(said(result)).toMatch(
      /the connection auto belongs to something else .*a deployment named "their-team", under the key "auto".*set `adopt: true`/,
    );
    expect(dynatrace.tenant.objects).toEqual(expect.arrayContaining(theirs));
    succeed(await workspace.terraform(['destroy', '-auto-approve', '-input=false']));
    expect(dynatrace.tenant.objects).toEqual(theirs);
  });

  function credentialsOf(rights: { policy?: string; scopes?: string[] }) {
    const { clientId, clientSecret } = workspace.sandbox.dynatrace.addUser({
      email: `${Math.random()}@example.com`,
      ...rights,
    });
    return { DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret };
  }

  function expiredToken(): string {
    const { tenant, admin } = workspace.sandbox.dynatrace;
    const token = tenant.account.platformTokens.find(({ token: text }) => text === admin.platformToken);
    tenant.account.platformTokens.push({
      ...token,
      token: 'dt0s16.EXPIRED.SECRETSECRETSECRET',
      userUuid: admin.user.uuid,
      scopes: [],
      expiresAt: 1,
    });
    return 'dt0s16.EXPIRED.SECRETSECRETSECRET';
  }
});
