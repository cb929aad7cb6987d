import { usersOfConnections } from '../../../commands/plan/workflows';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, sandboxTenant } from '../support';

describe('usersOfConnections', () => {
  let dynatrace: DynatraceSandbox;
  let restore: () => void;
  const planned = (objectId: string) => ({ schema: 'legacy' as const, before: { name: 'ops', objectId } });
  const task = (connection: string) => ({
    name: 'task',
    action: 'dynatrace.aws.connector:s3-put-object',
    input: { connection },
  });

  beforeAll(async () => {
    dynatrace = await startDynatrace();
    const { clientId, clientSecret, user } = dynatrace.admin;
    restore = exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
    dynatrace.addWorkflow({ title: 'Nightly', owner: user.uuid, tasks: { put: task('old-id') } });
    dynatrace.addWorkflow({ title: 'Other', owner: user.uuid, tasks: { put: task('another-id') } });
  });
  afterAll(async () => {
    restore();
    await dynatrace.close();
  });

  it('names the workflows of each object id', async () => {
    expect(await usersOfConnections(sandboxTenant(dynatrace), [planned('old-id'), planned('unused-id')])).toEqual(
      new Map([
        ['old-id', { titles: ['Nightly'] }],
        ['unused-id', { titles: [] }],
      ]),
    );
  });

  it('asks nothing when there is nothing to ask', async () => {
    dynatrace.log.length = 0;

    expect(await usersOfConnections(sandboxTenant(dynatrace), [])).toEqual(new Map());
    expect(dynatrace.log).toEqual([]);
  });

  it('says why nobody could say, instead of failing the review', async () => {
    const restoreSecret = exportCredentials({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined });

    const users = await usersOfConnections(sandboxTenant(dynatrace), [planned('old-id')]);

    expect(users.get('old-id')).toEqual({ unknown: expect.stringContaining('no Dynatrace credentials') });
    restoreSecret();
  });
});
