import { accessRows } from '../../../commands/plan/access-rows';
import { lostConnections, type Review, reviewPlan } from '../../../commands/plan/review';
import type { Plan, ResourceChange } from '../../../terraform/json';
import { planOf, resource, tenantWith, triggers } from '../support';
import {
  audience,
  environment,
  existingEnhancedConnection,
  legacyConnection,
  newEnhancedConnection,
  policy,
  providerArn,
  role,
} from './plans';

const tenant = tenantWith({
  connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced', name: 'auto name' } },
});

function review(plan: Plan): Promise<Review> {
  return reviewPlan(plan, tenant, new Map());
}

async function rows(plan: Plan, key: string) {
  const found = (await review(plan)).connections.find((connection) => connection.key === key);
  return found?.role ? accessRows(found.role) : [];
}

describe('the connections of a review', () => {
  it('are told as created with everything on both sides', async () => {
    const { connections, summary, madeAt } = await review(planOf(...legacyConnection('ops', 'after')));

    expect([summary, madeAt]).toEqual(['4 to add, 0 to change, 0 to destroy', '2026-11-24T07:00:00Z']);
    expect(connections).toMatchObject([{ key: 'ops', name: 'ops', schema: 'legacy', fate: 'created' }]);
    expect(connections[0]?.changes).toEqual([
      { side: 'Dynatrace', what: 'connection ops', happens: 'created', details: [] },
      { side: 'AWS', what: 'role dynatrace-prod-ops', happens: 'created', details: [] },
      {
        side: 'AWS',
        what: 'inline policy dynatrace-workflows',
        happens: 'created',
        details: ['+ Allow account:ListRegions on *', '+ Allow ec2:DescribeInstances on *'],
      },
    ]);
  });

  it('show nothing where nothing changes', async () => {
    const { connections, shared } = await review(planOf(...legacyConnection('ops')));

    expect(connections).toMatchObject([{ key: 'ops', fate: 'unchanged', changes: [] }]);
    expect(connections[0]?.oldObjectId).toBeUndefined();
    expect(shared).toEqual([]);
  });

  it('tell what happens to a connection that is removed, with the object id that workflows know', async () => {
    const plan = planOf(...legacyConnection('old', 'before'));

    expect((await review(plan)).connections).toMatchObject([{ key: 'old', fate: 'deleted', oldObjectId: 'id-of-old' }]);
    expect(lostConnections(plan, tenant)).toEqual([
      { schema: 'legacy', before: { name: 'old', objectId: 'id-of-old' } },
    ]);
  });

  it('tell what workflows can refer to a connection by that is replaced or renamed', () => {
    const [first, ...rest] = legacyConnection('ops');
    const replaced = { ...first, change: { ...first?.change, actions: ['delete', 'create'] } } as typeof first;
    const [connection, record, settings] = existingEnhancedConnection('auto');
    const after = { triggers: { ...(settings?.change.before?.triggers as object), name: 'renamed' } };
    const renamed = { ...settings, change: { ...settings?.change, after } } as typeof settings;
    const changes = [replaced, ...rest, connection, record, renamed] as ResourceChange[];

    expect(lostConnections(planOf(...changes), tenant)).toEqual([
      { schema: 'legacy', before: { name: 'ops', objectId: 'id-of-ops' }, after: { name: 'ops' } },
      {
        schema: 'enhanced',
        before: { name: 'auto', objectId: 'id-of-auto' },
        after: { name: 'renamed', objectId: 'id-of-auto' },
      },
    ]);
  });

  it('find the role of a removed connection that shared the role of another', async () => {
    const [connection, record] = legacyConnection('old', 'before');
    const shared = { ...(connection as object), change: { ...connection?.change } } as typeof connection;
    if (shared) {
      shared.change.before = triggers({
        environment,
        name: 'old',
        role_arn: 'arn:aws:iam::123456789012:role/dynatrace-prod-ops',
      });
    }
    const plan = planOf(...legacyConnection('ops'), shared as never, record as never);

    expect((await review(plan)).connections.find(({ key }) => key === 'old')?.role?.name).toBe('dynatrace-prod-ops');
  });

  it('tell drift that is healed from what the file changes', async () => {
    const [connection, record] = legacyConnection('ops');
    const healed = { ...connection, action_reason: 'replace_by_request' } as NonNullable<typeof connection>;
    healed.change = { ...healed.change, actions: ['delete', 'create'] };
    const settings = (reason?: string) => {
      const change = resource('null_resource.connection_settings["auto"]', {
        before: triggers({ environment, name: 'auto', role_arn: 'arn' }),
        after: triggers({ environment, name: 'auto name', role_arn: 'arn' }),
      });
      return { ...change, ...(reason && { action_reason: reason }) };
    };
    const plan = planOf(healed, record as never, ...newEnhancedConnection('auto').slice(0, 2), settings());

    const changes = (await review(plan)).connections;

    expect(changes.flatMap((one) => one.changes)).toEqual([
      expect.objectContaining({
        what: 'connection ops',
        happens: 'applied again, because it is missing or was changed by hand',
      }),
      expect.objectContaining({ what: 'connection auto', happens: 'created' }),
      {
        side: 'Dynatrace',
        what: 'name and role of the connection auto',
        happens: 'updated',
        details: ['name: auto → auto name'],
      },
    ]);
  });
});

