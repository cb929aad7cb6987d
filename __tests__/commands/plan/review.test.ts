import { accessRows } from '../../../commands/plan/access-rows';
import { lostConnections, type Review, reviewPlan } from '../../../commands/plan/review';
import type { Plan, ResourceChange } from '../../../terraform/json';
import { planOf, resource, tenantWith } from '../support';
import {
  audience,
  block,
  environment,
  existingEnhancedConnection,
  legacyConnection,
  legacyObject,
  newEnhancedConnection,
  policy,
  providerArn,
  READ_ONLY,
  replacedLegacyConnection,
  role,
  roleArn,
  roleResources,
  share,
} from './plans';

const stack = tenantWith({
  connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced', name: 'auto name' } },
});

function review(plan: Plan, reviewed = stack): Promise<Review> {
  return reviewPlan(plan, reviewed, new Map());
}

async function rows(plan: Plan, key: string) {
  const found = (await review(plan)).connections.find((connection) => connection.key === key);
  return Object.fromEntries(found ? accessRows(found).map((row) => [row.label, row]) : []);
}

/** What happens to each object of a connection, as a reader sees it. */
async function told(...changes: ResourceChange[]): Promise<string[]> {
  const { connections } = await review(planOf(...changes));
  return connections.flatMap((one) =>
    one.changes.map(({ what, happens, details }) => [what, happens, ...details].join('; ')),
  );
}

