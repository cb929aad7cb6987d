import { synthesizeProd } from '../../support/synthesize';

describe('ConnectionRole', () => {
  it('writes every setting of the role', () => {
    const { resource } = synthesizeProd({
      connections: {
        ops: {
          account: 'main',
          role: {
            name: 'ops',
            path: '/dynatrace/',
            description: 'Runs workflows',
            permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
            maxSessionDuration: 7200,
            tags: { team: 'sre' },
          },
        },
      },
    });

    expect(resource.aws_iam_role?.ops).toMatchObject({
      name: 'ops',
      path: '/dynatrace/',
      description: 'Runs workflows',
      permissions_boundary: 'arn:aws:iam::123456789012:policy/boundary',
      max_session_duration: 7200,
      tags: { team: 'sre' },
      provider: 'aws.main',
    });
  });

  it('allows listing regions first, then what the file adds', () => {
    const { resource } = synthesizeProd({
      connections: {
        ops: { account: 'main', permissions: { statements: [{ sid: 'Start', actions: ['ec2:StartInstances'] }] } },
      },
    });

    expect(JSON.parse(String(resource.aws_iam_role_policy?.ops?.policy)).Statement).toEqual([
      { Effect: 'Allow', Action: 'account:ListRegions', Resource: '*' },
      { Sid: 'Start', Effect: 'Allow', Action: ['ec2:StartInstances'], Resource: '*' },
    ]);
  });

  it('attaches managed policies, one instance each', () => {
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const { resource } = synthesizeProd({
      connections: { ops: { account: 'main', permissions: { managedPolicies: [arn] } } },
    });

    expect(resource.aws_iam_role_policy_attachment?.ops).toMatchObject({
      for_each: `\${toset(["${arn}"])}`,
      policy_arn: '${each.value}',
      role: '${aws_iam_role.ops.name}',
    });
  });
});
