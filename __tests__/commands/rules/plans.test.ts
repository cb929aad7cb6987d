import { reviewPlan } from '../../../commands/plan/review';
import type { WorkflowUsers } from '../../../commands/plan/workflows';
import { legacySubject } from '../../../model/oidc';
import type { Plan, ResourceChange, Values } from '../../../terraform/json';
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
  replacedLegacyConnection,
  role,
  share,
  trust,
  use,
} from '../plan/plans';
import { planOf, resource, tenantWith } from '../support';

type Options = { users?: Map<string, WorkflowUsers>; tenant?: Values };

/** The lines of every finding. */
async function warnings(plan: Plan, { users = new Map(), tenant }: Options = {}): Promise<string[][]> {
  const { findings } = await reviewPlan(plan, tenantWith(tenant), users);
  return findings.map(({ detail }) => detail.split('\n'));
}

/** A plan that changes the role of an existing connection. */
function rolePlan(changes: Values, policies: [string, string] = [policy(), policy()]): Plan {
  const [before, after] = policies.map((text) => ({ name: 'dynatrace-workflows', policy: text }));
  return planOf(
    ...legacyObject('ops'),
    resource('aws_iam_role.main["ops"]', { before: role('ops'), after: role('ops', changes) }),
    resource('aws_iam_role_policy.main["ops"]', { before, after }),
  );
}