describe('the connections of a review', () => {
  it('are told as created with everything on both sides', async () => {
    const { connections, summary, terraform, madeAt } = await review(planOf(...legacyConnection('ops', 'after')));

    expect([summary, madeAt]).toEqual(['3 to create', '2026-11-24T07:00:00Z']);
    expect(terraform).toBe('7 to add, 0 to change, 0 to destroy');
    expect(connections).toMatchObject([
      { key: 'ops', name: 'ops', schema: 'legacy', fate: 'created', account: 'main (123456789012)' },
    ]);
    expect(connections[0]?.changes).toEqual([
      { side: 'Dynatrace', what: 'connection ops', fate: 'created', happens: 'created', details: [] },
      { side: 'AWS', what: 'role dynatrace-prod-ops', fate: 'created', happens: 'created', details: [] },
      {
        side: 'AWS',
        what: 'inline policy dynatrace-workflows',
        fate: 'created',
        happens: 'created',
        details: ['+ Allow account:ListRegions on *', '+ Allow ec2:DescribeInstances on *'],
      },
    ]);
  });

  it('show nothing where nothing changes', async () => {
    const { connections, shared, summary } = await review(planOf(...legacyConnection('ops')));

    expect(connections).toMatchObject([{ key: 'ops', fate: 'unchanged', changes: [] }]);
    expect(connections[0]?.identity).toBeUndefined();
    expect([shared, summary]).toEqual([[], 'no changes on either side']);
  });

  it('tell what workflows can refer to a connection by that is removed, replaced or renamed', () => {
    const lost = (...changes: ResourceChange[]) => lostConnections(planOf(...changes), stack);

    expect(lost(...legacyConnection('old', 'before'))).toEqual([
      { schema: 'legacy', before: { name: 'old', objectId: 'id-of-old' } },
    ]);
    expect(lost(...replacedLegacyConnection('ops', { name: 'new' }))).toEqual([
      { schema: 'legacy', before: { name: 'ops', objectId: 'id-of-ops' }, after: { name: 'new' } },
    ]);
    expect(lost(...existingEnhancedConnection('auto', { names: ['auto', 'other'] }))).toEqual([
      {
        schema: 'enhanced',
        before: { name: 'auto', objectId: 'id-of-auto' },
        after: { name: 'other', objectId: 'id-of-auto' },
      },
    ]);
    expect(lost(...legacyConnection('ops'))).toEqual([]);
  });

  it('call a replacement of the content an update in place', async () => {
    expect(await told(...existingEnhancedConnection('auto', { names: ['auto', 'auto name'] }))).toEqual([
      'name and role of the connection auto; updated; name: auto → auto name',
    ]);
    const { summary, terraform } = await review(planOf(...existingEnhancedConnection('auto', { names: ['a', 'b'] })));
    expect([summary, terraform]).toEqual(['1 to update', '1 to add, 0 to change, 1 to destroy']);
  });

  it('say that a connection is exchanged, with its reason', async () => {
    expect(await told(...replacedLegacyConnection('ops', { role_arn: roleArn('other') }))).toEqual([
      `connection ops; replaced, with a new object id; role arn: ${roleArn('ops')} → ${roleArn('other')}`,
    ]);
  });

  it('tell repairs from what the file changes', async () => {
    const [guard, made, record] = legacyObject('ops') as [ResourceChange, ResourceChange, ResourceChange];
    const again = (action_reason: string) => ({
      ...made,
      action_reason,
      change: { ...made.change, actions: ['delete', 'create'] as ['delete', 'create'] },
    });

    expect(await told(guard, again('replace_by_request'), record)).toEqual([
      'connection ops; repaired, because it is missing or was changed outside of Terraform',
    ]);
    expect(await told(guard, again('replace_because_tainted'), record)).toEqual([
      'connection ops; completed, because it was not finished last time',
    ]);
  });

  it('show shares with their level, before and after', async () => {
    expect(
      await told(
        ...legacyConnection('ops'),
        ...share('ops', 'group:SRE', undefined, 'read'),
        ...share('ops', 'user:a', 'read', 'read-write'),
        ...share('ops', 'all-users', 'read-write'),
        ...share('other', 'all-users', undefined, 'read'),
      ),
    ).toEqual([
      'share with group:SRE (read); shared',
      'share with user:a (read-write); updated; permission: read → read-write',
      'share with all-users (read-write); revoked',
    ]);
  });

  it('show moves and adoption', async () => {
    const moved = legacyObject('ops').map((change) => ({
      ...change,
      previous_address: change.address.replace('ops', 'before'),
    }));
    expect(await told(...moved)).toEqual(['connection ops; keeps everything, and has the key ops instead of before']);

    const adopting = tenantWith({ connections: { ops: { account: 'main', adopt: true } } });
    const { connections } = await review(planOf(...legacyObject('ops', 'after')), adopting);
    expect(connections[0]?.changes[0]?.happens).toBe('created, or taken over if it exists (`adopt`)');
  });

  it('show session policies of the legacy schema', async () => {
    const arn = 'arn:aws:iam::123456789012:policy/narrow';
    const plan = planOf(...replacedLegacyConnection('ops', { policy_arns: arn }));

    expect((await rows(plan, 'ops'))['Session policies, which narrow them']).toMatchObject({
      before: [],
      after: [arn],
      changed: true,
    });
    expect(await told(...legacyObject('ops', 'after', { policy_arns: arn }))).toEqual([
      `connection ops; created; session policy ${arn}`,
    ]);
  });

  it('find the role of a removed connection that shared the role of another', async () => {
    const removed = legacyObject('old', 'before', { role_arn: roleArn('ops') });

    const { connections } = await review(planOf(...legacyConnection('ops'), ...removed));

    expect(connections.find(({ key }) => key === 'old')?.role?.name).toBe('dynatrace-prod-ops');
  });

  it('compare a role that moves to another account', async () => {
    const [gone] = roleResources('ops', 'before');
    const [came] = roleResources('ops', 'after', { role: { max_session_duration: 7200 } });

    const [connection] = (await review(planOf(...legacyObject('ops'), gone as never, came as never))).connections;

    expect([connection?.role?.before?.session, connection?.role?.after?.session]).toEqual([3600, 7200]);
  });
});

