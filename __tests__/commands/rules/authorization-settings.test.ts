import { lookAt } from '../../../commands/live/look';
import { authorizationSettings } from '../../../commands/rules/authorization-settings';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, sandboxTenant } from '../support';

const NEEDED = ['hyperscaler-authentication:aws:authenticate', 'settings:objects:read'];

describe('the authorization settings', () => {
  let dynatrace: DynatraceSandbox;
  let restore: () => void;

  beforeEach(async () => {
    dynatrace = await startDynatrace();
    const { clientId, clientSecret } = dynatrace.admin;
    restore = exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
  });
  afterEach(async () => {
    restore();
    await dynatrace.close();
  });

  async function consent() {
    const tenant = sandboxTenant(dynatrace, {});
    const context = lookAt(tenant);
    const outcomes = Promise.resolve(authorizationSettings.check({ tenant, context }));
    return (await outcomes.finally(() => context.close()))[0];
  }

  it('name what the user has to allow, and where', async () => {
    expect(await consent()).toMatchObject({
      status: 'failed',
      detail: `workflows that run as the user of these credentials lack ${NEEDED.join(' and ')}`,
      cure: expect.stringContaining(`No API can grant it; allow it at ${dynatrace.url}/ui/`),
    });
  });

  it('are fine once the user has allowed it', async () => {
    dynatrace.setConsent(dynatrace.admin.user, NEEDED);

    expect(await consent()).toMatchObject({ status: 'ok', detail: expect.stringContaining('on behalf of the user') });
  });

  it('say when they cannot be read', async () => {
    dynatrace.faults.add({ path: /user-permissions/, status: 404, body: { error: { code: 404, message: 'gone' } } });

    expect(await consent()).toMatchObject({
      status: 'unchecked',
      detail: expect.stringContaining('gone'),
      cure: expect.stringMatching(/^See http/),
    });
  });
});
