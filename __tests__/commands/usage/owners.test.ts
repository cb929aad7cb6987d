import { lookAt } from '../../../commands/live/look';
import { workflowsWithOwners } from '../../../commands/usage/owners';
import { addServiceUser } from '../../../sandbox/dynatrace/directory';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, sandboxTenant } from '../support';

const NOBODY = '99999999-2222-4333-8444-555555555555';

describe('workflowsWithOwners', () => {
  let dynatrace: DynatraceSandbox;
  let restore: () => void;
  const owners = async (tenant: object = { accountUuid: dynatrace.tenant.account.uuid }) => {
    const context = lookAt(sandboxTenant(dynatrace, tenant as never));
    try {
      const { workflows } = await workflowsWithOwners(context);
      return Object.fromEntries(workflows.map(({ title, ownerName }) => [title, ownerName]));
    } finally {
      await context.close();
    }
  };
  const lists = () =>
    dynatrace.log.filter(({ path }) => path.includes('/iam/v1/')).map(({ path }) => path.split('/').at(-1));

  beforeEach(async () => {
    dynatrace = await startDynatrace();
    const { admin } = dynatrace;
    restore = exportCredentials({ DT_CLIENT_ID: admin.clientId, DT_CLIENT_SECRET: admin.clientSecret });
    dynatrace.addWorkflow({ title: 'mine', owner: admin.user.uuid });
  });
  afterEach(async () => {
    restore();
    await dynatrace.close();
  });

  it('names users by their e-mail address, and reads no list that it does not need', async () => {
    expect(await owners()).toEqual({ mine: dynatrace.admin.user.email });
    expect(lists()).toEqual(['users']);
  });

  it('names groups and service users, and leaves others to their uuid', async () => {
    const { account } = dynatrace.tenant;
    const group = dynatrace.addGroup({ name: 'SRE' });
    const bot = addServiceUser(account, { name: 'bot', description: '' });
    dynatrace.addWorkflow({ title: 'ours', owner: group.uuid, ownerType: 'GROUP' });
    dynatrace.addWorkflow({ title: 'of a bot', owner: bot.uuid });
    dynatrace.addWorkflow({ title: 'of nobody', owner: NOBODY });

    expect(await owners({ accountUuid: account.uuid })).toEqual({
      mine: dynatrace.admin.user.email,
      ours: 'SRE',
      'of a bot': 'bot',
      'of nobody': undefined,
    });
  });

  it('asks nobody where the account is not known', async () => {
    expect(await owners({})).toEqual({ mine: undefined });
    expect(lists()).toEqual([]);
  });

  it('goes on without names where the account may not be read', async () => {
    dynatrace.faults.add({ path: /\/users$/, status: 403, body: { error: { message: 'not yours' } } });

    expect(await owners()).toEqual({ mine: undefined });
  });
});
