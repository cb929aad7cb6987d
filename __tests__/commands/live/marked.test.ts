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
  const held = (key: string, guard: string) => [{ instance: { owner: '42', key, guard } }] as unknown as Tracked[];
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
    const { found, complete } = await markedObjects(stack(), context);

    expect(complete).toBe(true);
    expect(found.map(({ what, key, owner }) => [what, key, owner])).toEqual([
      ['connection ops', 'ops', '42'],
      ['service user Bot', 'bot', '42'],
      ['policy policy of the bot', 'bot', '42'],
    ]);
  });

  it('is left behind when no state holds it, and can be removed', async () => {
    const { found } = await markedObjects(stack(), context);
    const left = leftBehind(found, [held('ops', '7')]);
    for (const { remove } of left) await remove?.(context);

    expect(left.map(({ what }) => what)).toEqual(['service user Bot', 'policy policy of the bot']);
    expect(dynatrace.tenant.account.policies).toEqual([]);
    expect(dynatrace.tenant.objects).toHaveLength(3);
  });

  it('is left behind when the state holds its key under another guard', async () => {
    const { found } = await markedObjects(stack(), context);

    expect(leftBehind(found, [held('ops', '8'), held('bot', '9')]).map(({ what }) => what)).toEqual(['connection ops']);
  });

  it('is told to exist where it is private to somebody else, as far as there is admin access', async () => {
    const { user } = dynatrace.addUser({ email: 'other@example.com' });
    const hidden = { ...enhancedConnectionValue('hidden') };
    dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, hidden, { owner: user, externalId: `${mark('hidden')}/8` });
    const { clientId, clientSecret } = dynatrace.addUser({
      email: 'reader@example.com',
      policy: 'ALLOW settings:objects:read, settings:schemas:read;',
    });

    const { found, complete } = await markedObjects(stack(), context);
    exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
    const reader = lookAt(sandboxTenant(dynatrace));
    const seen = await markedObjects(sandboxTenant(dynatrace), reader);
    await reader.close();

    const one = found.find(({ key }) => key === 'hidden');
    expect([complete, one?.what, one?.remove]).toEqual([
      true,
      `connection hidden, private to owner user ${user.uuid}`,
      undefined,
    ]);
    expect([seen.complete, seen.found.map(({ key }) => key)]).toEqual([false, ['ops']]);
  });
});
