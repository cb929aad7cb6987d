import { type PlannedConnection, usersOfConnections, workflowLines } from '../../../commands/plan/workflows';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { CORPUS_CONNECTIONS, WORKFLOW_CORPUS } from '../../support/workflow-corpus';
import { exportCredentials, sandboxTenant } from '../support';
import { use } from './plans';

const { ops, dev, old } = CORPUS_CONNECTIONS;

describe('usersOfConnections', () => {
  let dynatrace: DynatraceSandbox;
  let restore: () => void;
  const planned = (
    { schema, ...before }: typeof ops | typeof dev | typeof old,
    after?: PlannedConnection['after'],
  ) => ({
    schema,
    before,
    ...(after && { after }),
  });
  const survivors = async (connection: PlannedConnection) => {
    const users = (await usersOfConnections(sandboxTenant(dynatrace), [connection])).get(connection.before.objectId);
    if (!users || 'unknown' in users) throw new Error('nobody was asked');
    return Object.fromEntries(
      users.uses.map(({ workflow, task, survives }) => [`${workflow.title}/${task}`, survives]),
    );
  };

  beforeAll(async () => {
    dynatrace = await startDynatrace();
    const { clientId, clientSecret } = dynatrace.admin;
    restore = exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
    for (const workflow of WORKFLOW_CORPUS) dynatrace.addWorkflow(workflow);
  });
  afterAll(async () => {
    restore();
    await dynatrace.close();
  });

  it('says that a name survives a replacement, and an object id does not', async () => {
    expect(await survivors(planned(dev, { name: dev.name }))).toEqual({
      'store events/list': 'no',
      'store events/create': 'yes',
      'store events/put': 'yes',
      'with an input of its own/invoke': 'yes',
      'wait for a runbook/status': 'unknown',
      'run a runbook/start': 'unknown',
    });
  });

  it('says that an object id survives another name, and a name does not', async () => {
    expect(await survivors(planned(dev, { name: 'renamed', objectId: dev.objectId }))).toMatchObject({
      'store events/list': 'yes',
      'store events/create': 'no',
      'run a runbook/start': 'unknown',
    });
  });

  it('says that nothing survives a deletion for sure, and everything a connection that stays', async () => {
    expect(new Set(Object.values(await survivors(planned(dev))))).toEqual(new Set(['no', 'unknown']));
    expect(new Set(Object.values(await survivors(planned(dev, { name: dev.name, objectId: dev.objectId }))))).toEqual(
      new Set(['yes']),
    );
  });

  it('answers for several connections at once, and says where workflows may be hidden', async () => {
    const { platformToken } = dynatrace.addUser({ email: 'x@example.com', policy: 'ALLOW automation:workflows:read;' });
    const restoreToken = exportCredentials({
      DYNATRACE_PLATFORM_TOKEN: platformToken,
      DT_CLIENT_ID: undefined,
      DT_CLIENT_SECRET: undefined,
    });

    const users = await usersOfConnections(sandboxTenant(dynatrace), [planned(ops), planned(old)]);

    expect(users.get(old.objectId)).toMatchObject({
      uses: [{ task: 'reboot', survives: 'no' }],
      hidden: expect.stringContaining('automation:workflows:admin'),
    });
    expect([...users.keys()]).toEqual([ops.objectId, old.objectId]);
    restoreToken();
  });

  it('asks nothing when there is nothing to ask', async () => {
    dynatrace.log.length = 0;

    expect(await usersOfConnections(sandboxTenant(dynatrace), [])).toEqual(new Map());
    expect(dynatrace.log).toEqual([]);
  });

  it('says why nobody could say, instead of failing the review', async () => {
    const restoreSecret = exportCredentials({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined });

    const users = await usersOfConnections(sandboxTenant(dynatrace), [planned(ops)]);

    expect(users.get(ops.objectId)).toEqual({ unknown: expect.stringContaining('no Dynatrace credentials') });
    restoreSecret();
  });
});

describe('workflowLines', () => {
  it('put what stops working first, with its tasks, owner and callers', () => {
    const other = { workflow: { id: 'n', title: 'Nightly', owner: 'uuid' }, calledBy: [{ id: 'p', title: 'Parent' }] };
    const uses = [
      use('Goes on', { by: 'name', survives: 'yes' }),
      use('Open', { by: 'expression', certainty: 'possibly', survives: 'unknown' }),
      use('', other),
      use('', { ...other, task: 'start', by: 'name', survives: 'yes' }),
    ];

    expect(workflowLines({ uses, hidden: 'not granted' })).toEqual([
      '3 workflows: 1 loses it, 1 may lose it, 1 keeps it.',
      'Workflow: Nightly, owner uuid: stop (by object id: stops working), start (by name: keeps working); run by Parent',
      'Workflow: Open: stop (by expression, possibly: may stop working)',
      'Workflow: Goes on: stop (by name: keeps working)',
      'There may be private workflows of others that these credentials cannot see.',
    ]);
  });

  it('name owners where their names are known', () => {
    const workflow = { id: 'n', title: 'Nightly', owner: 'uuid', ownerName: 'a@example.com' };

    expect(workflowLines({ uses: [use('', { workflow })] })).toEqual([
      'Workflow: Nightly, owner a@example.com: stop (by object id: stops working)',
    ]);
  });

  it('say nothing where nobody asked', () => {
    expect(workflowLines(undefined)).toEqual([]);
  });
});
