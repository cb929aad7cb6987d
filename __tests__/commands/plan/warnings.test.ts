import { reviewPlan } from '../../../commands/plan/review';
import type { WorkflowUsers } from '../../../commands/plan/workflows';
import { legacySubject } from '../../../model/oidc';
import type { Plan, Values } from '../../../terraform/json';
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
  share,
  trust,
  use,
} from './plans';

function warnings(plan: Plan, options: { users?: Map<string, WorkflowUsers>; tenant?: Values } = {}) {
  const { warnings: found } = reviewPlan(plan, tenantWith(options.tenant), options.users ?? new Map());
  return found.map(({ text, details }) => [text, ...details]);
}

/** A plan that changes the role of an existing connection. */
function rolePlan(changes: Values, policies: [string, string] = [policy(), policy()]): Plan {
  const [before, after] = policies.map((text) => ({ name: 'dynatrace-workflows', policy: text }));
  return planOf(
    ...legacyConnection('ops').slice(0, 2),
    resource('aws_iam_role.ops', { before: role('ops'), after: role('ops', changes) }),
    resource('aws_iam_role_policy.ops', { before, after }),
  );
}

describe('warnings', () => {
  it('are silent about a plan that changes nothing', () => {
    expect(warnings(rolePlan({}))).toEqual([]);
  });

  it('name the workflows that lose their connection', () => {
    const users = new Map<string, WorkflowUsers>([['id-of-old', { uses: [use('Nightly'), use('Hourly')] }]]);

    expect(warnings(planOf(...legacyConnection('old', 'before')), { users })).toEqual([
      [
        'The connection old is deleted: workflows that use it stop working',
        'Workflow: Nightly: stop (by object id: stops working)',
        'Workflow: Hourly: stop (by object id: stops working)',
      ],
    ]);
  });

  it.each<[WorkflowUsers, string]>([
    [{ uses: [] }, 'No workflow that these credentials can see uses it.'],
    [{ unknown: 'no Dynatrace credentials' }, 'Which workflows these are could not be asked: no Dynatrace credentials'],
  ])('say %j of a connection that gets a new object id', (found, detail) => {
    const [connection, record, ...rest] = legacyConnection('ops');
    const replaced = { ...connection, change: { ...connection?.change, actions: ['delete', 'create'] } };

    const all = warnings(planOf(replaced as never, record as never, ...rest), {
      users: new Map([['id-of-ops', found]]),
    });

    expect(all).toEqual([
      ['The connection ops gets a new object id: workflows that use the old one stop working', detail],
    ]);
  });

  it.each<[string, Plan, string[]]>([
    ['further actions', rolePlan({}, [policy(), policy('ec2:StopInstances')]), ['Allow ec2:StopInstances on *']],
    ['a boundary that goes', rolePlanWithBoundary(), ['without the boundary arn:aws:iam::123456789012:policy/limit']],
  ])('name what widens a role: %s', (_, plan, details) => {
    expect(warnings(plan)).toEqual([['The role dynatrace-prod-ops is widened', ...details]]);
  });

  it('name managed policies that are attached', () => {
    const attachment = resource('aws_iam_role_policy_attachment.ops["arn:aws:iam::aws:policy/ReadOnlyAccess"]', {
      after: { policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    });
    const plan = rolePlan({});

    expect(warnings({ ...plan, resource_changes: [...(plan.resource_changes ?? []), attachment] })).toEqual([
      ['The role dynatrace-prod-ops is widened', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ]);
  });

  it('stay silent when a role is narrowed', () => {
    expect(warnings(rolePlan({}, [policy('ec2:*'), policy('ec2:StopInstances')]))).toEqual([]);
  });

  it('name whom a role comes to trust', () => {
    const other = legacySubject('other');

    expect(warnings(rolePlan({ assume_role_policy: trust(legacySubject('ops'), other) }))).toEqual([
      ['The role dynatrace-prod-ops trusts somebody else or more', other],
    ]);
  });

  it('name longer sessions, and roles that may do everything', () => {
    expect(warnings(rolePlan({ max_session_duration: 43_200 }))).toEqual([
      ['Sessions of the role dynatrace-prod-ops may last longer', '3600 s → 43200 s'],
    ]);
    expect(warnings(rolePlan({}, [policy('*'), policy('*')]))).toEqual([
      ['The role dynatrace-prod-ops may do everything in its account', 'Allow * on *'],
    ]);
  });

  it('name policies on a role that nobody here manages', () => {
    const plan = planOf(
      ...existingEnhancedConnection('auto', {
        before: { managed_policy_arns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      }),
    );

    expect(warnings(plan)).toEqual([
      [
        'The role dynatrace-prod-auto has a policy that this deployment does not manage: arn:aws:iam::aws:policy/AdministratorAccess',
      ],
      ['The role dynatrace-prod-auto may do everything in its account'],
    ]);
  });

  it('tell when a connection is shared with more people or rights', () => {
    const plan = planOf(
      ...existingEnhancedConnection('auto'),
      share('auto', 'group:SRE', undefined, 'read'),
      share('auto', 'all-users', 'read', 'read-write'),
      share('auto', 'user:a@example.com', 'read-write', 'read'),
      share('auto', 'user:b@example.com', 'read'),
    );

    expect(warnings(plan)).toEqual([
      ['The connection auto is shared more widely', 'group:SRE (read)', 'all-users (read-write)'],
    ]);
  });

  it('tell of a new connection only when everyone may use it', () => {
    const fresh = newEnhancedConnection('auto');
    const tenant = { connections: { auto: { account: 'main', schema: 'enhanced' } } };

    expect(warnings(planOf(...fresh, share('auto', 'group:SRE', undefined, 'read')), { tenant })).toEqual([]);
    expect(warnings(planOf(...fresh, share('auto', 'all-users', undefined, 'read')), { tenant })).toEqual([
      ['The connection auto is shared with everyone', 'all-users (read)'],
    ]);
  });

  it('tell that the app will be installed, unless people do that themselves', () => {
    const plan = planOf(
      resource('null_resource.hub_app["dynatrace.aws.connector"]', { after: triggers({ environment }) }),
    );

    expect(warnings(plan, { tenant: { app: { install: 'hub' } } })[0]?.[0]).toMatch(
      /will be installed unless it is there \(from the Hub/,
    );
    expect(warnings(plan)).toEqual([]);
  });

  it('tell whose tokens an OIDC provider stops accepting', () => {
    const provider = { arn: providerArn, url: 'token.dynatrace.com' };
    const plan = planOf(
      resource('aws_iam_openid_connect_provider.main', {
        before: { ...provider, client_id_list: [audience, 'other/app-id/x'] },
        after: { ...provider, client_id_list: [audience] },
      }),
    );

    expect(warnings(plan)[0]?.slice(1)).toEqual(['other/app-id/x']);
  });

  it('tell what was changed in AWS by hand, without what the provider only fills in', () => {
    const changed = resource('aws_iam_role.ops', {
      before: role('ops', { tags: null }),
      after: role('ops', { tags: {}, max_session_duration: 7200 }),
    });
    const filledIn = resource('aws_iam_role.auto', {
      before: role('auto', { tags: null }),
      after: role('auto', { tags: {} }),
    });
    const gone = resource('aws_iam_role_policy.ops', { before: { policy: policy() } });

    expect(warnings({ resource_drift: [changed, filledIn, gone] })).toEqual([
      [
        'Somebody changed this in AWS, behind the back of Terraform',
        'aws_iam_role.ops: max_session_duration',
        'aws_iam_role_policy.ops: deleted',
      ],
    ]);
  });
});

function rolePlanWithBoundary(): Plan {
  const boundary = { permissions_boundary: 'arn:aws:iam::123456789012:policy/limit' };
  return planOf(
    ...legacyConnection('ops').slice(0, 2),
    resource('aws_iam_role.ops', { before: role('ops', boundary), after: role('ops') }),
  );
}
