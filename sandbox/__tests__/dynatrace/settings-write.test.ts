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
  messages,
  PLATFORM,
  ROLE_ARN,
  start,
  stopAll,
} from './support';

afterEach(stopAll);

const OBJECTS = `${PLATFORM}/objects`;

describe('create', () => {
  it('returns an array with the new id, and keeps the object', async () => {
    // given
    const sandbox = await start();

    // when
    const { status, body } = await create(sandbox, LEGACY, legacyValue('ops'), { fields: { externalId: 'x' } });

    // then
    expect(status).toBe(200);
    expect(body).toEqual([{ code: 200, objectId: expect.stringMatching(/^[\w-]{100,}$/) }]);
    expect(sandbox.tenant.objects[0]).toMatchObject({
      value: legacyValue('ops'),
      externalId: 'x',
      owner: { type: 'user', id: sandbox.admin.user.uuid },
    });
  });

  it('validates without saving', async () => {
    const sandbox = await start();
    const { status, body } = await create(sandbox, LEGACY, legacyValue('ops'), { query: '?validateOnly=true' });
    expect([status, body]).toEqual([200, [{ code: 200 }]]);
    expect(sandbox.tenant.objects).toEqual([]);
  });

  it('answers 207 for a mixed batch and keeps what was right', async () => {
    // given
    const sandbox = await start();
    const items = [legacyValue('good'), legacyValue('b:d')].map((value) => ({
      schemaId: LEGACY,
      scope: 'environment',
      value,
    }));

    // when
    const answer = await call(sandbox, 'POST', OBJECTS, { json: items });

    // then
    expect(answer.status).toBe(207);
    expect(answer.body.map(({ code }: { code: number }) => code)).toEqual([200, 400]);
    expect(answer.body[1].invalidValue).toEqual(legacyValue('b:d'));
    expect(messages(answer)).toEqual([`${LEGACY}/1/name: The symbol : is not allowed the name`]);
    expect(sandbox.tenant.objects).toHaveLength(1);
  });

  it('replaces the object of the same external id instead of duplicating it', async () => {
    // given
    const sandbox = await start();
    const fields = { externalId: 'mine' };
    const first = await create(sandbox, ENHANCED, enhancedValue('ops'), { fields });

    // when
    const second = await create(sandbox, ENHANCED, enhancedValue('renamed'), { fields });

    // then
    expect(second.body).toEqual(first.body);
    expect(sandbox.tenant.objects.map(({ value }) => value.name)).toEqual(['renamed']);
  });

  it('replaces an object by its id together with an external id', async () => {
    // given
    const sandbox = await start();
    const { objectId } = sandbox.addObject(ENHANCED, enhancedValue('one'));
    sandbox.addObject(ENHANCED, enhancedValue('two'), { externalId: 'two' });
    const write = (fields: object) => create(sandbox, ENHANCED, enhancedValue('new'), { fields: { ...fields } });

    // then
    expect((await write({ objectId, externalId: 'one' })).body[0]).toEqual({ code: 200, objectId });
    expect(sandbox.tenant.objects[0]).toMatchObject({ externalId: 'one', value: { name: 'new' } });
    expect(messages(await write({ objectId, externalId: 'two' }))).toEqual([
      'objectId and externalId point to different objects',
    ]);
    expect(messages(await write({ objectId }))).toEqual(['objectId may only be used together with externalId']);
    expect((await write({ objectId: 'none', externalId: 'x' })).status).toBe(404);
  });

  it('refuses an external id that is too long, an unknown schema, another scope, and what is no item', async () => {
    const sandbox = await start({ connectionSchemas: ['legacy'] });
    const long = { externalId: 'x'.repeat(501) };
    expect((await create(sandbox, LEGACY, legacyValue('ops'), { fields: long })).status).toBe(400);
    expect((await create(sandbox, ENHANCED, enhancedValue('ops'))).status).toBe(404);
    expect((await create(sandbox, LEGACY, legacyValue('ops'), { fields: { scope: 'HOST-1' } })).status).toBe(404);
    expect((await call(sandbox, 'POST', OBJECTS, { json: ['text'] })).status).toBe(400);
    expect((await call(sandbox, 'POST', OBJECTS, { json: {} })).body.error.message).toContain('array');
    expect(sandbox.tenant.objects).toEqual([]);
  });

  it('refuses a payload of more than 1 MB', async () => {
    const sandbox = await start();
    const value = legacyValue('x'.repeat(1024 * 1024));
    expect((await create(sandbox, LEGACY, value)).status).toBe(413);
  });

  it('needs the permission for the schema before it looks at any item', async () => {
    // given
    const sandbox = await start();
    const policy = `ALLOW settings:objects:write WHERE settings:schemaId = "${HOSTS}";`;
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy });
    const item = (schemaId: string, value: object) => ({ schemaId, scope: 'environment', value });
    const json = [item(HOSTS, hostsValue([])), item(LEGACY, legacyValue('ops'))];

    // when
    const answer = await call(sandbox, 'POST', OBJECTS, { json, token });

    // then
    expect(answer.body.error).toMatchObject({ code: 403, details: { missingPermissions: ['settings:objects:write'] } });
    expect(sandbox.tenant.objects).toEqual([]);
  });

  it('refuses new objects of the deprecated schema once it is read-only', async () => {
    const sandbox = await start({ behaviour: { legacyWritable: false } });
    expect(messages(await create(sandbox, LEGACY, legacyValue('ops')))[0]).toContain('deprecated');
  });
});

