import {
  CLASSIC,
  call,
  create,
  ENHANCED,
  enhancedValue,
  HOSTS,
  hostsValue,
  LEGACY,
  legacyValue,
  PLATFORM,
  ROLE_ARN,
  start,
  stopAll,
} from './support';

afterEach(stopAll);

const list = (query: string) => `${PLATFORM}/objects?${query}`;

describe('list of settings objects', () => {
  it('shows object id and value unless fields replace the set', async () => {
    // given
    const sandbox = await start();
    sandbox.addObject(ENHANCED, enhancedValue('ops'));

    // when
    const plain = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}`));
    const chosen = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&fields=objectId,updateToken`));
    const unknown = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&fields=objectId,colour`));

    // then
    expect(Object.keys(plain.body.items[0])).toEqual(['objectId', 'value']);
    expect(Object.keys(chosen.body.items[0])).toEqual(['objectId', 'updateToken']);
    expect(unknown.status).toBe(400);
  });

  it('masks secrets and shows plain texts', async () => {
    const sandbox = await start();
    sandbox.addObject(LEGACY, legacyValue('ops', ROLE_ARN, ['arn:aws:iam::aws:policy/ReadOnlyAccess']));
    const { body } = await call(sandbox, 'GET', list(`schemaIds=${LEGACY}`));
    expect(body.items[0].value.name).toBe('ops');
    expect(JSON.stringify(body)).not.toContain('arn:aws');
    expect(body.items[0].value.webIdentity.policyArns).toHaveLength(1);
  });

  it('filters by value and by external id', async () => {
    // given
    const sandbox = await start();
    sandbox.addObject(ENHANCED, enhancedValue('ops'), { externalId: 'a' });
    sandbox.addObject(ENHANCED, enhancedValue("it's"), { externalId: 'b' });
    const names = async (query: string) =>
      (await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&${query}`))).body.items.map(
        ({ value }: { value: { name: string } }) => value.name,
      );

    // then
    expect(await names(`filter=${encodeURIComponent("value.name = 'ops'")}`)).toEqual(['ops']);
    expect(await names(`filter=${encodeURIComponent("value.name = 'it\\'s'")}`)).toEqual(["it's"]);
    expect(await names('externalIds=b,c')).toEqual(["it's"]);
  });

  it('filters only on returned fields', async () => {
    const sandbox = await start();
    const filter = encodeURIComponent("value.name = 'ops'");
    const answer = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&fields=objectId&filter=${filter}`));
    expect(answer.status).toBe(400);
  });

  it('pages with a key that excludes all other parameters', async () => {
    // given
    const sandbox = await start();
    for (const name of ['one', 'two', 'three']) sandbox.addObject(ENHANCED, enhancedValue(name));

    // when
    const first = (await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&pageSize=2`))).body;
    const second = (await call(sandbox, 'GET', list(`nextPageKey=${first.nextPageKey}`))).body;
    const both = await call(sandbox, 'GET', list(`nextPageKey=${first.nextPageKey}&pageSize=2`));
    const broken = await call(sandbox, 'GET', list('nextPageKey=nonsense'));

    // then
    expect([first.items.length, first.totalCount, first.pageSize]).toEqual([2, 3, 2]);
    expect([second.items.length, second.nextPageKey]).toEqual([1, null]);
    expect([both.status, broken.status]).toEqual([400, 400]);
  });

  it('needs schemas or scopes, and knows which exist', async () => {
    const sandbox = await start({ connectionSchemas: ['enhanced'] });
    expect((await call(sandbox, 'GET', list(''))).status).toBe(400);
    expect((await call(sandbox, 'GET', list(`schemaIds=${LEGACY}`))).status).toBe(404);
    expect((await call(sandbox, 'GET', list('scopes=HOST-1'))).status).toBe(404);
    expect((await call(sandbox, 'GET', list('scopes=environment'))).status).toBe(200);
    expect((await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&pageSize=0`))).status).toBe(400);
    expect((await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&sort=externalId`))).status).toBe(400);
    expect((await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&filter=externalId = 'x'`))).status).toBe(400);
  });
});

describe('visibility', () => {
  it('hides objects of other owners from lists, reads and writes', async () => {
    // given
    const sandbox = await start();
    const other = sandbox.addUser({ email: 'other@example.com' });
    const hidden = sandbox.addObject(ENHANCED, enhancedValue('theirs'), { owner: other.user });

    // when
    const mine = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}`));
    const theirs = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}`), { token: other.platformToken });
    const path = `${PLATFORM}/objects/${hidden.objectId}`;

    // then
    expect(mine.body).toMatchObject({ items: [], totalCount: 0 });
    expect(theirs.body.totalCount).toBe(1);
    expect((await call(sandbox, 'GET', path)).status).toBe(404);
    expect((await call(sandbox, 'PUT', path, { json: { value: enhancedValue('mine') } })).status).toBe(404);
    expect((await call(sandbox, 'DELETE', path)).status).toBe(404);
    expect(
      (await call(sandbox, 'GET', `${CLASSIC}/objects/${hidden.objectId}`, { token: sandbox.apiToken })).status,
    ).toBe(404);
  });

  it('can tell that a hidden object exists', async () => {
    const sandbox = await start({ behaviour: { hiddenObjectStatus: 403 } });
    const { user } = sandbox.addUser({ email: 'other@example.com' });
    const { objectId } = sandbox.addObject(ENHANCED, enhancedValue('theirs'), { owner: user });
    expect((await call(sandbox, 'GET', `${PLATFORM}/objects/${objectId}`)).status).toBe(403);
    expect((await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}`))).body.totalCount).toBe(0);
    const missing = await call(sandbox, 'GET', `${PLATFORM}/objects/missing`);
    expect([missing.status, missing.body.error.message]).toEqual([404, 'Settings not found']);
  });

  it('shows them with adminAccess to who may administer the schema', async () => {
    // given
    const sandbox = await start();
    const other = sandbox.addUser({ email: 'other@example.com', policy: 'ALLOW settings:objects:read;' });
    const unscoped = sandbox.addUser({ email: 'x@example.com', scopes: ['settings:objects:read'] });
    const { objectId } = await sandbox.addObject(ENHANCED, enhancedValue('theirs'), { owner: other.user });
    const path = list(`schemaIds=${ENHANCED}&adminAccess=true`);

    // when
    const admin = await call(sandbox, 'GET', path);
    const withoutPermission = await call(sandbox, 'GET', path, { token: other.platformToken });
    const withoutScope = await call(sandbox, 'GET', path, { token: unscoped.platformToken });

    // then
    expect(admin.body.items[0].objectId).toBe(objectId);
    expect(withoutPermission.body.error.details.missingPermissions).toEqual(['settings:objects:admin']);
    expect(withoutScope.body.error.message).toContain('Use one of: [settings:objects:admin]');
    expect((await call(sandbox, 'GET', `${PLATFORM}/objects/${objectId}?adminAccess=true`)).status).toBe(200);
  });

  it('gives API tokens no adminAccess', async () => {
    const sandbox = await start();
    const path = `${CLASSIC}/objects?schemaIds=${ENHANCED}&adminAccess=true`;
    expect((await call(sandbox, 'GET', path, { token: sandbox.apiToken })).status).toBe(403);
  });

  it('leaves objects of API tokens to everybody', async () => {
    // given
    const sandbox = await start();
    await create(sandbox, LEGACY, legacyValue('open'), { token: sandbox.apiToken });

    // when
    const { body } = await call(sandbox, 'GET', list(`schemaIds=${LEGACY}&fields=objectId,owner`));

    // then
    expect(body.items).toHaveLength(1);
    expect(body.items[0].owner).toBeUndefined();
  });
});

