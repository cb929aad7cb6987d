import { ALLOWED_HOSTS_SCHEMA } from '../../../model/connection';
import { systemClock } from '../../../scripts/dynatrace/clock';
import * as allowedHost from '../../../scripts/kinds/allowed-host';
import { type Bench, complete, failureOf, MARK, OWN_OBJECTS, stale, startBench } from '../support';

const verbs = complete(allowedHost.verbs);
const HOST = '*.amazonaws.com';

interface List {
  enforced: boolean;
  hostList: string[];
}

describe('allowed-host', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const input = (host = HOST) => ({
    environment: bench.dynatrace.url,
    host,
    ...MARK,
    before: 'absent' as const,
  });
  const object = () => bench.dynatrace.tenant.objects.find(({ schemaId }) => schemaId === ALLOWED_HOSTS_SCHEMA);
  const list = () => object()?.value.allowedOutboundConnections as List;
  const store = (hostList: string[], enforced = true) =>
    bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced, hostList } });
  const writes = () => bench.requests().filter((request) => /^(PUT|POST) \/objects/.test(request)).length;

  describe('look', () => {
    it.each([
      ['it is listed', [HOST], HOST, 'present'],
      ['a wider pattern covers it', [HOST], 'sts.amazonaws.com', 'present'],
      ['only others are listed', ['a.example.com'], HOST, 'absent'],
      ['the list is empty', [], HOST, 'absent'],
    ] as const)('finds out before any write whether the host is there: %s', async (_, hosts, host, before) => {
      store([...hosts]);
      const reader = bench.client({ scopes: ['settings:objects:read'] });

      expect(await verbs.look(input(host), bench.context({ env: reader }))).toBe(before);
      expect(bench.lines).toEqual([`host ${host} is ${before === 'present' ? 'already allowed' : 'not allowed yet'}`]);
      expect(list().hostList).toEqual(hosts);
    });

    it('takes a host for absent while there is no list, and for present while none is enforced', async () => {
      expect(await verbs.look(input(), bench.context())).toBe('absent');
      bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: false } });

      expect(await verbs.look(input(), bench.context())).toBe('present');
    });

    it('fails without the permission to read the list', async () => {
      const env = bench.client({ policy: '', scopes: OWN_OBJECTS });

      expect(await failureOf(verbs.look(input(), bench.context({ env })))).toMatchObject({ exitCode: 3 });
    });
  });

  describe('create', () => {
    it('creates the list when there is none', async () => {
      await verbs.create(input(), bench.context());
      expect(list()).toEqual({ enforced: true, hostList: [HOST] });
      expect(bench.lines.at(-1)).toBe(`host ${HOST} is allowed now`);
    });

    it('appends to the hosts of others and keeps their order', async () => {
      store(['z.example.com', 'a.example.com']);

      await verbs.create(input(), bench.context());
      expect(list().hostList).toEqual(['z.example.com', 'a.example.com', HOST]);
      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects', expect.stringMatching(/^PUT /)]);
    });

    it.each([
      ['it is listed', [HOST], HOST],
      ['a wider pattern covers it', [HOST], 'sts.amazonaws.com'],
    ])('writes nothing when %s', async (_, hosts, host) => {
      store(hosts);

      await verbs.create(input(host), bench.context());
      expect(writes()).toBe(0);
      expect(bench.lines).toEqual([`host ${host} is allowed`]);
    });

    it('writes nothing when the list is not enforced, and does not enforce it', async () => {
      bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: false } });

      await verbs.create(input(), bench.context());
      expect(writes()).toBe(0);
    });

    it.each([409, 412] as const)('reads again when others change the list meanwhile (%s)', async (status) => {
      store(['a.example.com']);
      bench.dynatrace.behaviour.staleTokenStatus = status;
      bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, ...stale(status) });
      bench.clock.meanwhile = () => void list().hostList.push('b.example.com');

      await verbs.create(input(), bench.context());
      expect(list().hostList).toEqual(['a.example.com', 'b.example.com', HOST]);
    });

    it('gives up at the deadline when the list never stands still', async () => {
      store([]);
      bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, ...stale(), times: 1_000 });

      expect(await failureOf(verbs.create(input(), bench.context()))).toMatchObject({ exitCode: 5 });
    });

    it('loses no host when many scripts create the list at once', async () => {
      const hosts = Array.from({ length: 8 }, (_, index) => `host${index}.example.com`);

      await Promise.all(hosts.map((host) => verbs.create(input(host), bench.context({ clock: systemClock }))));

      expect([...list().hostList].sort()).toEqual(hosts);
    });

    it('adds its host again when another machine replaced the new list', async () => {
      bench.clock.meanwhile = () => {
        bench.clock.meanwhile = undefined;
        list().hostList = ['theirs.example.com'];
      };

      await verbs.create(input(), bench.context());
      expect(list().hostList).toEqual(['theirs.example.com', HOST]);
    });

    it.each(['before', 'after'] as const)('adds it once when the connection breaks %s the update', async (reset) => {
      store([]);
      bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, reset });

      await verbs.create(input(), bench.context());
      expect(list().hostList).toEqual([HOST]);
    });

    it('goes on when it was killed after the update', async () => {
      store([]);
      bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, reset: 'after' });
      bench.clock.meanwhile = () => Promise.reject(new Error('killed'));
      await failureOf(verbs.create(input(), bench.context()));
      bench.clock.meanwhile = undefined;

      await verbs.create(input(), bench.context());
      expect(list().hostList).toEqual([HOST]);
    });

    it('refuses before it writes when the list is full', async () => {
      store(Array.from({ length: 100 }, (_, index) => `h${index}.example.com`));

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain('has 100 hosts, and the limit is 100');
      expect(writes()).toBe(0);
    });

    it('says how many hosts a tenant with a smaller list takes', async () => {
      await bench.close();
      bench = await startBench({ maxHosts: 50 });
      store(Array.from({ length: 50 }, (_, index) => `h${index}.example.com`));

      const error = await failureOf(verbs.create(input(), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain('no room for another host in the outbound allow-list');
    });

    it('passes on what the API says of a host', async () => {
      const error = await failureOf(verbs.create(input('*.com'), bench.context()));

      expect(error).toMatchObject({ exitCode: 6 });
      expect(error.message).toContain('allowedOutboundConnections/hostList');
    });
  });

  describe('delete', () => {
    it('removes exactly its host, and the object with the last one, as if no list had ever been stored', async () => {
      store([HOST, 'a.example.com']);
      await verbs.delete(input(), bench.context());
      expect(list().hostList).toEqual(['a.example.com']);
      expect(bench.lines).toEqual([`host ${HOST} is removed from the allow-list`]);

      await verbs.delete(input('a.example.com'), bench.context());
      await verbs.delete(input(), bench.context());
      expect(object()).toBeUndefined();
    });

    it('leaves a list alone that is not enforced any more', async () => {
      bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: false } });

      await verbs.delete(input(), bench.context());

      expect(object()).toBeDefined();
      expect(writes()).toBe(0);
      expect(bench.lines.at(-1)).toContain('was not in the allow-list');
    });

    it('does not take the object from somebody who adds a host meanwhile', async () => {
      store([HOST]);
      bench.dynatrace.faults.add({ method: 'DELETE', path: /objects/, ...stale() });
      bench.clock.meanwhile = () => void list().hostList.push('new.example.com');

      await verbs.delete(input(), bench.context());

      expect(list().hostList).toEqual(['new.example.com']);
    });

    it.each([
      ['was there before', 'present'],
      ['may have been there before', ''],
    ] as const)('leaves a host that %s', async (_, before) => {
      store([HOST]);

      await verbs.delete({ ...input(), before }, bench.context());
      expect(bench.lines).toEqual([`host ${HOST} stays, because it was allowed before`]);

      expect(list().hostList).toEqual([HOST]);
      expect(bench.requests()).toEqual([]);
    });

    it('reads again when others change the list meanwhile', async () => {
      store([HOST, 'a.example.com']);
      bench.dynatrace.faults.add({ method: 'PUT', path: /objects/, ...stale() });
      bench.clock.meanwhile = () => void list().hostList.unshift('new.example.com');

      await verbs.delete(input(), bench.context());

      expect(list().hostList).toEqual(['new.example.com', 'a.example.com']);
    });
  });

  describe('read', () => {
    it('compares any number of hosts with one list', async () => {
      store([HOST]);

      const live = await verbs.read([input(), input('sts.amazonaws.com'), input('x.example.com')], bench.context());

      expect(live.map(({ status }) => status)).toEqual(['in-sync', 'in-sync', 'missing']);
      expect(bench.requests()).toEqual(['POST /sso/oauth2/token', 'GET /objects']);
    });

    it('reports a list that is not enforced any more, and allows everything', async () => {
      bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: false } });

      expect(await verbs.read([input()], bench.context())).toMatchObject([
        {
          status: 'changed',
          note: expect.stringContaining('not enforced'),
          changes: [{ attribute: 'enforced', from: 'true', to: 'false' }],
        },
      ]);
    });
  });
});
