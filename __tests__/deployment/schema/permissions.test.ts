import { deploymentOf, expectProblem, withConnection } from '../support';

const actions = (...entries: string[]) =>
  withConnection('permissions:', '  actions:', ...entries.map((entry) => `    - ${entry}`));
const at = 'tenants.prod.connections.ops.permissions.actions';

describe('workflow actions', () => {
  test('are ids, or mappings where they are narrowed', () => {
    const narrowed = '{action: ec2-start-instances, resources: "arn:aws:ec2:*:*:instance/*"}';
    const { tenants } = deploymentOf(actions('ec2-stop-instances', narrowed));

    expect(tenants.prod?.connections.ops?.permissions.actions).toEqual([
      'ec2-stop-instances',
      { action: 'ec2-start-instances', resources: 'arn:aws:ec2:*:*:instance/*' },
    ]);
  });

  test.each([
    [
      'with their app',
      actions('dynatrace.aws.connector:ec2-stop-instances'),
      `value-form ${at}[0] 14:15`,
      'must be the id of a workflow action without its app, such as ec2-stop-instances, got "dynatrace.aws.connector:ec2-stop-instances"',
    ],
    [
      'as numbers',
      actions('1'),
      `value-choice ${at}[0] 14:15`,
      'must be the id of a workflow action, or a mapping with `action`, got 1',
    ],
    [
      'without their id',
      actions('{resources: "*"}'),
      `key-missing ${at}[0].action 14:15`,
      'is required: Id of the workflow action',
    ],
    [
      'with a key that is not known',
      actions('{action: ec2-stop-instances, resource: "*"}'),
      `key-unknown ${at}[0].resource 14:44`,
    ],
    [
      'with resources that are empty',
      actions('{action: ec2-stop-instances, resources: [""]}'),
      `value-range ${at}[0].resources[0] 14:56`,
    ],
  ])('%s are refused', (_, text, ...said) => {
    expectProblem(text, ...said);
  });
});