describe('single settings object', () => {
  it('shows everything including the update token and the owner', async () => {
    const sandbox = await start();
    const { user } = sandbox.admin;
    const { objectId, updateToken } = sandbox.addObject(ENHANCED, enhancedValue('ops'), { owner: user });
    const { body } = await call(sandbox, 'GET', `${PLATFORM}/objects/${objectId}`);
    expect(body).toMatchObject({
      objectId,
      updateToken,
      schemaId: ENHANCED,
      schemaVersion: '0.0.26',
      scope: 'environment',
      summary: 'ops',
      owner: { type: 'user', id: user.uuid },
      resourceContext: { operations: ['read', 'write', 'delete'] },
    });
    expect(body.accessors).toBeUndefined();
  });

  it('answers 404 for an unknown one, and 403 before it tells', async () => {
    const sandbox = await start();
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', scopes: [] });
    expect((await call(sandbox, 'GET', `${PLATFORM}/objects/none`)).status).toBe(404);
    expect((await call(sandbox, 'GET', `${PLATFORM}/objects/none`, { token })).status).toBe(403);
  });
});

describe('effective values', () => {
  it('fall back to the default of the schema, which the list does not', async () => {
    // given
    const sandbox = await start();
    const path = `${PLATFORM}/effectiveValues?schemaIds=${HOSTS}&scope=environment`;

    // when
    const before = (await call(sandbox, 'GET', path)).body;
    const listed = (await call(sandbox, 'GET', list(`schemaIds=${HOSTS}`))).body;
    sandbox.addObject(HOSTS, hostsValue(['example.com']));
    const after = (await call(sandbox, 'GET', path)).body;

    // then
    expect(before.items).toEqual([expect.objectContaining({ origin: 'default', value: hostsValue([]) })]);
    expect(listed.items).toEqual([]);
    expect(after.items).toEqual([
      expect.objectContaining({ origin: 'environment', value: hostsValue(['example.com']) }),
    ]);
  });

  it('need a schema and a scope that exist', async () => {
    const sandbox = await start();
    const status = async (query: string) => (await call(sandbox, 'GET', `${PLATFORM}/effectiveValues?${query}`)).status;
    expect(await status('scope=environment')).toBe(400);
    expect(await status(`schemaIds=${HOSTS}&scope=HOST-1`)).toBe(404);
    expect(await status('schemaIds=builtin:none&scope=environment')).toBe(404);
  });
});

