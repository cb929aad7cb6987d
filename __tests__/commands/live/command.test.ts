import { stringify } from 'yaml';
import { runCommand } from '../../../commands/cli/run';
import { selectTenants } from '../../../commands/cli/selection';
import { command } from '../../../commands/drift';
import { readDynatraceSide } from '../../../commands/plan/both-sides';
import { CONNECTOR_APP_ID } from '../../../model/oidc';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, recordingOutput } from '../support';
import { type FakeTerraform, fakeTerraform } from '../terraform';

describe('drift', () => {
  let dynatrace: DynatraceSandbox;
  let terraform: FakeTerraform;
  let restore: () => void;

  beforeEach(async () => {
    dynatrace = await startDynatrace({ apps: [CONNECTOR_APP_ID] });
    const { url, ssoUrl, accountUrl, admin } = dynatrace;
    const environment = { environment: url, ssoUrl, accountUrl, issuer: dynatrace.tenant.issuer.issuer };
    terraform = fakeTerraform(stringify({ name: 'team', tenants: { prod: environment } }));
    restore = exportCredentials({ DT_CLIENT_ID: admin.clientId, DT_CLIENT_SECRET: admin.clientSecret });
    const resource = (name: string, index: string, triggers: object) => ({
      address: `null_resource.${name}["${index}"]`,
      mode: 'managed',
      type: 'null_resource',
      name,
      index,
      values: { id: '1', triggers: { environment: url, ...triggers } },
    });
    const resources = [
      resource('hub_app', CONNECTOR_APP_ID, { app_id: CONNECTOR_APP_ID }),
      resource('allowed_host', '*.amazonaws.com', { host: '*.amazonaws.com' }),
    ];
    terraform.write('state.json', JSON.stringify({ values: { root_module: { resources } } }));
  });
  afterEach(async () => {
    restore();
    terraform.close();
    await dynatrace.close();
  });

  it('prints a table for people', async () => {
    const output = recordingOutput();

    expect(await runCommand(command, ['prod'], output)).toBe(2);

    expect(output.printed.join('\n')).toMatch(
      /^prod: 1 in sync, 1 missing\n {2}in sync +hub-app +dynatrace\.aws\.connector +version .*\n {2}missing +allowed-host +\*\.amazonaws\.com\n$/,
    );
  });

  it('prints one document for programs, and nothing else on the same stream', async () => {
    const output = recordingOutput();

    expect(await runCommand(command, ['--json'], output)).toBe(2);

    const { tenants } = JSON.parse(output.printed.join('\n')) as { tenants: { tenant: string; resources: object[] }[] };
    expect(tenants).toEqual([
      {
        tenant: 'prod',
        resources: [expect.objectContaining({ status: 'in-sync' }), expect.objectContaining({ status: 'missing' })],
      },
    ]);
    expect(output.progressed).not.toEqual([]);
  });

  it('says so when nothing is deployed yet', async () => {
    terraform.write('state.json', '{"format_version":"1.0"}');
    const output = recordingOutput();

    expect(await runCommand(command, [], output)).toBe(0);

    expect(output.printed).toEqual(['prod: nothing is deployed yet']);
  });

  it('stops a plan that would leave out what could not be read', async () => {
    const { clientId, clientSecret } = dynatrace.addUser({
      email: 'reader@example.com',
      policy: 'ALLOW app-engine:apps:run;',
    });
    const restoreAdmin = exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
    const [prod] = selectTenants([]).tenants;
    const output = recordingOutput();

    await expect(readDynatraceSide(prod as never, output)).rejects.toThrow(
      '1 objects of the tenant prod could not be read, see above.',
    );
    expect(output.printed.join('\n')).toContain('unreadable  allowed-host  *.amazonaws.com  not allowed to list');
    restoreAdmin();
  });
});
