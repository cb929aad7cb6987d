import { strToU8, zipSync } from 'fflate';
import { type Answer, call, start, stopAll } from './support';

afterEach(stopAll);

const APPS = '/platform/app-engine/registry/v1/apps';
const APP = `${APPS}/dynatrace.aws.connector`;
const ZIP = { 'content-type': 'application/zip' };

/** An archive with one file. */
function zipOf(name: string, text: string, compress: boolean): Buffer {
  return Buffer.from(zipSync({ [name]: strToU8(text) }, { level: compress ? 6 : 0 }));
}

const status = (answer: Answer) => [answer.status, answer.body.resourceStatus];

describe('app registry', () => {
  it('answers 404 until the app is installed', async () => {
    const sandbox = await start();
    expect((await call(sandbox, 'GET', APP)).status).toBe(404);
    sandbox.addApp('dynatrace.aws.connector');
    const answer = await call(sandbox, 'GET', APP);
    expect(status(answer)).toEqual([200, { status: 'OK' }]);
    expect(answer.body).toMatchObject({ id: 'dynatrace.aws.connector', version: '2.1.5' });
  });

  it('installs from the Hub by id, and is pending for a while', async () => {
    // given
    const sandbox = await start({ behaviour: { install: { polls: 2, milliseconds: 0, outcome: 'OK' } } });

    // when
    const install = await call(sandbox, 'POST', `${APP}:install-bundle`);
    const polls = [];
    for (let index = 0; index < 3; index += 1) polls.push(status(await call(sandbox, 'GET', APP)));

    // then
    expect([install.status, install.body.id]).toEqual([202, 'dynatrace.aws.connector']);
    const pending = [200, { status: 'PENDING', pendingOperation: 'INSTALL' }];
    expect(polls).toEqual([pending, pending, [200, { status: 'OK' }]]);
  });

  it('stays pending for the time that was asked for', async () => {
    const sandbox = await start({ behaviour: { install: { polls: 0, milliseconds: 60_000, outcome: 'OK' } } });
    await call(sandbox, 'POST', `${APP}:install-bundle`);
    await call(sandbox, 'GET', APP);
    expect((await call(sandbox, 'GET', APP)).body.resourceStatus.status).toBe('PENDING');
  });

  it('reports an install that fails', async () => {
    const sandbox = await start({ behaviour: { install: { polls: 0, milliseconds: 0, outcome: 'ERROR' } } });
    await call(sandbox, 'POST', `${APP}:install-bundle`);
    expect(status(await call(sandbox, 'GET', APP))).toEqual([
      200,
      { status: 'ERROR', operationStateBeforeError: 'PENDING_INSTALL' },
    ]);
  });

  it.each([404, 405] as const)('may have no install by id: %d', async (installBundle) => {
    const sandbox = await start({ behaviour: { installBundle } });
    expect((await call(sandbox, 'POST', `${APP}:install-bundle`)).status).toBe(installBundle);
    expect(sandbox.tenant.apps.size).toBe(0);
  });

  it('knows only the apps of the Hub by id', async () => {
    const sandbox = await start();
    expect((await call(sandbox, 'POST', `${APPS}/my.app:install-bundle`)).status).toBe(404);
  });

  it.each([
    ['stored', false],
    ['compressed', true],
  ])('installs a bundle whose manifest is %s', async (_, compress) => {
    // given
    const sandbox = await start({ behaviour: { install: { polls: 0, milliseconds: 0, outcome: 'OK' } } });
    const body = zipOf('manifest.yaml', 'id: dynatrace.aws.connector\nname: AWS\nversion: 2.0.0\n', compress);

    // when
    const answer = await call(sandbox, 'POST', APPS, { body, headers: ZIP });

    // then
    expect([answer.status, answer.body]).toEqual([202, { id: 'dynatrace.aws.connector', warnings: [] }]);
    expect((await call(sandbox, 'GET', APP)).body).toMatchObject({
      version: '2.0.0',
      resourceStatus: { status: 'OK' },
    });
  });

  it('refuses what is no bundle', async () => {
    const sandbox = await start();
    const post = async (body: Buffer, headers = ZIP) => (await call(sandbox, 'POST', APPS, { body, headers })).status;
    expect(await post(Buffer.from('nonsense'))).toBe(400);
    expect(await post(zipOf('other.txt', 'x', false))).toBe(400);
    expect(await post(zipOf('manifest.yaml', 'id: x', false))).toBe(400);
    expect(await post(zipOf('manifest.yaml', 'id: x\nversion: 1', false), { 'content-type': 'text/plain' })).toBe(415);
  });

  it('lists apps by filter, deactivated ones on request', async () => {
    // given
    const sandbox = await start({ apps: ['dynatrace.aws.connector', 'other'] });
    const other = sandbox.tenant.apps.get('other');
    if (other) other.status = 'DEACTIVATED';
    const ids = async (query: string) =>
      (await call(sandbox, 'GET', `${APPS}?${query}`)).body.apps.map(({ id }: { id: string }) => id);

    // then
    expect(await ids('')).toEqual(['dynatrace.aws.connector']);
    expect(await ids('include-deactivated=true')).toEqual(['dynatrace.aws.connector', 'other']);
    expect(await ids(`filter=${encodeURIComponent("id = 'none'")}`)).toEqual([]);
  });

  it('deletes an app in its own time', async () => {
    // given
    const sandbox = await start({
      apps: ['dynatrace.aws.connector'],
      behaviour: { install: { polls: 1, milliseconds: 0, outcome: 'OK' } },
    });

    // when
    const answer = await call(sandbox, 'DELETE', APP);

    // then
    expect(answer.status).toBe(202);
    expect((await call(sandbox, 'GET', APP)).body.resourceStatus.pendingOperation).toBe('DELETE');
    expect((await call(sandbox, 'GET', APP)).status).toBe(404);
    expect((await call(sandbox, 'DELETE', APP)).status).toBe(404);
  });

  it('enforces the permission with its app id', async () => {
    // given
    const sandbox = await start({ apps: ['other'] });
    const policy = `ALLOW app-engine:apps:install, app-engine:apps:run WHERE shared:app-id = "dynatrace.aws.connector";`;
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy });

    // then
    expect((await call(sandbox, 'GET', `${APPS}/other`, { token })).status).toBe(403);
    expect((await call(sandbox, 'GET', APPS, { token })).body.apps).toEqual([]);
    expect((await call(sandbox, 'POST', `${APPS}/other:install-bundle`, { token })).status).toBe(403);
    expect((await call(sandbox, 'POST', `${APP}:install-bundle`, { token })).status).toBe(202);
    const body = zipOf('manifest.yaml', 'id: other\nversion: 1.0.0', false);
    expect((await call(sandbox, 'POST', APPS, { token, body, headers: ZIP })).status).toBe(403);
    expect((await call(sandbox, 'DELETE', APP, { token })).body.error.details.missingPermissions).toEqual([
      'app-engine:apps:delete',
    ]);
  });
});

