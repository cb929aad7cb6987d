import { lookAt } from '../../../commands/live/look';
import { consentText, readConsent } from '../../../commands/verify/consent';
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
    return readConsent(tenant, context).finally(() => context.close());
  }

  it('name what the user has to allow, and where', async () => {
    const found = await consent();

    expect(found.missing).toEqual(NEEDED);
    expect(consentText(found)).toContain(
      `lack ${NEEDED.join(' and ')}. No API can grant it; allow it at ${dynatrace.url}/ui/`,
    );
  });

  it('are fine once the user has allowed it', async () => {
    dynatrace.setConsent(dynatrace.admin.user, NEEDED);

    const found = await consent();

    expect(found.missing).toEqual([]);
    expect(consentText(found)).toContain('workflows may use AWS on behalf of the user');
  });

  it('say when they cannot be read', async () => {
    dynatrace.faults.add({ path: /user-permissions/, status: 404, body: { error: { code: 404, message: 'gone' } } });

    const found = await consent();

    expect(consentText(found)).toMatch(/could not be read: .*gone.* See http/);
  });
});
