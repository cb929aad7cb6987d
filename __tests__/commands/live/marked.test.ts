import { lookAt } from '../../../commands/live/look';
import { leftBehind, markedObjects } from '../../../commands/live/marked';
import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import { markOf } from '../../../model/marks';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { createServiceUser } from '../../../scripts/dynatrace/account';
import { createPolicy } from '../../../scripts/dynatrace/account-policies';
import type { Context } from '../../../scripts/dynatrace/context';
import type { Tracked } from '../../../terraform/instances';
import { exportCredentials, sandboxTenant } from '../support';

describe("what carries a deployment's mark", () => {
  let dynatrace: DynatraceSandbox;
  let context: Context;
  const stack = () => sandboxTenant(dynatrace, { accountUuid: dynatrace.tenant.account.uuid });
  const mark = (key: string, label = 'team') => markOf({ label, owner: '42', key });
  const addConnection = (name: string, externalId?: string) =>
    dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, { ...enhancedConnectionValue(name) }, { externalId });

  beforeEach(async () => {
    dynatrace = await startDynatrace();
    exportCredentials({ DT_CLIENT_ID: dynatrace.admin.clientId, DT_CLIENT_SECRET: dynatrace.admin.clientSecret });
    context = lookAt(stack());
    addConnection('ops', `${mark('ops')}/7`);
    addConnection('theirs', mark('theirs', 'other-team'));
    addConnection('by hand');
    await createServiceUser(context, { name: 'Bot', description: `Runs workflows. Managed by ${mark('bot')}` });
    await createPolicy(context, {
      name: 'policy of the bot',
      description: `Lets workflows use AWS. Managed by ${mark('bot')}`,
      statementQuery: 'ALLOW app-engine:apps:run;',
    });
  });
  afterEach(async () => {
    await context.close();
    await dynatrace.close();
  });

  it('is found in every schema and in the account, and nothing else is', async () => {
    const found = await markedObjects(stack(), context);

    expect(found.map(({ what, key, owner }) => [what, key, owner])).toEqual([
      ['connection ops', 'ops', '42'],
      ['service user Bot', 'bot', '42'],
      ['policy policy of the bot', 'bot', '42'],
    ]);
  });

  it('is left behind when no state holds it, and can be removed', async () => {
    const tracked = [{ instance: { owner: '42', key: 'ops' } }] as unknown as Tracked[];

    const left = leftBehind(await markedObjects(stack(), context), [tracked]);
    for (const { remove } of left) await remove(context);

    expect(left.map(({ what }) => what)).toEqual(['service user Bot', 'policy policy of the bot']);
    expect(dynatrace.tenant.account.policies).toEqual([]);
    expect(dynatrace.tenant.objects).toHaveLength(3);
  });
});
