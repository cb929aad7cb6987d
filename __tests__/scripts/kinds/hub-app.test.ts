import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verbs } from '../../../scripts/kinds/hub-app';
import { type Bench, failureOf, startBench } from '../support';

const APP = 'dynatrace.aws.connector';
const APPS = '/platform/app-engine/registry/v1/apps';

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
    ...change,
  });
  const pending = () => join(bench.directory, 'hub-app.pending');

  describe('create', () => {
    it('asks once when the app is there', async () => {
      bench.dynatrace.addApp(APP);

      expect(await verbs.create(input({ install: 'require' }), bench.context())).toEqual({ origin: 'present' });
      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', `GET ${APPS}/${APP}`]);
    });

    it('stops with the page of the Hub when it has to be there and is not', async () => {
      const error = await failureOf(verbs.create(input({ install: 'require' }), bench.context()));

      expect(error).toMatchObject({ exitCode: 2 });
      expect(error.message).toContain(`${bench.dynatrace.url}/ui/apps/dynatrace.hub/browse/all?details=${APP}`);
    });

    it('installs it from the Hub and waits until it is OK', async () => {
      expect(await verbs.create(input(), bench.context())).toEqual({ origin: 'installed' });

      expect(bench.requests()).toContain(`POST ${APPS}/${APP}:install-bundle`);
      expect(bench.lines.filter((line) => line.includes('PENDING'))).not.toHaveLength(0);
      expect(bench.dynatrace.tenant.apps.get(APP)?.status).toBe('OK');
    });

    it.each([404, 405] as const)('gives the page of the Hub when its call is gone (%s)', async (status) => {
      bench.dynatrace.behaviour.installBundle = status;

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain('not a supported one');
      expect(error.message).toContain('/ui/apps/dynatrace.hub/');
      expect(existsSync(pending())).toBe(false);
    });

    it('knows its own installation when it was killed after asking for it', async () => {
      const killed = bench.context();
      bench.clock.meanwhile = () => Promise.reject(new Error('killed'));
      await failureOf(verbs.create(input(), killed));
      bench.clock.meanwhile = undefined;

      expect(await verbs.create(input(), bench.context())).toEqual({ origin: 'installed' });
      expect(bench.requests().filter((request) => request.includes('install-bundle'))).toHaveLength(1);
    });

    it.each(['before', 'after'] as const)('looks before it repeats when the connection breaks %s', async (reset) => {
      bench.dynatrace.faults.add({ method: 'POST', path: /install-bundle/, reset });

      const attempt = verbs.create(input(), bench.context());

      if (reset === 'after') expect(await attempt).toEqual({ origin: 'installed' });
      else expect(await failureOf(attempt)).toMatchObject({ exitCode: 5 });
      expect(bench.requests().filter((request) => request.includes('install-bundle'))).toHaveLength(1);
    });

    it('waits for a removal to end before it installs', async () => {
      bench.dynatrace.addApp(APP);
      const app = bench.dynatrace.tenant.apps.get(APP);
      if (app) app.pending = { operation: 'DELETE', polls: 3, until: 0 };

      expect(await verbs.create(input(), bench.context())).toEqual({ origin: 'installed' });
    });

    it('stops at the deadline, and says how to wait longer', async () => {
      bench.dynatrace.behaviour.install = { polls: 100, milliseconds: 0, outcome: 'OK' };

      const error = await failureOf(verbs.create(input({ timeout: 20 }), bench.context()));

      expect(error).toMatchObject({ exitCode: 5 });
      expect(error.message).toContain('after 20 s: its state is PENDING');
    });

    it.each(['ERROR', 'DEACTIVATED'] as const)('does not wait for an app in state %s', async (status) => {
      bench.dynatrace.addApp(APP);
      Object.assign(bench.dynatrace.tenant.apps.get(APP) ?? {}, { status });

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain(`in state ${status}`);
    });

    it('names the scope that installing takes', async () => {
      const limited = bench.dynatrace.addUser({ email: 'ci@example.com', scopes: ['app-engine:apps:run'] });
      const env = { DT_CLIENT_ID: limited.clientId, DT_CLIENT_SECRET: limited.clientSecret };

      const error = await failureOf(verbs.create(input(), bench.context({ env })));

      expect(error).toMatchObject({ exitCode: 3 });
      expect(error.message).toContain('app-engine:apps:install');
    });

    it('uploads a bundle, and says when the file or its content is wrong', async () => {
      const bundle = join(bench.directory, 'app.zip');
      const missing = await failureOf(verbs.create(input({ install: 'bundle', bundle }), bench.context()));
      writeFileSync(bundle, 'no zip');
      const refused = await failureOf(verbs.create(input({ install: 'bundle', bundle }), bench.context()));

      expect(missing).toMatchObject({ exitCode: 2 });
      expect(missing.message).toContain(bundle);
      expect(refused).toMatchObject({ exitCode: 6 });
      expect(refused.message).toContain('InvalidAppBundle');
      expect(existsSync(pending())).toBe(false);
    });
  });

  describe('delete', () => {
    it('leaves an app that was there before, or that is to stay', async () => {
      bench.dynatrace.addApp(APP);

      await verbs.delete({ ...input(), origin: 'present', on_destroy: 'uninstall' }, bench.context());
      await verbs.delete({ ...input(), origin: 'installed' }, bench.context());

      expect(bench.dynatrace.tenant.apps.has(APP)).toBe(true);
      expect(bench.requests()).toEqual([]);
    });

    it('uninstalls its own app and waits until it is gone', async () => {
      bench.dynatrace.addApp(APP);
      const own = { ...input(), origin: 'installed' as const, on_destroy: 'uninstall' as const };

      await verbs.delete(own, bench.context());
      await verbs.delete(own, bench.context());

      expect(bench.dynatrace.tenant.apps.has(APP)).toBe(false);
    });

    it('stops when the removal does not end', async () => {
      bench.dynatrace.addApp(APP);
      bench.dynatrace.behaviour.install = { polls: 1_000, milliseconds: 0, outcome: 'OK' };
      const own = { ...input(), origin: 'installed' as const, on_destroy: 'uninstall' as const };

      expect(await failureOf(verbs.delete(own, bench.context()))).toMatchObject({ exitCode: 5 });
    });
  });

  it('reads whether the app is there and well', async () => {
    const [missing] = await verbs.read([input()], bench.context());
    bench.dynatrace.addApp(APP);
    const [present] = await verbs.read([input()], bench.context());
    Object.assign(bench.dynatrace.tenant.apps.get(APP) ?? {}, { status: 'ERROR' });
    const [broken] = await verbs.read([input()], bench.context());

    expect([missing?.status, present?.status, broken?.status]).toEqual(['missing', 'in-sync', 'changed']);
    expect(broken?.changes).toEqual([{ attribute: 'status', from: 'OK', to: 'ERROR' }]);
  });
});
