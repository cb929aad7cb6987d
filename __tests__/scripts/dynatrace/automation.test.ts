import { consentedPermissions, listWorkflows, usersOf } from '../../../scripts/dynatrace/automation';
import { type Bench, startBench } from '../support';

describe('automation', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const add = (title: string, tasks = {}) =>
    bench.dynatrace.addWorkflow({ title, owner: bench.dynatrace.admin.user.uuid, tasks });
  const task = (action: string, connection: string) => ({ a: { name: 'a', action, input: { connection } } });

  it('lists every page, and finds the workflows that use a connection', async () => {
    for (let index = 0; index < 120; index += 1) add(`workflow ${index}`);
    const user = add('stop instances', task('dynatrace.aws.connector:ec2-stop-instances', 'object-1'));
    add('other connection', task('dynatrace.aws.connector:ec2-stop-instances', 'object-2'));
    add('other app', task('dynatrace.slack:send', 'object-1'));

    const workflows = await listWorkflows(bench.context());

    expect(workflows).toHaveLength(123);
    expect(usersOf('object-1', workflows).map(({ id }) => id)).toEqual([user.id]);
  });

  it('says that there are none', async () => {
    expect(await listWorkflows(bench.context())).toEqual([]);
  });

  it('reads what workflows may do for the caller', async () => {
    bench.dynatrace.setConsent(bench.dynatrace.admin.user, ['settings:objects:read']);

    expect(await consentedPermissions(bench.context())).toContain('settings:objects:read');
  });
});