describe('who may assume a role', () => {
  it('stands before and after', async () => {
    const [first, record] = legacyConnection('ops');
    const plan = planOf(
      first as never,
      record as never,
      resource('aws_iam_role.ops', { before: role('ops'), after: role('ops', { max_session_duration: 7200 }) }),
      resource('aws_iam_role_policy.ops', {
        before: { name: 'dynatrace-workflows', policy: policy() },
        after: { name: 'dynatrace-workflows', policy: policy('ec2:StopInstances') },
      }),
    );

    const found = Object.fromEntries((await rows(plan, 'ops')).map((row) => [row.label, row]));

    expect(found.Issuer).toMatchObject({ after: ['https://token.dynatrace.com'], changed: false });
    expect(found['OIDC provider']).toMatchObject({ before: [providerArn], changed: false });
    expect(found.Audience).toMatchObject({ after: [audience] });
    expect(found.Subject).toMatchObject({ after: ['dtid:connection/ops'] });
    expect(found['Longest session']).toMatchObject({ before: ['3600 s'], after: ['7200 s'], changed: true });
    expect(found['Inline permissions']).toMatchObject({
      before: ['Allow account:ListRegions on *'],
      after: ['Allow account:ListRegions on *', 'Allow ec2:StopInstances on *'],
    });
  });

  it('says what is known of a trust whose object id is not', async () => {
    const plan = planOf(...newEnhancedConnection('auto'));

    const found = Object.fromEntries((await rows(plan, 'auto')).map((row) => [row.label, row]));

    expect(found.Subject).toMatchObject({
      before: [],
      after: ['dt:connection-id/(object id, known after apply)'],
      changed: true,
    });
    expect(found.Audience?.after).toEqual([audience]);
    expect(found['Managed policies']?.after).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
  });

  it('counts policies that somebody else has put on the role', async () => {
    const live = {
      inline_policy: [
        { name: 'by-hand', policy: policy('s3:*') },
        { name: 'dynatrace-workflows', policy: policy() },
      ],
      managed_policy_arns: ['arn:aws:iam::aws:policy/PowerUserAccess'],
    };
    const plan = planOf(
      ...legacyConnection('ops').slice(0, 2),
      resource('aws_iam_role.ops', { before: role('ops', live), after: role('ops', live) }),
      resource('aws_iam_role_policy.ops', {
        before: { name: 'dynatrace-workflows', policy: policy() },
        after: { name: 'dynatrace-workflows', policy: policy() },
      }),
    );

    const [connection] = (await review(plan)).connections;

    expect(connection?.role?.foreignPolicies).toEqual(['by-hand', 'arn:aws:iam::aws:policy/PowerUserAccess']);
    expect(connection?.role?.after?.grants.map(({ action }) => action)).toContain('s3:*');
    expect(connection?.role?.after?.managedPolicies).toEqual(['arn:aws:iam::aws:policy/PowerUserAccess']);
  });
});

describe('what all connections share', () => {
  it('lists the app, hosts, providers and actors, but no records and no preflight', async () => {
    const plan = planOf(
      resource('null_resource.preflight["prod"]', { after: triggers({ environment, covers: 'x' }) }),
      resource('null_resource.hub_app["dynatrace.aws.connector"]', { after: triggers({ environment }) }),
      resource('null_resource.hub_app_origin["dynatrace.aws.connector"]', { after: triggers({ environment }) }),
      resource('null_resource.allowed_host["old.example.com"]', { before: triggers({ environment }) }),
      resource('null_resource.workflow_actor_policy["runner"]', {
        before: triggers({ environment, statements: 'ALLOW a;' }),
        after: triggers({ environment, statements: 'ALLOW b;' }),
      }),
      resource('aws_iam_openid_connect_provider.main', {
        before: { arn: providerArn, url: 'token.dynatrace.com', client_id_list: [audience] },
        after: { arn: providerArn, url: 'token.dynatrace.com', client_id_list: [audience, 'other'] },
      }),
    );

    expect((await review(plan)).shared).toEqual([
      { side: 'Dynatrace', what: 'app dynatrace.aws.connector', happens: 'created', details: [] },
      { side: 'Dynatrace', what: 'allowed host old.example.com', happens: 'deleted', details: [] },
      {
        side: 'Dynatrace',
        what: 'policy of the workflow actor runner',
        happens: 'updated',
        details: ['statements: ALLOW a; → ALLOW b;'],
      },
      { side: 'AWS', what: 'OIDC provider token.dynatrace.com', happens: 'updated', details: ['+ other'] },
    ]);
    expect([...(await review(plan)).providers]).toEqual([[providerArn, 'updated']]);
  });
});
