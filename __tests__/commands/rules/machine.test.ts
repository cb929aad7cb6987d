import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeVersion } from '../../../commands/rules/node-version';
import { providerVersion } from '../../../commands/rules/provider-version';
import { stateAccess } from '../../../commands/rules/state-access';
import { synthesis } from '../../../commands/rules/synthesis';
import { terraformVersion } from '../../../commands/rules/terraform-version';
import { exportCredentials } from '../support';

describe('the rules about this machine', () => {
  let directory: string;
  let restore: () => void;
  const install = (versions: { terraform: string; providers?: Record<string, string> }) => {
    const json = JSON.stringify({ provider_selections: versions.providers });
    const text = `Terraform v${versions.terraform}\\non linux_amd64`;
    const file = join(directory, 'terraform');
    writeFileSync(file, `#!/bin/sh\n[ "$2" = -json ] && echo '${json}' || printf '${text}\\n'\n`);
    chmodSync(file, 0o755);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'machine-'));
    mkdirSync(join(directory, 'stacks', 'prod'), { recursive: true });
    restore = exportCredentials({ TERRAFORM_BINARY_NAME: join(directory, 'terraform'), CDKTF_OUTDIR: directory });
  });
  afterEach(() => {
    restore();
    rmSync(directory, { recursive: true });
  });

  it('hold Node.js to the version that the project names', () => {
    const check = (version: string) => nodeVersion.check({ wanted: '>=20.18.1', version });

    expect(check('20.18.1')).toMatchObject([{ status: 'ok' }]);
    expect(check('18.20.0')).toMatchObject([{ status: 'failed', detail: '18.20.0, but >=20.18.1 is needed' }]);
  });

  it('hold Terraform to what the backend needs', async () => {
    install({ terraform: '1.9.8' });

    expect(await terraformVersion.check({})).toMatchObject([
      { status: 'ok', detail: expect.stringContaining('1.9.8') },
    ]);
    const backend = { type: 's3', bucket: 'b', keyPrefix: '', region: 'eu-central-1' } as const;
    expect(await terraformVersion.check({ backend })).toMatchObject([
      { status: 'failed', cure: 'Install Terraform 1.10.0 or newer.' },
    ]);
  });

  it('say what is wrong with a Terraform that is missing or too old', async () => {
    expect(await terraformVersion.check({})).toMatchObject([
      { status: 'failed', detail: expect.stringContaining('Terraform is missing') },
    ]);
    install({ terraform: '1.4.0' });
    expect((await terraformVersion.check({}))[0]?.detail).toContain('must be 1.5.7 or newer');
  });

  it('name the provider versions that a stack has settled on', async () => {
    install({ terraform: '1.11.4', providers: { 'registry.terraform.io/hashicorp/aws': '5.100.0' } });

    expect(await providerVersion.check({ stack: 'prod', providers: ['aws', 'null'] })).toMatchObject([
      { subject: 'provider hashicorp/aws', status: 'ok', detail: '5.100.0' },
      { subject: 'provider hashicorp/null', status: 'failed' },
    ]);
  });

  it('pass on what synthesis and Terraform say when there is no configuration or no state', async () => {
    expect(await synthesis.check({ file: '/nonexistent/deployment.yaml' })).toMatchObject([
      { status: 'failed', detail: expect.stringContaining('does not exist') },
    ]);

    const states = new Map();
    expect(await stateAccess.check({ stack: 'prod', states })).toMatchObject([
      { status: 'failed', cure: expect.stringContaining('Check that the backend exists') },
    ]);
    expect([...states]).toEqual([]);
  });

  it('name the cure where Terraform cannot get a provider, which has nothing to do with the state', async () => {
    writeFileSync(join(directory, 'stacks', 'prod', 'cdk.tf.json'), '{"terraform":{}}');
    writeFileSync(
      join(directory, 'terraform'),
      '#!/bin/sh\necho "Error: Failed to query available provider packages" >&2; exit 1\n',
    );
    chmodSync(join(directory, 'terraform'), 0o755);

    expect(await stateAccess.check({ stack: 'prod', states: new Map() })).toMatchObject([
      { status: 'failed', cure: expect.stringContaining('Let Terraform reach its registry') },
    ]);
  });
});
