import { blockNameOf, ROLE_RESOURCES } from '../../../stacks/aws/connection-roles';
import { deploymentWith, type Json } from '../../support/deployment';
import { type Synthesized, synthesize, synthesizeProd } from '../../support/synthesize';

interface Role {
  trust: string;
  policy: string;
  [setting: string]: unknown;
}

function roleOf(
  connection: Json,
  { locals }: Synthesized = synthesizeProd({ connections: { ops: { account: 'main', ...connection } } }),
): Role {
  return (locals.main_roles as Record<string, Role>).ops as Role;
}

/** The subjects that a role trusts. Quotes inside of references would end the JSON early. */
function subjectsOf(synthesized: Synthesized, key: string): string | string[] {
  const { trust } = (synthesized.locals.main_roles as Record<string, Role>)[key] as Role;
  const [statement] = JSON.parse(trust.replace(/\["(\w+)"\]/g, "['$1']")).Statement;
  return statement.Condition.StringEquals['token.dynatrace.com:sub'];
}

describe('ConnectionRoles', () => {
  it('writes every setting of a role', () => {
    expect(
      roleOf({
        role: {
          name: 'ops',
          path: '/dynatrace/',
          description: 'Runs workflows',
          permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
          maxSessionDuration: 7200,
          tags: { team: 'sre' },
        },
        permissions: { managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
      }),
    ).toMatchObject({
      name: 'ops',
      path: '/dynatrace/',
      description: 'Runs workflows',
      permissions_boundary: 'arn:aws:iam::123456789012:policy/boundary',
      max_session_duration: 7200,
      tags: { team: 'sre' },
      managed_policies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    });
  });

  it('leaves unset what the file leaves out', () => {
    expect(roleOf({})).toMatchObject({ description: null, permissions_boundary: null, max_session_duration: 3600 });
  });

  it('allows listing regions first, then what the file adds', () => {
    const { policy } = roleOf({ permissions: { statements: [{ sid: 'Start', actions: ['ec2:StartInstances'] }] } });

    expect(JSON.parse(policy).Statement).toEqual([
      { Effect: 'Allow', Action: 'account:ListRegions', Resource: '*' },
      { Sid: 'Start', Effect: 'Allow', Action: ['ec2:StartInstances'], Resource: '*' },
    ]);
  });

  it('takes one block per resource for all roles of an account, and the values from a local', () => {
    const { resource } = synthesizeProd({ connections: { ops: { account: 'main' }, more: { account: 'main' } } });
    const name = '${local.main_role_names[each.key]}';

    for (const type of ROLE_RESOURCES) {
      expect(Object.keys(resource[type] ?? {})).toEqual(['main']);
      expect(resource[type]?.main).toMatchObject({ for_each: '${local.main_roles}', provider: 'aws.main' });
    }
    expect(resource.aws_iam_role?.main).toMatchObject({
      name: '${each.value.name}',
      path: '${each.value.path}',
      description: '${each.value.description}',
      permissions_boundary: '${each.value.permissions_boundary}',
      max_session_duration: '${each.value.max_session_duration}',
      assume_role_policy: '${each.value.trust}',
      tags: '${each.value.tags}',
      force_detach_policies: true,
    });
    expect(resource.aws_iam_role_policy?.main).toMatchObject({ role: name, policy: '${each.value.policy}' });
  });

  it('plans away policies that somebody wrote or attached by hand', () => {
    const { resource, locals } = synthesizeProd();
    const role_name = '${local.main_role_names[each.key]}';

    expect(resource.aws_iam_role_policies_exclusive?.main).toMatchObject({
      role_name,
      policy_names: [resource.aws_iam_role_policy?.main?.name],
      depends_on: ['aws_iam_role_policy.main'],
    });
    expect(resource.aws_iam_role_policy_attachments_exclusive?.main).toMatchObject({
      role_name,
      policy_arns: '${each.value.managed_policies}',
    });
    expect(locals.main_role_names).toBe('${{ for k, r in aws_iam_role.main : k => r.name }}');
  });

  it('gives every role exact audience and subject', () => {
    const synthesized = synthesizeProd({
      connections: { ops: { account: 'main', name: 'aws ops' }, auto: { account: 'main', schema: 'enhanced' } },
    });

    expect(JSON.parse(roleOf({}, synthesized).trust).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'token.dynatrace.com:aud': 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
            'token.dynatrace.com:sub': 'dtid:connection/aws ops',
          },
        },
      },
    ]);
    expect(subjectsOf(synthesized, 'auto')).toBe("dt:connection-id/${local.connection_id['auto']}");
  });

  it('trusts the subjects of all connections that use one role', () => {
    const synthesized = synthesizeProd({
      connections: { ops: { account: 'main' }, next: { account: 'main', schema: 'enhanced', roleOf: 'ops' } },
    });

    expect(Object.keys(synthesized.locals.main_roles as object)).toEqual(['ops']);
    expect(subjectsOf(synthesized, 'ops')).toEqual([
      'dtid:connection/ops',
      "dt:connection-id/${local.connection_id['next']}",
    ]);
  });

  it('keeps the role of a retired connection for those that use it', () => {
    const synthesized = synthesizeProd({
      connections: {
        ops: { account: 'main', retired: true },
        next: { account: 'main', schema: 'enhanced', roleOf: 'ops' },
      },
    });

    expect(synthesized.locals.legacy_connection).toEqual({});
    expect(subjectsOf(synthesized, 'ops')).toBe("dt:connection-id/${local.connection_id['next']}");
  });

  it('writes nothing for a role that something else owns', () => {
    const existing = 'arn:aws:iam::123456789012:role/team/theirs';
    const { locals, output } = synthesizeProd({
      connections: { ops: { account: 'main', role: { existing } }, own: { account: 'main' } },
    });

    expect(Object.keys(locals.main_roles as object)).toEqual(['own']);
    expect(locals.legacy_connection).toMatchObject({ ops: { identity: { role_arn: existing } } });
    expect(Object.keys(output.trust_policies?.value as object)).toEqual([existing]);
  });

  it('takes over a role that exists', () => {
    const { import: imports, locals } = synthesizeProd({
      connections: { ops: { account: 'main', role: { name: 'theirs', import: true } }, own: { account: 'main' } },
    });

    expect(imports).toEqual([{ to: 'aws_iam_role.main["ops"]', id: 'theirs', provider: 'aws.main' }]);
    expect(locals.main_roles).toMatchObject({ ops: { name: 'theirs' } });
  });

  it('keeps the roles of accounts apart, whose keys may begin with a digit', () => {
    const file = deploymentWith({
      root: {
        accounts: {
          main: { id: '123456789012', region: 'eu-central-1' },
          '2nd': { id: '210987654321', region: 'cn-north-1' },
        },
      },
      connections: { ops: { account: 'main' }, far: { account: '2nd' } },
    });
    const { locals, resource, provider } = synthesize(file).prod as Synthesized;

    expect([locals.main_roles, locals._2nd_roles]).toEqual([
      { ops: expect.anything() },
      { far: expect.objectContaining({ trust: expect.stringContaining('arn:aws-cn:iam::210987654321') }) },
    ]);
    expect(Object.keys(resource.aws_iam_role ?? {})).toEqual(['_2nd', 'main']);
    expect(resource.aws_iam_role?._2nd).toMatchObject({ provider: 'aws._2nd', for_each: '${local._2nd_roles}' });
    expect(provider.aws?.map(({ alias }) => alias).sort()).toEqual(['_2nd', 'main']);
  });
});

describe('blockNameOf', () => {
  it.each([
    ['main', 'main'],
    ['a-b_c', 'a-b_c'],
    ['0prod', '_0prod'],
    ['123', '_123'],
  ])('of %s is %s, which Terraform accepts', (account, name) => {
    expect(blockNameOf(account)).toBe(name);
  });
});
