import { ALLOWED_HOSTS_SCHEMA } from '../../../model/connection';
import { changeAllowList, readAllowList } from '../../../scripts/dynatrace/allow-list';
import { type Bench, failureOf, startBench } from '../support';

describe('allow-list', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const store = (hostList: string[], enforced = true) =>
    bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced, hostList } });
  const stored = () => bench.dynatrace.tenant.objects.map(({ value }) => value.allowedOutboundConnections);
  const add = (host: string) =>
    changeAllowList(bench.context(), ({ hosts }) => (hosts.includes(host) ? undefined : [...hosts, host]));
  const removeAll = () => changeAllowList(bench.context(), ({ hosts }) => (hosts.length > 0 ? [] : undefined));

  it('reads a list that was never stored as enforced and empty', async () => {
    expect(await readAllowList(bench.context())).toEqual({ enforced: true, hosts: [] });
  });

  it('begins again when the whole list is deleted between the read and the write', async () => {
    store(['a.example.com']);
    const { faults, tenant } = bench.dynatrace;
    const body = { code: 404, error: { code: 404, message: 'Settings not found' } };
    faults.add({ method: 'PUT', path: /objects/, status: 404, body });
    bench.clock.meanwhile = () => {
      tenant.objects.splice(0);
      bench.clock.meanwhile = undefined;
    };

    expect(await add('b.example.com')).toBe(true);

    expect(stored()).toEqual([{ enforced: true, hostList: ['b.example.com'] }]);
  });

  it('looks again after a write that got no clear answer, and does not write twice', async () => {
    store(['a.example.com']);
    bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, reset: 'after' });

    await add('b.example.com');

    expect(stored()).toEqual([{ enforced: true, hostList: ['a.example.com', 'b.example.com'] }]);
  });

  it.each([
    ['an answer of no shape', { status: 200, body: '<html>' }, 3],
    ['a failure of the server', { status: 500 }, 15],
  ])('gives up when every write meets %s', async (_, fault, writes) => {
    store(['a.example.com']);
    bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, ...fault, times: 99 });

    expect(await failureOf(add('b.example.com'))).toMatchObject({ exitCode: 5 });
    expect(bench.requests().filter((request) => request.startsWith('PUT'))).toHaveLength(writes);
  });

  it('gives up when others keep changing it', async () => {
    store(['a.example.com']);
    const body = { code: 409, error: { code: 409, message: 'Conflicting resource' } };
    bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, status: 409, body, times: 999 });
    const started = bench.clock.now();

    const error = await failureOf(add('b.example.com'));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain('keeps changing');
    expect(bench.clock.now() - started).toBeGreaterThan(100_000);
  });

  it('does not take a missing schema for a list that was deleted', async () => {
    bench.dynatrace.tenant.schemas.delete(ALLOWED_HOSTS_SCHEMA);

    expect(await failureOf(add('a.example.com'))).toMatchObject({ exitCode: 6 });
    expect(bench.clock.slept).toEqual([]);
  });

  it('deletes an enforced list with its last host, which is what a tenant has without one', async () => {
    store(['a.example.com']);
    await removeAll();

    expect(stored()).toEqual([]);
  });

  it('leaves a list that is not enforced alone: it takes no hosts, and without it requests would be blocked', async () => {
    store(['a.example.com'], false);

    expect(await removeAll()).toBe(false);
    expect(await add('b.example.com')).toBe(false);

    expect(stored()).toEqual([{ enforced: false, hostList: ['a.example.com'] }]);
  });
});
