import { join } from 'node:path';
import {
  ALLOWED_HOSTS_SCHEMA,
  CONNECTION_SCHEMAS,
  enhancedConnectionValue,
  legacyConnectionValue,
} from '../../model/connection';
import type { Kind } from '../../model/kind-types';
import { connectionMark } from '../../model/marks';
import type { Context } from '../../scripts/dynatrace/context';
import { createLocks } from '../../scripts/dynatrace/locks';
import { VERBS } from '../../scripts/kinds';
import { type Bench, failureOf, MARK, startBench } from './support';

const ROLE = 'arn:aws:iam::123456789012:role/ops';
const APP = 'dynatrace.aws.connector';

interface Case {
  kind: Exclude<Kind, 'preflight'>;
  /** Input beside the environment and the mark, once the tenant is prepared. */
  prepare(bench: Bench): object;
  /** Requests of a create that nothing interrupts, those for tokens included. */
  requests: number;
}

const enhanced = (bench: Bench, fields: object = { externalId: connectionMark(MARK) }) =>
  bench.dynatrace.addObject(
    CONNECTION_SCHEMAS.enhanced,
    { ...enhancedConnectionValue('ops') },
    { owner: bench.dynatrace.admin.user, ...fields },
  );
const identity = { schema: CONNECTION_SCHEMAS.enhanced, name: 'ops', role_arn: ROLE, adopt: false };
const legacy = { ...identity, schema: CONNECTION_SCHEMAS.legacy, policy_arns: '' };
const actor = { account: '', actor: 'service-user:create:robot', adopt: false };
const robot = (bench: Bench, description = '') => {
  const ownGroup = bench.dynatrace.addGroup({ name: 'own', hidden: true }).uuid;
  const { user } = bench.dynatrace.addUser({ email: 'robot@example.com', policy: '' });
  return Object.assign(user, { kind: 'service', name: 'robot', description, ownGroup });
};
const storeHosts = (bench: Bench, ...hostList: string[]) =>
  bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: true, hostList } });

const CASES: Record<string, Case> = {
  'an app that is there': {
    kind: 'hub-app',
    prepare: (bench) => {
      bench.dynatrace.addApp(APP);
      return { app_id: APP, install: 'hub', timeout: 60 };
    },
    requests: 2,
  },
  'an app to install': {
    kind: 'hub-app',
    prepare: () => ({ app_id: APP, install: 'hub', timeout: 60 }),
    requests: 7,
  },
  'the first host': { kind: 'allowed-host', prepare: () => ({ host: '*.amazonaws.com' }), requests: 5 },
  'another host': {
    kind: 'allowed-host',
    prepare: (bench) => {
      storeHosts(bench, 'a.example.com');
      return { host: '*.amazonaws.com' };
    },
    requests: 3,
  },
  'a host that is there': {
    kind: 'allowed-host',
    prepare: (bench) => {
      storeHosts(bench, '*.amazonaws.com');
      return { host: '*.amazonaws.com' };
    },
    requests: 2,
  },
  'a legacy connection': { kind: 'legacy-connection', prepare: () => legacy, requests: 3 },
  'an adopted legacy connection': {
    kind: 'legacy-connection',
    prepare: (bench) => {
      const owner = bench.dynatrace.admin.user;
      bench.dynatrace.addObject(CONNECTION_SCHEMAS.legacy, { ...legacyConnectionValue('ops', ROLE, []) }, { owner });
      return { ...legacy, adopt: true };
    },
    requests: 5,
  },
  'an enhanced connection': { kind: 'connection', prepare: () => identity, requests: 3 },
  'an adopted connection': {
    kind: 'connection',
    prepare: (bench) => {
      enhanced(bench, { externalId: 'theirs' });
      return { ...identity, adopt: true };
    },
    requests: 5,
  },
  'the role of a connection': {
    kind: 'connection-settings',
    prepare: (bench) => {
      const trust = { issuer: 'https://token.dynatrace.com', audience: bench.dynatrace.audience };
      return { ...identity, object_id: enhanced(bench).objectId, name: 'renamed', timeout: 60, trust };
    },
    requests: 4,
  },
  'access for everyone': {
    kind: 'connection-share',
    prepare: (bench) => ({
      ...identity,
      object_id: enhanced(bench).objectId,
      accessor: 'all-users',
      permission: 'read',
    }),
    requests: 3,
  },
  'access for a service user': {
    kind: 'connection-share',
    prepare: (bench) => {
      robot(bench);
      const accessor = 'service-user:robot';
      return { ...identity, object_id: enhanced(bench).objectId, accessor, permission: 'read' };
    },
    requests: 5,
  },
  'a service user': { kind: 'workflow-actor', prepare: () => actor, requests: 3 },
  'an adopted service user': {
    kind: 'workflow-actor',
    prepare: (bench) => {
      robot(bench, 'made by hand');
      return { ...actor, adopt: true };
    },
    requests: 3,
  },
  'the policy of a service user': {
    kind: 'workflow-actor-policy',
    prepare: (bench) => {
      robot(bench);
      return { ...actor, statements: 'ALLOW automation:workflows:run;' };
    },
    requests: 6,
  },
  'access that nobody else may have': {
    kind: 'inventory',
    prepare: (bench) => {
      const everyone = { accessor: { type: 'all-users' as const }, permissions: ['r'] };
      const somebody = { type: 'group' as const, id: bench.dynatrace.addGroup({ name: 'operators' }).uuid };
      const accessors = [everyone, { accessor: somebody, permissions: ['r', 'w'] }];
      const { objectId } = enhanced(bench, { accessors });
      const { schema, name } = identity;
      const holding = { schema, name, object_id: objectId, accessors: [], exclusive: true };
      return { connections: JSON.stringify([holding]) };
    },
    requests: 4,
  },
};

