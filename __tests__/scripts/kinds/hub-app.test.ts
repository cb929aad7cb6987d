import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import * as hubApp from '../../../scripts/kinds/hub-app';
import { type Bench, complete, failureOf, MARK, startBench } from '../support';

const verbs = complete(hubApp.verbs);
const APP = 'dynatrace.aws.connector';
const APPS = '/platform/app-engine/registry/v1/apps';

/** A line without the seconds that have passed, which depend on the machine. */
const timeless = (line: string) => line.replace(/ \d{1,3} of /, ' … of ');

describe('hub-app', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const input = (change: Partial<Parameters<typeof verbs.create>[0]> = {}) => ({
    environment: bench.dynatrace.url,
    app_id: APP,
    install: 'hub' as const,
    timeout: 60,
    ...MARK,
    before: 'absent' as const,
    ...change,
  });
  const is = (fields: object) => Object.assign(bench.dynatrace.tenant.apps.get(APP) ?? {}, fields);

  /** The description of the API has a version in every answer, and the product needs none. */
  const withoutVersion = () =>
    bench.dynatrace.faults.add({ path: /registry/, status: 200, body: { id: APP, resourceStatus: { status: 'OK' } } });

  describe('look', () => {
    it('finds out before any write whether the app is there', async () => {
      expect(await verbs.look(input(), bench.context())).toBe('absent');
      bench.dynatrace.addApp(APP);
      expect(await verbs.look(input(), bench.context())).toBe('present');
      is({ status: 'ERROR' });
      expect(await verbs.look(input(), bench.context())).toBe('present');
      expect(bench.requests().every((request) => /^GET|sso/.test(request))).toBe(true);
    });

    it('says what it found', async () => {
      await verbs.look(input(), bench.context());
      bench.dynatrace.addApp(APP);
      await verbs.look(input(), bench.context());
      withoutVersion();
      await verbs.look(input(), bench.context());

      expect(bench.lines).toEqual([`app ${APP} is not installed`, `app ${APP} 2.1.5 is there`, `app ${APP} is there`]);
    });

    it.each([
      ['being removed', 'DELETE', 'absent'],
      ['being installed by somebody else', 'INSTALL', 'present'],
    ] as const)('sees what becomes of an app that is %s', async (_, operation, before) => {
      bench.dynatrace.addApp(APP);
      is({ pending: { operation, polls: 3, until: 0 } });

      expect(await verbs.look(input(), bench.context())).toBe(before);
    });

    it('does not take an app for absent when the registry does not say so', async () => {
      bench.dynatrace.addApp(APP);
      bench.dynatrace.faults.add({ path: /registry/, status: 404, body: 'Not found', times: 100 });

      expect(await failureOf(verbs.look(input(), bench.context()))).toMatchObject({ exitCode: 5 });
    });
  });

  describe('create', () => {
    it('asks once when the app is there', async () => {
      bench.dynatrace.addApp(APP);

      await verbs.create(input({ install: 'require' }), bench.context());
      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', `GET ${APPS}/${APP}`]);
    });

    it('stops with the page of the Hub when it has to be there and is not', async () => {
      const error = await failureOf(verbs.create(input({ install: 'require' }), bench.context()));

      expect(error).toMatchObject({ exitCode: 2 });
      expect(error.message).toContain(`${bench.dynatrace.url}/ui/apps/dynatrace.hub/browse/all?details=${APP}`);
    });

    it('installs it from the Hub and waits until it is OK', async () => {
      await verbs.create(input(), bench.context());

      expect(bench.requests()).toContain(`POST ${APPS}/${APP}:install-bundle`);
      expect([...new Set(bench.lines.map(timeless))]).toEqual([
        `app ${APP}: installing`,
        `app ${APP}: not yet installed, … of 60 s`,
        `app ${APP}: PENDING, … of 60 s`,
        `app ${APP} 2.1.5 is ready`,
      ]);
      expect(bench.dynatrace.tenant.apps.get(APP)?.status).toBe('OK');
    });

    it.each([404, 405] as const)('gives the page of the Hub when its call is gone (%s)', async (status) => {
      bench.dynatrace.behaviour.installBundle = status;

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain(`the Hub did not install the app ${APP}`);
      expect(error.message).toContain(`(status ${status})`);
      expect(error.message).toContain('does not support that call');
      expect(error.message).toContain('/ui/apps/dynatrace.hub/');
    });

    it('goes on waiting when it was killed after asking for the installation', async () => {
      const killed = bench.context();
      bench.clock.meanwhile = () => Promise.reject(new Error('killed'));
      await failureOf(verbs.create(input(), killed));
      bench.clock.meanwhile = undefined;

      await verbs.create(input(), bench.context());
      expect(bench.requests().filter((request) => request.includes('install-bundle'))).toHaveLength(1);
    });

    it.each(['before', 'after'] as const)('looks before it repeats when the connection breaks %s', async (reset) => {
      bench.dynatrace.faults.add({ method: 'POST', path: /install-bundle/, reset });

      const attempt = verbs.create(input(), bench.context());

      if (reset === 'after') await attempt;
      else expect(await failureOf(attempt)).toMatchObject({ exitCode: 5 });
      expect(bench.requests().filter((request) => request.includes('install-bundle'))).toHaveLength(1);
    });

    it('waits for a removal to end before it installs', async () => {
      bench.dynatrace.addApp(APP);
      is({ pending: { operation: 'DELETE', polls: 3, until: 0 } });

      await verbs.create(input(), bench.context());

      expect(timeless(bench.lines[0] ?? '')).toBe(`app ${APP}: being removed, … of 180 s`);
      expect(bench.dynatrace.tenant.apps.get(APP)?.status).toBe('OK');
    });

    it('stops at the deadline, and says how to wait longer', async () => {
      bench.dynatrace.behaviour.install = { polls: 100, milliseconds: 0, outcome: 'OK' };

      const error = await failureOf(verbs.create(input({ timeout: 20 }), bench.context()));

      expect(error).toMatchObject({ exitCode: 5 });
      expect(error.message).toContain('after 20 s: its state is PENDING');
      expect(error.message).toContain('Deploy again to keep waiting, or raise `app.timeout`.');
      expect(bench.clock.slept.length).toBeLessThanOrEqual(10);
    });

    it.each(['ERROR', 'DEACTIVATED'] as const)('does not wait for an app in state %s', async (status) => {
      bench.dynatrace.addApp(APP);
      is({ status });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain(`the app ${APP} is in state ${status}`);
      expect(error.message.includes('it failed in PENDING_INSTALL')).toBe(status === 'ERROR');
      expect(error.message).not.toContain('undefined');
      expect(error.message).toMatch(/Repair it at \S+dynatrace\.hub\S+, then deploy again\.$/);
    });

    it('names the scope that installing takes', async () => {
      const env = bench.client({ scopes: ['app-engine:apps:run'] });

      const error = await failureOf(verbs.create(input(), bench.context({ env })));

      expect(error).toMatchObject({ exitCode: 3 });
      expect(error.message).toContain('app-engine:apps:install');
    });

    it('uploads a bundle, and says when the file or its content is wrong', async () => {
      const bundle = join(bench.directory, 'app.zip');
      const create = () => verbs.create(input({ install: 'bundle', bundle }), bench.context());
      const store = (manifest: string) => writeFileSync(bundle, zipSync({ 'manifest.yaml': strToU8(manifest) }));
      const missing = await failureOf(create());
      store('id: another.app');
      const another = await failureOf(create());
      expect(bench.requests().filter((request) => request.startsWith(`POST ${APPS}`))).toEqual([]);
      store(`id: ${APP}`);
      const refused = await failureOf(create());
      store(`id: ${APP}\nversion: 1.2.3`);
      await create();

      expect([missing, another, refused]).toMatchObject([{ exitCode: 2 }, { exitCode: 2 }, { exitCode: 6 }]);
      expect(missing.message).toContain(`cannot read the app bundle (${bundle})`);
      expect(missing.message).toContain('Set `app.bundle` to the path of the zip file.');
      expect(another.message).toContain('it is the bundle of another.app');
      expect(refused.message).toContain('InvalidAppBundle');
      expect(bench.dynatrace.tenant.apps.get(APP)?.version).toBe('1.2.3');
    });

    it('names the key of the deployment file where no bundle is given', async () => {
      const error = await failureOf(verbs.create(input({ install: 'bundle', bundle: undefined }), bench.context()));

      expect(error.message).toContain('cannot read the app bundle (`app.bundle`)');
    });

    it('does not take a bundle that is refused for a call that is gone', async () => {
      const bundle = join(bench.directory, 'app.zip');
      writeFileSync(bundle, zipSync({ 'manifest.yaml': strToU8(`id: ${APP}`) }));

      const error = await failureOf(verbs.create(input({ install: 'bundle', bundle }), bench.context()));

      expect(error.message).not.toContain('the Hub');
    });
  });

  describe('delete', () => {
    it.each([
      ['was there before', 'present'],
      ['may have been there before', ''],
    ] as const)('leaves an app that %s', async (_, before) => {
      bench.dynatrace.addApp(APP);

      await verbs.delete(input({ before }), bench.context());

      expect(bench.dynatrace.tenant.apps.has(APP)).toBe(true);
      expect(bench.requests()).toEqual([]);
      expect(bench.lines).toEqual([`app ${APP} stays, because it was installed before`]);
    });

    it('uninstalls its own app and waits until it is gone', async () => {
      bench.dynatrace.addApp(APP);
      await verbs.delete(input(), bench.context());
      await verbs.delete(input(), bench.context());

      expect(bench.dynatrace.tenant.apps.has(APP)).toBe(false);
      expect(bench.lines.at(-1)).toBe(`app ${APP} is uninstalled`);
    });

    it('stops when the removal does not end', async () => {
      bench.dynatrace.addApp(APP);
      bench.dynatrace.behaviour.install = { polls: 1_000, milliseconds: 0, outcome: 'OK' };

      expect(await failureOf(verbs.delete(input(), bench.context()))).toMatchObject({
        exitCode: 5,
        message: `the app ${APP} is still there after 180 s. Run it again.`,
      });
    });
  });

  it('reads whether the app is there and well', async () => {
    const [missing] = await verbs.read([input()], bench.context());
    bench.dynatrace.addApp(APP);
    const [present] = await verbs.read([input()], bench.context());
    is({ status: 'ERROR' });
    const [broken] = await verbs.read([input()], bench.context());

    expect([missing?.status, present?.status, broken?.status]).toEqual(['missing', 'in-sync', 'changed']);
    expect(present?.note).toBe('version 2.1.5');
    expect(broken?.changes).toEqual([{ attribute: 'status', from: 'OK', to: 'ERROR' }]);
  });

  it('asks once about one app, and has nothing to note of one without a version', async () => {
    withoutVersion();

    const live = await verbs.read([input(), input()], bench.context());

    expect(live).toEqual([{ status: 'in-sync' }, { status: 'in-sync' }]);
    expect(bench.requests()).toEqual(['POST /sso/oauth2/token', `GET ${APPS}/${APP}`]);
  });
});
