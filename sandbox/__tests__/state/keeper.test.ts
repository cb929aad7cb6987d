import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../sandbox';
import { readSeed } from '../../seed/read';
import { createRole, iam } from '../aws/client';
import { call, create, ENHANCED, enhancedValue, requestToken } from '../dynatrace/support';

let directory: string;
const started: Sandbox[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'state-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  started.push(sandbox);
  return sandbox;
}

const seed = readSeed("hosts: ['*.example.com']\naws: { accounts: [{ id: '111111111111' }] }", 'seed.yaml');

async function change({ dynatrace, aws }: Sandbox): Promise<void> {
  await create(dynatrace, ENHANCED, enhancedValue('mine'));
  dynatrace.addUser({ email: 'new@example.com' });
  dynatrace.addApp('dynatrace.aws.connector');
  await createRole(aws, 'ops');
  await iam(aws, 'CreateOpenIDConnectProvider', { Url: 'https://token.dynatrace.com' });
}

test('a reset takes both sides back to the start, and credentials stay valid', async () => {
  const sandbox = await start({ seed });
  const before = await sandbox.snapshot();
  await change(sandbox);
  expect(await sandbox.snapshot()).not.toEqual(before);

  const response = await fetch(`${sandbox.dynatrace.url}/_sandbox/reset`, { method: 'POST' });

  expect(response.status).toBe(204);
  expect(await sandbox.snapshot()).toEqual(before);
  expect((await requestToken(sandbox.dynatrace, {})).status).toBe(200);
  await change(sandbox);
  await sandbox.reset();
  expect(await sandbox.snapshot()).toEqual(before);
});

test('a data folder brings back what there was, keys and credentials included', async () => {
  const data = join(directory, 'data');
  const first = await start({ seed, data });
  const initial = await first.snapshot();
  await change(first);
  const [token, subject] = [await first.dynatrace.connectionToken('mine'), 'x'];
  const before = await first.snapshot();
  await first.close();

  const second = await start({ seed, data });

  expect(await second.snapshot()).toEqual(before);
  expect(second.credentials).toEqual(first.credentials);
  expect(second.dynatrace.admin.clientId).toBe(first.credentials.DT_CLIENT_ID);
  const [header, other] = [token, await second.dynatrace.mintToken({ subject, audience: 'a' })].map(
    (one) => one.split('.')[0],
  );
  expect(other).toBe(header);
  const jwks = async ({ dynatrace }: Sandbox) => (await call(dynatrace, 'GET', '/issuer/jwks')).body.keys[0].n;
  expect(await jwks(second)).toEqual(expect.any(String));
  await second.reset();
  expect(await second.snapshot()).toEqual(initial);
});

test('a data folder is written while the sandbox runs, for this user alone', async () => {
  const sandbox = await start({ data: directory });
  sandbox.dynatrace.addApp('some.app');
  const file = join(directory, 'sandbox.json');
  const saved = async () => JSON.parse(await readFile(file, 'utf8')).current.dynatrace.apps;
  for (let tries = 0; tries < 50 && (await saved()).length === 0; tries += 1) await delay(100);
  expect(await saved()).toMatchObject([{ id: 'some.app' }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test.each(['no JSON', '{"format":2}'])('a folder with something else in its file is refused: %s', async (text) => {
  await writeFile(join(directory, 'sandbox.json'), text);
  await expect(start({ data: directory })).rejects.toThrow('holds no state of this sandbox');
});

test('an environment alone has nothing to reset', async () => {
  const { dynatrace } = await start();
  dynatrace.tenant.onReset = undefined;
  expect((await fetch(`${dynatrace.url}/_sandbox/reset`, { method: 'POST' })).status).toBe(404);
});

test('a port that is taken is named, and nothing is left running', async () => {
  const { dynatrace } = await start();
  const { port } = (await start()).aws;
  await expect(start({ ports: { dynatrace: 0, aws: dynatrace.port } })).rejects.toThrow(`port ${dynatrace.port}`);
  await expect(start({ ports: { dynatrace: port, aws: 0 } })).rejects.toThrow('or choose another port');
});
