import { deploymentOf, problemsOf, withConnection } from '../support';

const actions = (...entries: string[]) =>
  withConnection('permissions:', '  actions:', ...entries.map((entry) => `    - ${entry}`));
const at = '`tenants.prod.connections.ops.permissions.actions';

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
      `${at}[0]\` must be the id of a workflow action without its app, such as ec2-stop-instances, got "dynatrace.aws.connector:ec2-stop-instances" (deployment.yaml:14:15)`,
    ],
    [
      'as numbers',
      actions('1'),
      `${at}[0]\` must be the id of a workflow action, or a mapping with \`action\`, got 1 (deployment.yaml:14:15)`,
    ],
    [
      'without their id',
      actions('{resources: "*"}'),
      `${at}[0].action\` is required: Id of the workflow action (deployment.yaml:14:15)`,
    ],
    [
      'with a key that is not known',
      actions('{action: ec2-stop-instances, resource: "*"}'),
      `${at}[0].resource\` is not a known key; did you mean \`resources\`? (deployment.yaml:14:44)`,
    ],
    [
      'with resources that are empty',
      actions('{action: ec2-stop-instances, resources: [""]}'),
      `${at}[0].resources[0]\` must not be empty, got "" (deployment.yaml:14:56)`,
    ],
  ])('%s are refused', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });
});
