import { CONNECTOR_APP_ID } from '../../../model/oidc';
import { exportCredentials } from '../support';
import { type DoctorBench, startDoctorBench } from './bench';

const APP = `app ${CONNECTOR_APP_ID}`;

describe('the credentials and permissions of a tenant', () => {
  let bench: DoctorBench;

  afterEach(() => bench.close());

  it('ends with the credentials when there are none, or wrong ones', async () => {
    bench = await startDoctorBench();
    const missing = exportCredentials({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined });
    expect(Object.values(await bench.check())).toEqual([
      expect.objectContaining({
        subject: 'Dynatrace credentials',
        label: 'error',
        detail: expect.stringContaining('Export DT_CLIENT_ID'),
      }),
    ]);
    missing();

    const wrong = exportCredentials({ DT_CLIENT_SECRET: 'not-it' });
    expect(Object.values(await bench.check())).toEqual([
      expect.objectContaining({
        subject: 'Dynatrace credentials',
        label: 'error',
        detail: expect.stringContaining('refused the OAuth client'),
      }),
    ]);
    wrong();
  });

  it('names each permission that the user lacks, with the statement that grants it', async () => {
    bench = await startDoctorBench({ apps: [CONNECTOR_APP_ID] });
    const granted = ['app-engine:apps:run', 'settings:objects:read', 'settings:schemas:read'];
    bench.signIn(bench.dynatrace.addUser({ email: 'reader@example.com', policy: `ALLOW ${granted.join(', ')};` }));

    const checks = await bench.check();

    expect(checks['settings:objects:write (hyperscaler-authentication.aws.connection)']).toMatchObject({
      label: 'error',
      cure: 'Grant it: ALLOW settings:objects:write WHERE settings:schemaId = "builtin:hyperscaler-authentication.aws.connection";',
    });
    expect(checks['hyperscaler-authentication:aws:authenticate']?.label).toBe('warning');
    expect(checks['settings:objects:read (hyperscaler-authentication.aws.connection)']?.label).toBe('ok');
    expect(checks[APP]?.label).toBe('ok');
  });

  it('names the scopes that the OAuth client lacks, and goes on with the others', async () => {
    bench = await startDoctorBench({ apps: [CONNECTOR_APP_ID] });
    const scopes = ['app-engine:apps:run', 'settings:objects:read', 'settings:schemas:read', 'app-engine:apps:install'];
    bench.signIn(bench.dynatrace.addUser({ email: 'narrow@example.com', scopes }));

    const checks = await bench.check();

    expect(checks['settings:objects:write (hyperscaler-authentication.aws.connection)']).toMatchObject({
      label: 'error',
      detail: 'the OAuth client in DT_CLIENT_ID lacks the scope',
    });
    expect(checks[APP]?.label).toBe('ok');
    expect(checks['connection ops']?.label).toBe('ok');
  });

  it('warns about a platform token that cannot have the permission of the workflows, and about an API token', async () => {
    bench = await startDoctorBench({ apps: [CONNECTOR_APP_ID] });
    const { platformToken } = bench.dynatrace.addUser({
      email: 'token@example.com',
      policy: 'ALLOW app-engine:apps:run; ALLOW settings:objects:read, settings:objects:write, settings:schemas:read;',
    });
    const platform = exportCredentials({
      DT_CLIENT_ID: undefined,
      DT_CLIENT_SECRET: undefined,
      DYNATRACE_PLATFORM_TOKEN: platformToken,
    });
    const checks = await bench.check();
    expect(checks['Dynatrace credentials']?.detail).toBe('platform token in DYNATRACE_PLATFORM_TOKEN');
    expect(checks['hyperscaler-authentication:aws:authenticate']?.label).toBe('warning');
    platform();

    const api = exportCredentials({
      DT_CLIENT_ID: undefined,
      DT_CLIENT_SECRET: undefined,
      DYNATRACE_API_TOKEN: bench.dynatrace.apiToken,
    });
    const limited = await bench.check({ allowApiToken: true });
    expect(limited['Dynatrace credentials']).toMatchObject({
      label: 'warning',
      detail: expect.stringContaining('objects it creates have no owner'),
    });
    expect(Object.values(limited).find(({ label }) => label === 'unchecked')).toMatchObject({
      subject: 'tenant prod',
      detail: expect.stringContaining('an API token only works for settings'),
    });
    api();
  });
});
