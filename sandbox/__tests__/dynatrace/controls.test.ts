import {
  call,
  create,
  ENHANCED,
  enhancedValue,
  HOSTS,
  hostsValue,
  LEGACY,
  legacyValue,
  PLATFORM,
  start,
  stopAll,
} from './support';

afterEach(stopAll);

describe('snapshot', () => {
  it('is the same again once everything was undone', async () => {
    // given
    const sandbox = await start({ apps: ['dynatrace.aws.connector'] });
    sandbox.addObject(HOSTS, hostsValue(['example.com']));
    const before = sandbox.snapshot();

    // when
    const { objectId } = (await create(sandbox, LEGACY, legacyValue('ops'))).body[0];
    const during = sandbox.snapshot();
    await call(sandbox, 'DELETE', `${PLATFORM}/objects/${objectId}`);

    // then
    expect(during).not.toEqual(before);
    expect(sandbox.snapshot()).toEqual(before);
  });
});

describe('tampering', () => {
  it('adds and removes objects behind the API', async () => {
    const sandbox = await start();
    const object = sandbox.addObject(ENHANCED, enhancedValue('ops'), { externalId: 'x' });
    object.value = enhancedValue('tampered');
    expect((await call(sandbox, 'GET', `${PLATFORM}/objects/${object.objectId}`)).body.value.name).toBe('tampered');
    expect(sandbox.removeObjects(({ externalId }) => externalId === 'x')).toBe(1);
    expect((await call(sandbox, 'GET', `${PLATFORM}/objects/${object.objectId}`)).status).toBe(404);
    expect(() => sandbox.addObject('none', {})).toThrow('the tenant has no schema none');
  });
});

it('logs requests and meets scripted faults', async () => {
  // given
  const sandbox = await start();
  const headers = { 'retry-after': '1' };
  sandbox.faults.add({ method: 'GET', path: /schemas$/, status: 429, headers, body: 'slow down' });

  // when
  const first = await call(sandbox, 'GET', `${PLATFORM}/schemas`);
  const second = await call(sandbox, 'GET', `${PLATFORM}/schemas`);

  // then
  expect([first.status, first.headers.get('retry-after'), second.status]).toEqual([429, '1', 200]);
  expect(sandbox.log.map(({ status }) => status)).toEqual([429, 200]);
});