describe('update', () => {
  it('replaces the value, answers with one object, and renews the update token', async () => {
    // given
    const sandbox = await start();
    const { objectId, updateToken } = sandbox.addObject(HOSTS, hostsValue(['a.example.com']));

    // when
    const json = { value: hostsValue(['b.example.com']), updateToken };
    const answer = await call(sandbox, 'PUT', `${OBJECTS}/${objectId}`, { json });

    // then
    expect([answer.status, answer.body]).toEqual([200, { code: 200, objectId }]);
    expect(sandbox.tenant.objects[0]?.value).toEqual(hostsValue(['b.example.com']));
    expect(sandbox.tenant.objects[0]?.updateToken).not.toBe(updateToken);
  });

  it.each([409, 412] as const)('answers %d to a stale update token, on update and delete', async (staleTokenStatus) => {
    // given
    const sandbox = await start({ behaviour: { staleTokenStatus } });
    const { objectId } = sandbox.addObject(HOSTS, hostsValue(['a.example.com']));
    const path = `${OBJECTS}/${objectId}`;

    // when
    const update = await call(sandbox, 'PUT', path, { json: { value: hostsValue([]), updateToken: 'old' } });
    const removal = await call(sandbox, 'DELETE', `${path}?updateToken=old`);

    // then
    const item = staleTokenStatus === 409 ? { code: 409, objectId } : {};
    const shape = { ...item, error: { code: staleTokenStatus } };
    expect([update.status, removal.status]).toEqual([staleTokenStatus, staleTokenStatus]);
    expect(update.body).toMatchObject(shape);
    expect(removal.body).toMatchObject(shape);
    expect(sandbox.tenant.objects[0]?.value).toEqual(hostsValue(['a.example.com']));
  });

  it('writes unconditionally without an update token, and validates without saving', async () => {
    const sandbox = await start();
    const { objectId } = sandbox.addObject(HOSTS, hostsValue([]));
    const path = `${OBJECTS}/${objectId}`;
    const dry = await call(sandbox, 'PUT', `${path}?validateOnly=true`, { json: { value: hostsValue(['a.com']) } });
    expect([dry.status, sandbox.tenant.objects[0]?.value]).toEqual([200, hostsValue([])]);
    expect((await call(sandbox, 'PUT', path, { json: { value: hostsValue(['a.com']) } })).status).toBe(200);
    expect(sandbox.tenant.objects[0]?.value).toEqual(hostsValue(['a.com']));
  });

  it('keeps secrets where the mask is sent back', async () => {
    // given
    const sandbox = await start();
    const value = legacyValue('ops', ROLE_ARN, ['arn:aws:iam::aws:policy/ReadOnlyAccess']);
    const { objectId } = sandbox.addObject(LEGACY, value);
    const path = `${OBJECTS}/${objectId}`;
    const masked = (await call(sandbox, 'GET', path)).body.value;

    // when
    const answer = await call(sandbox, 'PUT', path, { json: { value: masked } });

    // then
    expect(answer.status).toBe(200);
    expect(sandbox.tenant.objects[0]?.value).toEqual(value);
  });

  it('takes no mask for a secret that is not stored', async () => {
    const sandbox = await start();
    const { objectId } = sandbox.addObject(LEGACY, legacyValue('ops'));
    const path = `${OBJECTS}/${objectId}`;
    const mask = (await call(sandbox, 'GET', path)).body.value.webIdentity.roleArn;
    const answer = await call(sandbox, 'PUT', path, { json: { value: legacyValue('ops', mask, [mask]) } });
    expect(messages(answer).join()).toContain(`${LEGACY}/0/webIdentity/policyArns/0: `);
  });

  it('wants secrets again when the credential type changes', async () => {
    // given
    const sandbox = await start();
    const { objectId } = sandbox.addObject(LEGACY, { ...legacyValue('ops'), type: 'former' });
    const path = `${OBJECTS}/${objectId}`;
    const masked = (await call(sandbox, 'GET', path)).body.value;

    // when
    const answer = await call(sandbox, 'PUT', path, { json: { value: { ...masked, type: 'webIdentity' } } });

    // then
    expect(messages(answer)).toContain(
      `${LEGACY}/0: For security reasons please re-enter the required secrets to save the new configuration.`,
    );
  });

  it('lets nothing of a legacy connection change', async () => {
    // given
    const sandbox = await start();
    const { objectId } = sandbox.addObject(LEGACY, legacyValue('ops'));
    const update = async (value: object) =>
      messages(await call(sandbox, 'PUT', `${OBJECTS}/${objectId}`, { json: { value } }));

    // then
    expect(await update(legacyValue('other'))).toEqual([`${LEGACY}/0/name: Property 'name' must not be modified`]);
    expect(await update(legacyValue('ops', `${ROLE_ARN}2`))).toEqual([
      `${LEGACY}/0/webIdentity/roleArn: Property 'roleArn' must not be modified`,
    ]);
    expect(await update(legacyValue('ops', ROLE_ARN, ['arn:aws:iam::aws:policy/X']))).toEqual([
      `${LEGACY}/0/webIdentity/policyArns: Property 'policyArns' must not be modified`,
    ]);
  });

  it('needs both scopes of an API token', async () => {
    const sandbox = await start();
    sandbox.tenant.apiTokens.push({ token: 'dt0c01.WRITE.ONLY', scopes: ['settings.write'] });
    const { objectId } = sandbox.addObject(HOSTS, hostsValue([]));
    const path = `${CLASSIC}/objects/${objectId}`;
    const json = { value: hostsValue(['a.com']) };
    expect((await call(sandbox, 'PUT', path, { json, token: 'dt0c01.WRITE.ONLY' })).status).toBe(403);
    expect((await call(sandbox, 'PUT', path, { json, token: sandbox.apiToken })).status).toBe(200);
  });
});