describe('who may assume a role', () => {
  it('stands before and after', async () => {
    const plan = planOf(
      ...legacyObject('ops'),
      resource('aws_iam_role.main["ops"]', { before: role('ops'), after: role('ops', { max_session_duration: 7200 }) }),
      resource('aws_iam_role_policy.main["ops"]', {
        before: { name: 'dynatrace-workflows', policy: policy() },
        after: { name: 'dynatrace-workflows', policy: policy('ec2:StopInstances') },
      }),
    );

    const found = await rows(plan, 'ops');

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
    const found = await rows(planOf(...newEnhancedConnection('auto')), 'auto');

    expect(found.Subject).toMatchObject({
      before: [],
      after: ['dt:connection-id/(object id, known after apply)'],
      changed: true,
    });
    expect(found.Audience?.after).toEqual([audience]);
    expect(found['Managed policies']?.after).toEqual([READ_ONLY]);
  });

  it('counts policies that were added by hand until the deploy removes them', async () => {
    const live = {
      inline_policy: [
        { name: 'by-hand', policy: policy('s3:*') },
        { name: 'dynatrace-workflows', policy: policy() },
      ],
      managed_policy_arns: ['arn:aws:iam::aws:policy/PowerUserAccess'],
    };
    const plan = planOf(...legacyObject('ops'), ...roleResources('ops', undefined, { role: live }));

    const { before, after, foreignPolicies } = (await review(plan)).connections[0]?.role ?? {};

    expect(foreignPolicies).toEqual(['by-hand', 'arn:aws:iam::aws:policy/PowerUserAccess']);
    expect(before?.grants.map(({ action }) => action)).toContain('s3:*');
    expect(before?.managedPolicies).toEqual(['arn:aws:iam::aws:policy/PowerUserAccess']);
    expect(after?.grants.map(({ action }) => action)).not.toContain('s3:*');
    expect(after?.managedPolicies).toEqual([]);
  });

  it('names managed policies and policies by hand that come and go', async () => {
    const changed = (type: string, name: string, before: string[], after: string[]) =>
      resource(`${type}.main["ops"]`, { before: { [name]: before }, after: { [name]: after } });

    expect(
      await told(
        ...legacyObject('ops'),
        ...roleResources('ops').slice(0, 1),
        changed('aws_iam_role_policies_exclusive', 'policy_names', ['a', 'by-hand'], ['a']),
        changed('aws_iam_role_policy_attachments_exclusive', 'policy_arns', ['one'], ['two']),
      ),
    ).toEqual([
      'inline policies added outside of Terraform; updated; − by-hand',
      'managed policies; updated; − one; + two',
    ]);
  });
});

describe('what all connections share', () => {
  it('lists the app, hosts, providers and actors with their policies, but no bookkeeping', async () => {
    const app = { environment, app_id: 'dynatrace.aws.connector' };
    const host = { environment, host: 'old.example.com' };
    const actor = { environment, account: 'a', actor: 'group:SRE' };
    const plan = planOf(
      resource('null_resource.owner', { after: {} }),
      block('preflight', 'made', 'all', { after: { environment, covers: 'x' } }),
      block('inventory', 'made', 'all', { after: { environment } }),
      block('hub-app', 'guard', 'dynatrace.aws.connector', { after: app }),
      block('hub-app', 'made', 'dynatrace.aws.connector', { after: {} }),
      block('allowed-host', 'guard', 'old.example.com', { before: { ...host, before: 'absent' } }),
      block('allowed-host', 'guard', 'theirs.example.com', { before: { ...host, before: 'present' } }),
      block('workflow-actor', 'guard', 'runner', { after: actor }),
      block('workflow-actor-policy', 'made', 'runner', {
        before: { ...actor, statements: 'ALLOW a;\nALLOW c;' },
        after: { ...actor, statements: 'ALLOW b;\nALLOW c;' },
      }),
      resource('aws_iam_openid_connect_provider.main', {
        before: { arn: providerArn, url: 'token.dynatrace.com', client_id_list: [audience] },
        after: { arn: providerArn, url: 'token.dynatrace.com', client_id_list: [audience, 'other'] },
      }),
    );

    const { shared, providers, summary } = await review(plan);

    expect(shared.map(({ side, what, happens, details }) => [side, what, happens, ...details])).toEqual([
      ['Dynatrace', 'app dynatrace.aws.connector', 'must be installed already'],
      ['Dynatrace', 'allowed host old.example.com', 'removed'],
      ['Dynatrace', 'allowed host theirs.example.com', 'stays, because it was there before'],
      ['Dynatrace', 'workflow actor runner', 'created'],
      ['Dynatrace', 'policy of the workflow actor runner', 'updated', '− ALLOW a;', '+ ALLOW b;'],
      ['AWS', 'OIDC provider token.dynatrace.com', 'updated', '+ other'],
    ]);
    expect([...providers]).toEqual([[providerArn, 'updated']]);
    expect(summary).toBe('2 to create, 2 to update, 2 to delete');
  });
});
