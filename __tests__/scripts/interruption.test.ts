import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../model/connection';
import { enhancedExternalId, type Kind, legacyExternalId } from '../../model/tracked';
import type { Context } from '../../scripts/dynatrace/context';
import { KINDS } from '../../scripts/kinds';
import { type Bench, failureOf, startBench } from './support';

const ROLE = 'arn:aws:iam::123456789012:role/ops';
const APP = 'dynatrace.aws.connector';
const NOBODY_ELSE = { owner: 'shop', key: 'ops' };

interface Case {
  kind: Exclude<Kind, 'preflight'>;
  /** Input beside the environment, once the tenant is prepared. */
  prepare(bench: Bench): object;
  /** Requests of a create that nothing interrupts, those for tokens included. */
  requests: number;
}

const enhanced = (bench: Bench, roleArn = '') =>
  bench.dynatrace.addObject(
    CONNECTION_SCHEMAS.enhanced,
    { ...enhancedConnectionValue('ops', roleArn) },
    { externalId: enhancedExternalId(NOBODY_ELSE), owner: bench.dynatrace.admin.user },
  );
const identity = { schema: CONNECTION_SCHEMAS.enhanced, ...NOBODY_ELSE, name: 'ops', role_arn: ROLE, adopt: false };
const legacy = { ...identity, schema: CONNECTION_SCHEMAS.legacy, policy_arns: '' };
const actor = { account: '', ...NOBODY_ELSE, actor: 'service-user:create:robot', adopt: false };
const robot = (bench: Bench) => {
  const ownGroup = bench.dynatrace.addGroup({ name: 'own', hidden: true }).uuid;
  const { user } = bench.dynatrace.addUser({ email: 'robot@example.com', policy: '' });
  Object.assign(user, { kind: 'service', name: 'robot', ownGroup });
};

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
      const hostList = ['a.example.com'];
      bench.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, { allowedOutboundConnections: { enforced: true, hostList } });
      return { host: '*.amazonaws.com' };
    },
    requests: 3,
  },
  'a legacy connection': { kind: 'legacy-connection', prepare: () => legacy, requests: 3 },
  'a legacy connection in place of another': {
    kind: 'legacy-connection',
    prepare: (bench) => {
      const value = { name: 'ops', type: 'webIdentity', webIdentity: { roleArn: `${ROLE}2`, policyArns: [] } };
      const externalId = legacyExternalId({ ...legacy, role_arn: `${ROLE}2` });
      bench.dynatrace.addObject(CONNECTION_SCHEMAS.legacy, value, { externalId });
      return legacy;
    },
    requests: 4,
  },
  'an enhanced connection': { kind: 'connection', prepare: () => identity, requests: 3 },
  'an enhanced connection in place of another': {
    kind: 'connection',
    prepare: (bench) => {
      enhanced(bench, `${ROLE}2`);
      return identity;
    },
    requests: 4,
  },
  'an adopted connection': {
    kind: 'connection',
    prepare: (bench) => {
      Object.assign(enhanced(bench), { externalId: 'theirs' });
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
  'the policy of a service user': {
    kind: 'workflow-actor-policy',
    prepare: (bench) => {
      robot(bench);
      return { ...actor, statements: 'ALLOW automation:workflows:run;' };
    },
    requests: 6,
  },
};

describe.each(Object.entries(CASES))('%s, created by a script that is killed', (_, { kind, prepare, requests }) => {
  /** Runs a create that dies at one of its requests: before it, or after it took effect. */
  async function create(bench: Bench, input: object, killedAt = Number.POSITIVE_INFINITY, when = 'before') {
    let sent = 0;
    const context = bench.context({ access: { accountUuid: bench.dynatrace.tenant.account.uuid } });
    const mortal: Context = {
      ...context,
      async send(request) {
        sent += 1;
        if (sent === killedAt && when === 'before') throw new Error('killed');
        const mine = sent;
        const answer = context.send(request);
        if (mine !== killedAt) return answer;
        await answer.catch(() => undefined);
        throw new Error('killed');
      },
    };
    const act = KINDS[kind]().create as (input: unknown, context: Context) => Promise<unknown>;
    return { recorded: await act(input, mortal), sent };
  }

  async function start(): Promise<{ bench: Bench; input: object }> {
    const bench = await startBench();
    bench.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    return { bench, input: { environment: bench.dynatrace.url, ...prepare(bench) } };
  }

  it('ends as one that is not, wherever it was killed', async () => {
    const whole = await start();
    const { recorded, sent } = await create(whole.bench, whole.input);
    expect(whole.bench.requests()).toHaveLength(requests);
    const wanted = [essence(whole.bench), withoutIds(recorded)];
    await whole.bench.close();

    for (let killedAt = 1; killedAt <= sent; killedAt += 1) {
      for (const when of ['before', 'after']) {
        const { bench, input } = await start();
        await failureOf(create(bench, input, killedAt, when));

        const second = await create(bench, input);

        expect([essence(bench), withoutIds(second.recorded)]).toEqual(wanted);
        await bench.close();
      }
    }
  });
});

/** What a tenant holds, without the ids that it makes up. */
function essence({ dynatrace }: Bench): object {
  const { objects, apps, account } = dynatrace.tenant;
  return {
    objects: objects.map(({ schemaId, value, externalId, accessors }) => ({
      schemaId,
      value,
      externalId,
      accessors: accessors.map(({ accessor, permissions }) => ({ type: accessor.type, permissions })),
    })),
    apps: [...apps.values()].map(({ id, status }) => ({ id, status })),
    users: account.users.map(({ name }) => name),
    policies: account.policies.map(({ name, statementQuery }) => ({ name, statementQuery })),
    bindings: account.bindings.length,
  };
}

function withoutIds(recorded: unknown): unknown {
  return recorded && typeof recorded === 'object' && 'object_id' in recorded ? 'an object id' : recorded;
}