describe('what is known of an app', () => {
  it('tells who changed it, and who published it', async () => {
    const sandbox = await start({ apps: ['dynatrace.aws.connector'] });
    const { body } = await call(sandbox, 'GET', APP);
    expect(body).toEqual({
      id: 'dynatrace.aws.connector',
      name: 'AWS',
      version: '2.1.5',
      description: expect.any(String),
      resourceStatus: { status: 'OK' },
      signatureInfo: { signed: true, publisher: 'Dynatrace' },
      modificationInfo: expect.objectContaining({ createdBy: expect.any(String), lastModifiedAt: expect.any(String) }),
    });
  });

  it('has more fields for who asks', async () => {
    const sandbox = await start({ apps: ['dynatrace.aws.connector'] });
    const get = async (fields: string) => (await call(sandbox, 'GET', `${APP}?add-fields=${fields}`)).body;
    expect(await get('isBuiltin,resourceStatus.subResourceStatuses')).toMatchObject({
      isBuiltin: false,
      resourceStatus: {
        status: 'OK',
        subResourceStatuses: expect.arrayContaining([{ subResourceType: 'FUNCTIONS', status: 'DEPLOYED' }]),
      },
    });
    expect((await get('manifest')).manifest).toMatchObject({ id: 'dynatrace.aws.connector', version: '2.1.5' });
    expect(Object.keys((await get('manifest.actions')).manifest)).toEqual(['actions']);
  });

  it('lists what the caller may not run when told to', async () => {
    const sandbox = await start({ apps: ['dynatrace.aws.connector'] });
    const policy = 'ALLOW app-engine:apps:run WHERE shared:app-id = "other";';
    const { platformToken: token } = sandbox.addUser({ email: 'x@example.com', policy });
    const count = async (query: string) => (await call(sandbox, 'GET', `${APPS}?${query}`, { token })).body.apps.length;
    expect([await count(''), await count('include-non-runnable=true')]).toEqual([0, 1]);
  });
});