describe('delete', () => {
  it('answers 204 without a body, then 404', async () => {
    const sandbox = await start();
    const { objectId, updateToken } = sandbox.addObject(LEGACY, legacyValue('ops'));
    const path = `${OBJECTS}/${objectId}?updateToken=${updateToken}`;
    const first = await call(sandbox, 'DELETE', path);
    expect([first.status, first.body]).toEqual([204, '']);
    const second = await call(sandbox, 'DELETE', path);
    expect([second.status, second.body]).toMatchObject([404, { code: 404, error: { code: 404 } }]);
  });
});

describe('names', () => {
  it.each([
    [LEGACY, legacyValue('ops'), 'There is another set of credentials defined under this name.'],
    [ENHANCED, enhancedValue('ops'), 'There is another connection defined under this name.'],
  ])('are unique in %s, hidden objects included', async (schemaId, value, message) => {
    // given
    const sandbox = await start();
    const other = sandbox.addUser({ email: 'other@example.com' });
    sandbox.addObject(schemaId, value, { owner: other.user });

    // when
    const answer = await create(sandbox, schemaId, value);

    // then
    expect(answer.status).toBe(400);
    expect(messages(answer)).toEqual([`${schemaId}/0/name: ${message}`]);
  });

  it('stay unique when two creates run at the same time', async () => {
    const sandbox = await start({
      behaviour: { assumeRole: () => new Promise((resolve) => setTimeout(resolve, 20, { ok: true })) },
    });
    const value = enhancedValue('ops', ROLE_ARN);
    const answers = await Promise.all([create(sandbox, ENHANCED, value), create(sandbox, ENHANCED, value)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(sandbox.tenant.objects).toHaveLength(1);
  });
});

it('keeps to the largest number of objects', async () => {
  const sandbox = await start();
  for (let index = 0; index < 100; index += 1) sandbox.addObject(LEGACY, legacyValue(`ops${index}`));
  expect(messages(await create(sandbox, LEGACY, legacyValue('one-more')))).toEqual([
    `${LEGACY}/0: at most 100 objects of this schema are allowed`,
  ]);
});

describe('validateOnly', () => {
  it('finds names that are taken by objects of others, for new objects and for old ones', async () => {
    const sandbox = await start();
    const { user } = sandbox.addUser({ email: 'other@example.com' });
    sandbox.addObject(ENHANCED, enhancedValue('theirs'), { owner: user });
    const { objectId } = sandbox.addObject(ENHANCED, enhancedValue('mine'), { owner: sandbox.admin.user });
    const path = `${PLATFORM}/objects/${objectId}?validateOnly=true`;
    const put = (name: string) => call(sandbox, 'PUT', path, { json: { value: enhancedValue(name) } });

    const created = await create(sandbox, ENHANCED, enhancedValue('theirs'), { query: '?validateOnly=true' });
    const free = await create(sandbox, ENHANCED, enhancedValue('free'), { query: '?validateOnly=true' });

    for (const answer of [created, await put('theirs')]) {
      expect(answer.status).toBe(400);
      expect(messages(answer)[0]).toContain('There is another connection defined under this name.');
    }
    expect([free.status, (await put('other')).status]).toEqual([200, 200]);
    expect(sandbox.tenant.objects).toHaveLength(2);
  });
});