describe('the rules about a plan', () => {
  it('are silent about a plan that changes nothing', async () => {
    expect(await warnings(rolePlan({}))).toEqual([]);
  });

  it('name the workflows that lose their connection', async () => {
    const users = new Map<string, WorkflowUsers>([['id-of-old', { uses: [use('Nightly'), use('Hourly')] }]]);

    expect(await warnings(planOf(...legacyConnection('old', 'before')), { users })).toEqual([
      [
        'The connection old is deleted: workflows that use it stop working',
        '2 workflows: 2 lose it.',
        'Workflow: Nightly: stop (by object id: stops working)',
        'Workflow: Hourly: stop (by object id: stops working)',
      ],
    ]);
  });

  it.each<[WorkflowUsers, string]>([
    [{ uses: [] }, 'No workflow that these credentials can see uses it.'],
    [{ unknown: 'no Dynatrace credentials' }, 'Which workflows these are is not known: no Dynatrace credentials'],
  ])('say %j of a connection that gets a new object id', async (found, detail) => {
    const users = new Map([['id-of-ops', found]]);

    expect(await warnings(planOf(...replacedLegacyConnection('ops')), { users })).toEqual([
      [
        'The connection ops gets a new object id: workflows that refer to the old one stop working, those that refer to the name ops keep working',
        detail,
      ],
    ]);
  });

  it('say once of a connection that gets a new object id and a new name that neither helps', async () => {
    const users = new Map<string, WorkflowUsers>([['id-of-ops', { uses: [use('Nightly', { by: 'name' })] }]]);

    expect(await warnings(planOf(...replacedLegacyConnection('ops', { name: 'new' })), { users })).toEqual([
      [
        'The connection ops gets a new object id, and the name new instead of ops: workflows that refer to either stop working',
        'Workflow: Nightly: stop (by name: stops working)',
      ],
    ]);
  });

  it.each<[string, Plan, string[]]>([
    ['further actions', rolePlan({}, [policy(), policy('ec2:StopInstances')]), ['Allow ec2:StopInstances on *']],
    ['a boundary that goes', rolePlanWithBoundary(), ['without the boundary arn:aws:iam::123456789012:policy/limit']],
  ])('name what widens a role: %s', async (_, plan, details) => {
    expect(await warnings(plan)).toEqual([['The role dynatrace-prod-ops gains permissions', ...details]]);
  });

  it('name managed policies that are attached', async () => {
    const attachment = resource('aws_iam_role_policy_attachments_exclusive.main["ops"]', {
      before: { policy_arns: [] },
      after: { policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    });
    const plan = rolePlan({});

    expect(await warnings({ ...plan, resource_changes: [...(plan.resource_changes ?? []), attachment] })).toEqual([
      ['The role dynatrace-prod-ops gains permissions', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ]);
  });

  it('stay silent when a role is narrowed', async () => {
    expect(await warnings(rolePlan({}, [policy('ec2:*'), policy('ec2:StopInstances')]))).toEqual([]);
  });

  it('name whom a role comes to trust', async () => {
    const other = legacySubject('other');

    expect(await warnings(rolePlan({ assume_role_policy: trust(legacySubject('ops'), other) }))).toEqual([
      ['The role dynatrace-prod-ops trusts something new', other],
    ]);
  });

  it('name longer sessions, and roles that may do everything', async () => {
    expect(await warnings(rolePlan({ max_session_duration: 43_200 }))).toEqual([
      ['Sessions of the role dynatrace-prod-ops may last longer', '3600 s → 43200 s'],
    ]);
    expect(await warnings(rolePlan({}, [policy('*'), policy('*')]))).toEqual([
      ['The role dynatrace-prod-ops has unrestricted access to its account', 'Allow * on *'],
    ]);
  });

  it('name policies that were added to a role by hand', async () => {
    const plan = planOf(
      ...existingEnhancedConnection('auto', {
        before: { managed_policy_arns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      }),
    );

    expect(await warnings(plan)).toEqual([
      [
        'The role dynatrace-prod-auto has policies that are not in the deployment file, which a deploy removes',
        'arn:aws:iam::aws:policy/AdministratorAccess',
      ],
    ]);
  });

  it('tell when a connection is shared with more people or rights', async () => {
    const plan = planOf(
      ...existingEnhancedConnection('auto'),
      ...share('auto', 'group:SRE', undefined, 'read'),
      ...share('auto', 'all-users', 'read', 'read-write'),
      ...share('auto', 'user:a@example.com', 'read-write', 'read'),
      ...share('auto', 'user:b@example.com', 'read'),
    );

    expect(await warnings(plan)).toEqual([
      ['The connection auto is shared more widely', 'group:SRE (read)', 'all-users (read-write)'],
    ]);
  });

  it('tell of a new connection only when everyone may use it', async () => {
    const fresh = newEnhancedConnection('auto');
    const tenant = { connections: { auto: { account: 'main', schema: 'enhanced' } } };

    expect(await warnings(planOf(...fresh, ...share('auto', 'group:SRE', undefined, 'read')), { tenant })).toEqual([]);
    expect(await warnings(planOf(...fresh, ...share('auto', 'all-users', undefined, 'read')), { tenant })).toEqual([
      ['The connection auto is shared with everyone', 'all-users (read)'],
    ]);
  });

  it('name the workflows that refer to a connection by a name that it loses', async () => {
    const users = new Map<string, WorkflowUsers>([['id-of-auto', { uses: [use('Nightly', { by: 'name' })] }]]);

    expect(
      await warnings(planOf(...existingEnhancedConnection('auto', { names: ['auto', 'new'] })), { users }),
    ).toEqual([
      [
        'The connection auto is renamed from auto to new: workflows that refer to the old name stop working, those that refer to its object id keep working',
        'Workflow: Nightly: stop (by name: stops working)',
      ],
    ]);
  });

  it('tell when sessions are narrowed less', async () => {
    const [a, b] = ['a', 'b'].map((name) => `arn:aws:iam::123456789012:policy/${name}`) as [string, string];
    const ofChange = async (before: string, after: string) => {
      const [guard, ...rest] = replacedLegacyConnection('ops', { policy_arns: after }) as [ResourceChange];
      (guard.change.before as { triggers: Record<string, string> }).triggers.policy_arns = before;
      return (await warnings(planOf(guard, ...rest))).filter(([text]) => text?.startsWith('Sessions'));
    };
    const text = 'Sessions of the connection ops may do more';

    expect(await ofChange(a, '')).toEqual([[text, `no longer narrowed by ${a}`]]);
    expect(await ofChange(a, `${a} ${b}`)).toEqual([[text, `also ${b}`]]);
    expect(await ofChange(`${a} ${b}`, a)).toEqual([]);
    expect(await ofChange('', a)).toEqual([]);
  });

  it('tell when a workflow actor may do more, and not when it may do less', async () => {
    const ofChange = (before: string, after: string) =>
      warnings(
        planOf(
          block('workflow-actor-policy', 'made', 'runner', {
            before: { environment, statements: before },
            after: { environment, statements: after },
          }),
        ),
      );
    const narrow = 'ALLOW settings:objects:read WHERE settings:schemaId = "a";';

    expect(await ofChange('ALLOW a, b;', `ALLOW a, c;\n${narrow}`)).toEqual([
      ['The workflow actor runner gains permissions', 'c', 'settings:objects:read WHERE settings:schemaId = "a"'],
    ]);
    expect(await ofChange('ALLOW a, b, settings:objects:read;', `ALLOW b;\n${narrow}`)).toEqual([]);
  });

  it('show what is acknowledged with its reason', async () => {
    const reason = 'approved in SEC-1';
    const tenant = { acknowledge: [{ rule: 'role-unrestricted', subject: 'role dynatrace-prod-ops', reason }] };

    const { findings } = await reviewPlan(rolePlan({}, [policy('*'), policy('*')]), tenantWith(tenant), new Map());

    expect(findings).toMatchObject([{ id: 'role-unrestricted', acknowledged: reason }]);
    expect(await warnings(rolePlan({}), { tenant })).toEqual([
      ['the acknowledgement of role-unrestricted (role dynatrace-prod-ops) matches nothing that was found'],
    ]);
  });

  it('tell that the app will be installed, unless people do that themselves', async () => {
    const plan = planOf(block('hub-app', 'guard', 'dynatrace.aws.connector', { after: { environment } }));

    expect((await warnings(plan, { tenant: { app: { install: 'hub' } } }))[0]?.[0]).toMatch(
      /will be installed if it is missing \(from the Hub/,
    );
    expect(await warnings(plan)).toEqual([]);
  });

  it('tell whose tokens an OIDC provider stops accepting', async () => {
    const provider = { arn: providerArn, url: 'token.dynatrace.com' };
    const plan = planOf(
      resource('aws_iam_openid_connect_provider.main', {
        before: { ...provider, client_id_list: [audience, 'other/app-id/x'] },
        after: { ...provider, client_id_list: [audience] },
      }),
    );

    expect((await warnings(plan))[0]?.slice(1)).toEqual(['other/app-id/x']);
  });

  it('tell what was changed in AWS by hand, without what the provider only fills in', async () => {
    const changed = resource('aws_iam_role.main["ops"]', {
      before: role('ops', { tags: null }),
      after: role('ops', { tags: {}, max_session_duration: 7200 }),
    });
    const filledIn = resource('aws_iam_role.main["auto"]', {
      before: role('auto', { tags: null }),
      after: role('auto', { tags: {} }),
    });
    const gone = resource('aws_iam_role_policy.main["ops"]', { before: { policy: policy() } });

    expect(await warnings({ resource_drift: [changed, filledIn, gone] })).toEqual([
      ['aws_iam_role.main["ops"] was changed in AWS outside of Terraform: max_session_duration'],
      ['aws_iam_role_policy.main["ops"] was changed in AWS outside of Terraform: deleted'],
    ]);
  });
});

function rolePlanWithBoundary(): Plan {
  const boundary = { permissions_boundary: 'arn:aws:iam::123456789012:policy/limit' };
  return planOf(
    ...legacyObject('ops'),
    resource('aws_iam_role.main["ops"]', { before: role('ops', boundary), after: role('ops') }),
  );
}