type Act = (input: object, context: Context) => Promise<unknown>;

/** Where a script dies: at one of its requests, before it or after it took effect. */
interface Death {
  at: number;
  when: 'before' | 'after';
}

const deaths = (requests: number): Death[] =>
  Array.from({ length: requests }, (_, index) => index + 1).flatMap((at) => [
    { at, when: 'before' },
    { at, when: 'after' },
  ]);

describe.each(Object.entries(CASES))('%s, by scripts that are killed', (_, { kind, prepare, requests }) => {
  const { look, create, delete: remove } = VERBS[kind]() as { look?: Act; create: Act; delete?: Act };
  let machines = 0;

  /** Each script runs on a machine of its own, on which nothing is left of the ones before. */
  async function run(act: Act, bench: Bench, input: object, death?: Death) {
    machines += 1;
    const whole = bench.context({ access: { accountUuid: bench.dynatrace.tenant.account.uuid } });
    const locks = createLocks(join(bench.directory, `machine-${machines}`), bench.clock);
    let sent = 0;
    const mortal: Context = {
      ...whole,
      locks,
      async send(request) {
        sent += 1;
        const dies = sent === death?.at;
        if (dies && death.when === 'before') throw new Error('killed');
        const answer = whole.send(request);
        if (!dies) return answer;
        await answer.catch(() => undefined);
        throw new Error('killed');
      },
    };
    return { result: await act(input, mortal), sent };
  }

  /** A tenant before the first deploy, and what Terraform's state has from the look at it. */
  async function start() {
    const bench = await startBench();
    bench.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    const input = { environment: bench.dynatrace.url, ...MARK, ...prepare(bench) };
    const before = kind !== 'inventory' && look ? (await run(look, bench, input)).result : undefined;
    const first = essence(bench);
    bench.requests();
    return { bench, input: { ...input, ...(before !== undefined && { before }) }, first };
  }

  /** What a tenant is like in the end, and how many calls that took, when nothing is interrupted. */
  async function uninterrupted() {
    const { bench, input, first } = await start();
    const created = await run(create, bench, input);
    const sent = bench.requests().length;
    const made = essence(bench);
    const deleted = remove && (await run(remove, bench, input));
    const left = essence(bench);
    await bench.close();
    return { first, made, left, created, deleted, sent };
  }

  it('are created as by one that is not, wherever it was killed', async () => {
    const { created, made, sent } = await uninterrupted();
    expect(sent).toBe(requests);

    for (const death of deaths(created.sent)) {
      const { bench, input } = await start();
      await failureOf(run(create, bench, input, death));

      const { result } = await run(create, bench, input);

      expect([death, essence(bench), withoutIds(result)]).toEqual([death, made, withoutIds(created.result)]);
      await bench.close();
    }
  });

  if (!remove) return;

  it('leave nothing once they are deleted, wherever the create was killed', async () => {
    const { created, first, left } = await uninterrupted();

    for (const death of deaths(created.sent)) {
      const { bench, input } = await start();
      await failureOf(run(create, bench, input, death));

      await run(remove, bench, input);

      // What was to be adopted stays when it was not yet.
      const allowed = 'adopt' in input && input.adopt ? [first, left] : [first];
      expect(allowed).toContainEqual(essence(bench));
      await bench.close();
    }
  });

  it('are deleted as by one that is not, wherever it was killed', async () => {
    const { deleted, left } = await uninterrupted();

    for (const death of [undefined, ...deaths(deleted?.sent ?? 0)]) {
      const { bench, input } = await start();
      await run(create, bench, input);
      await run(remove, bench, input, death).catch(() => {});

      await run(remove, bench, input);

      expect([death, essence(bench)]).toEqual([death, left]);
      await bench.close();
    }
  });
});

/** What a tenant holds, without the ids that it makes up. */
function essence({ dynatrace }: Bench): object {
  const { objects, apps, account } = dynatrace.tenant;
  return structuredClone({
    objects: objects.map(({ schemaId, value, externalId, accessors }) => ({
      schemaId,
      value,
      externalId,
      accessors: accessors.map(({ accessor, permissions }) => ({ type: accessor.type, permissions })),
    })),
    apps: [...apps.values()].map(({ id, status }) => ({ id, status })),
    users: account.users.map(({ name, description }) => ({ name, description })),
    policies: account.policies.map(({ name, statementQuery }) => ({ name, statementQuery })),
    bindings: account.bindings.length,
  });
}

function withoutIds(recorded: unknown): unknown {
  return recorded && typeof recorded === 'object' && 'object_id' in recorded ? 'an object id' : recorded;
}
