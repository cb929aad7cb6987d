import { lookAt } from '../../../commands/live/look';
import { readDrift } from '../../../commands/live/read';
import type { ResolvedStack } from '../../../deployment/resolved-stack';
import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import { connectionMark } from '../../../model/marks';
import { CONNECTOR_APP_ID } from '../../../model/oidc';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { isRecord, shape } from '../../../scripts/dynatrace/shapes';
import { readLive } from '../../../scripts/look';
import type { Tracked } from '../../../terraform/instances';
import { exportCredentials, sandboxTenant } from '../support';

describe('reading drift', () => {
  let dynatrace: DynatraceSandbox;
  let tenant: ResolvedStack;
  const environment = () => dynatrace.url;
  const tracked = (kind: Tracked['kind'], key: string, instance: object): Tracked => ({
    kind,
    key,
    address: `${kind}.${key}`,
    blocks: {},
    unfinished: false,
    instance: { environment: environment(), ...instance } as never,
  });
  const mark = (key: string) => ({ v: '1', label: 'team', owner: '42', key, guard: key });
  const app = () => tracked('hub-app', CONNECTOR_APP_ID, { app_id: CONNECTOR_APP_ID });
  const host = (name: string) => tracked('allowed-host', name, { host: name });
  const legacy = (name: string) =>
    tracked('legacy-connection', name, {
      schema: CONNECTION_SCHEMAS.legacy,
      ...mark(name),
      name,
      role_arn: 'arn:aws:iam::123456789012:role/ops',
      policy_arns: '',
    });
  const enhanced = (key: string, objectId = 'x') => [
    tracked('connection', key, { schema: CONNECTION_SCHEMAS.enhanced, ...mark(key), name: key, role_arn: 'arn' }),
    tracked('connection-settings', key, {
      schema: CONNECTION_SCHEMAS.enhanced,
      object_id: objectId,
      name: key,
      role_arn: 'arn',
    }),
  ];
  const statuses = async (items: Tracked[]) => (await readDrift(tenant, items)).map(({ live }) => live.status);

  beforeEach(async () => {
    dynatrace = await startDynatrace({ apps: [CONNECTOR_APP_ID] });
    tenant = sandboxTenant(dynatrace);
    const { clientId, clientSecret } = dynatrace.admin;
    exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
  });
  afterEach(() => dynatrace.close());

  it('answers in the order of the question, whatever the kinds', async () => {
    const items = [host('*.amazonaws.com'), app(), legacy('ops'), host('api.example.com')];

    expect(await statuses(items)).toEqual(['missing', 'in-sync', 'missing', 'missing']);
  });

  /** What was asked for, without the path to it. */
  const requests = () => dynatrace.log.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);

  it('takes one token, and one request for whatever several kinds want to know', async () => {
    const hosts = Array.from({ length: 20 }, (_, index) => host(`h${index}.example.com`));
    const connections = ['c', 'd'].flatMap((key) => {
      const externalId = connectionMark(mark(key));
      const value = enhancedConnectionValue(key) as never;
      return enhanced(key, dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, value, { externalId }).objectId);
    });

    await readDrift(tenant, [...hosts, app(), ...connections]);

    expect(requests().sort()).toEqual(['GET dynatrace.aws.connector', 'GET objects', 'GET objects', 'POST token']);
  });

  it('looks for what is missing with administrator access, once for each schema', async () => {
    await readDrift(tenant, [legacy('a'), legacy('b'), ...enhanced('c'), ...enhanced('d')]);

    expect(requests()).toEqual([
      'POST token',
      'GET objects',
      'GET objects',
      'POST token',
      'GET objects',
      'GET objects',
    ]);
  });

  it('leaves out preflights, which are no objects', async () => {
    expect(await readDrift(tenant, [tracked('preflight', 'prod', {})])).toEqual([]);
  });

  it('leaves out what was never finished, which the next deploy creates whatever is there', async () => {
    expect(await readDrift(tenant, [{ ...app(), unfinished: true }])).toEqual([]);
  });

  it('tells what is hidden from these credentials from what is gone', async () => {
    const { user } = dynatrace.addUser({ email: 'owner@example.com' });
    const reader = dynatrace.addUser({
      email: 'reader@example.com',
      policy: 'ALLOW settings:objects:read, settings:objects:write, settings:schemas:read;',
    });
    dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, enhancedConnectionValue('theirs') as never, { owner: user });
    exportCredentials({ DT_CLIENT_ID: reader.clientId, DT_CLIENT_SECRET: reader.clientSecret });
    const [theirs, gone] = [...enhanced('theirs'), ...enhanced('gone')].filter(({ kind }) => kind === 'connection');

    const live = await readDrift(tenant, [theirs as Tracked, gone as Tracked]);

    expect(live.map((one) => one.live)).toEqual([
      { status: 'hidden', note: expect.stringContaining('these credentials cannot see it. Use the credentials that') },
      { status: 'missing' },
    ]);
  });

  it('tells what could not be read from what could', async () => {
    const { clientId, clientSecret } = dynatrace.addUser({
      email: 'reader@example.com',
      policy: 'ALLOW app-engine:apps:run;',
    });
    exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });

    const [first, second] = await readDrift(tenant, [app(), host('*.amazonaws.com')]);

    expect(first?.live.status).toBe('in-sync');
    expect(second?.live).toMatchObject({
      status: 'unreadable',
      note: expect.stringContaining('ALLOW settings:objects:read'),
    });
  });

  it('fails as a whole when nothing can be read', async () => {
    exportCredentials({ DT_CLIENT_SECRET: 'wrong' });

    await expect(readDrift(tenant, [app(), host('*.amazonaws.com')])).rejects.toThrow(
      'Check DT_CLIENT_ID and DT_CLIENT_SECRET',
    );
  });

  it('fails without credentials', async () => {
    exportCredentials({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined });

    await expect(readDrift(tenant, [app()])).rejects.toThrow('no Dynatrace credentials in the environment');
  });

  it('looks for an object in the environment that it was deployed to', async () => {
    const other = await startDynatrace({ account: dynatrace.tenant.account, apps: [CONNECTOR_APP_ID] });
    const there = { ...app(), instance: { environment: other.url, app_id: CONNECTOR_APP_ID } as never };
    dynatrace.tenant.apps.clear();

    const live = await readDrift(tenant, [app(), there]).finally(() => other.close());

    expect(live.map((one) => one.live.status)).toEqual(['missing', 'in-sync']);
  });

  it('reads one GET once, and repeats everything else', async () => {
    const context = lookAt(tenant);
    const ask = (method: 'GET' | 'POST') =>
      context.send({
        what: 'ask',
        method,
        path: `/app-engine/registry/v1/apps/${CONNECTOR_APP_ID}${method === 'POST' ? ':install-bundle' : ''}`,
        permissions: [{ permission: 'app-engine:apps:run' }, { permission: 'app-engine:apps:install' }],
        answer: shape('an object', isRecord),
      });

    await Promise.all([ask('GET'), ask('GET'), ask('POST'), ask('POST')]);

    expect(dynatrace.log.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'POST']);
    await context.close();
  });

  it('reads what a deployment file wants in the same way', async () => {
    const context = lookAt(tenant);
    const { kind, instance } = app();

    expect(await readLive([{ kind, instance }], context)).toEqual([
      { status: 'in-sync', note: expect.stringContaining('version') },
    ]);
    await context.close();
  });
});