describe('fields', () => {
  it('are what filters and sorting may use', async () => {
    const sandbox = await start();
    for (const name of ['bbb', 'aaa', 'ccc']) sandbox.addObject(ENHANCED, enhancedValue(name));
    const query = 'fields=value,created,modifiedBy&filter=created > 0 and value.name != %27ccc%27&sort=-value.name';
    const { body } = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&${query}`));
    expect(body.items.map(({ value }: { value: { name: string } }) => value.name)).toEqual(['bbb', 'aaa']);
    const unnamed = await call(sandbox, 'GET', list(`schemaIds=${ENHANCED}&fields=value&filter=created > 0`));
    expect(unnamed.status).toBe(400);
  });

  it('tell what may be done with an object', async () => {
    const sandbox = await start();
    const shared = { accessors: [{ accessor: { type: 'all-users' as const }, permissions: ['r'] }] };
    const { user } = sandbox.addUser({ email: 'other@example.com' });
    sandbox.addObject(LEGACY, legacyValue('mine'), { owner: sandbox.admin.user });
    sandbox.addObject(LEGACY, legacyValue('theirs'), { owner: user, ...shared });
    const query = `schemaIds=${LEGACY}&fields=modificationInfo,resourceContext`;
    const [mine, theirs] = (await call(sandbox, 'GET', list(query))).body.items;
    const fixed = ['name', 'type', 'webIdentity/roleArn', 'webIdentity/policyArns'];
    expect(mine.modificationInfo).toEqual({
      deletable: true,
      modifiable: true,
      movable: false,
      modifiablePaths: [],
      nonModifiablePaths: fixed,
    });
    expect(mine.resourceContext.modifications.nonModifiablePaths).toEqual(fixed);
    expect(theirs.modificationInfo).toMatchObject({ deletable: false, modifiable: false, nonModifiablePaths: [] });
    expect(theirs.resourceContext.operations).toEqual(['read']);
  });
});

describe('schemas', () => {
  it('are whole documents, in which properties refer to types and enums', async () => {
    const sandbox = await start();
    const { body } = await call(sandbox, 'GET', `${PLATFORM}/schemas/${ENHANCED}`);
    expect(body).toMatchObject({
      dynatrace: '1',
      allowedScopes: ['environment'],
      maturity: 'GENERAL_AVAILABILITY',
      multiObject: true,
      maxObjects: 3000,
      constraints: [{ type: 'CUSTOM_VALIDATOR_REF', skipAsyncValidation: true }],
      schemaConstraints: [{ type: 'UNIQUE', uniqueProperties: ['name'] }],
      enums: { Type: { type: 'enum', items: [{ value: 'awsRoleBasedAuthentication' }, { value: 'awsWebIdentity' }] } },
      types: {
        AwsWebIdentity: {
          type: 'object',
          properties: {
            consumers: { type: 'list', maxObjects: 1, default: ['APP:dynatrace.aws.connector'] },
            roleArn: { type: 'text', default: '', constraints: [{ type: 'LENGTH' }, { type: 'PATTERN' }] },
          },
        },
      },
      properties: {
        name: { type: 'text', modificationPolicy: 'ALWAYS', nullable: false },
        awsWebIdentity: {
          type: { $ref: '#/types/AwsWebIdentity' },
          precondition: { type: 'EQUALS', property: 'type', expectedValue: 'awsWebIdentity' },
        },
      },
    });
  });

  it('tell secrets, and when they must be entered again', async () => {
    const sandbox = await start();
    const { body } = await call(sandbox, 'GET', `${PLATFORM}/schemas/${LEGACY}`);
    expect(body.constraints).toEqual([
      { type: 'SECRET_RESUBMISSION', checkAllProperties: false, customMessage: expect.any(String) },
    ]);
    expect(body.properties.type.forceSecretResubmission).toBe(true);
    expect(body.types.WebIdentity.properties.policyArns.items).toMatchObject({ type: 'secret' });
  });

  it('lists those that the tenant has', async () => {
    const sandbox = await start({ connectionSchemas: ['legacy'], legacyMaturity: 'EARLY_ADOPTER' });
    const { body } = await call(sandbox, 'GET', `${PLATFORM}/schemas`);
    expect(body.items.map(({ schemaId }: { schemaId: string }) => schemaId)).toEqual([LEGACY, HOSTS]);
    expect(body.items[0]).toMatchObject({ maturity: 'EARLY_ADOPTER', ownerBasedAccessControl: true });
  });

  it('answers 404 for one that it lacks and for another version', async () => {
    const sandbox = await start({ connectionSchemas: ['legacy'] });
    expect((await call(sandbox, 'GET', `${PLATFORM}/schemas/${ENHANCED}`)).status).toBe(404);
    expect((await call(sandbox, 'GET', `${PLATFORM}/schemas/${LEGACY}`)).body.version).toBe('0.0.3');
    expect((await call(sandbox, 'GET', `${PLATFORM}/schemas/${LEGACY}?schemaVersion=9`)).status).toBe(404);
    expect((await call(sandbox, 'GET', `${CLASSIC}/schemas/${LEGACY}`, { token: sandbox.apiToken })).status).toBe(200);
  });

  it('needs the permission for the schema', async () => {
    const sandbox = await start();
    const policy = `ALLOW settings:schemas:read WHERE settings:schemaId = "${LEGACY}";`;
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy });
    expect((await call(sandbox, 'GET', `${PLATFORM}/schemas/${LEGACY}`, { token })).status).toBe(200);
    expect((await call(sandbox, 'GET', `${PLATFORM}/schemas/${ENHANCED}`, { token })).status).toBe(403);
    expect((await call(sandbox, 'GET', `${PLATFORM}/schemas`, { token })).body.totalCount).toBe(1);
  });
});
