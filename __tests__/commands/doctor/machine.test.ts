import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { area, checkSummary, checkTable } from '../../../commands/doctor/check';
import { checkNode, checkProviders, checkTerraform } from '../../../commands/doctor/machine';
import { exportCredentials, recordingOutput } from '../support';

describe('the checks of this machine', () => {
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
    expect(checkNode('>=20.18.1', '20.18.1').status).toBe('ok');
    expect(checkNode('>=20.18.1', '18.20.0')).toMatchObject({
      status: 'failure',
      detail: '18.20.0, but >=20.18.1 is needed',
    });
  });

  it('hold Terraform to what the backend needs', async () => {
    install({ terraform: '1.9.8' });

    expect(await checkTerraform()).toMatchObject({ status: 'ok', detail: expect.stringContaining('1.9.8') });
    const s3 = { type: 's3', bucket: 'b', keyPrefix: '', region: 'eu-central-1' } as const;
    expect(await checkTerraform(s3)).toMatchObject({ status: 'failure', cure: 'Install Terraform 1.10.0 or newer.' });
  });

  it('say what is wrong with a Terraform that is missing or too old', async () => {
    expect(await checkTerraform()).toMatchObject({
      status: 'failure',
      detail: expect.stringContaining('Terraform is missing'),
    });
    install({ terraform: '1.4.0' });
    expect((await checkTerraform()).detail).toContain('must be 1.5.7 or newer');
  });

  it('name the provider versions that a stack has settled on', async () => {
    install({ terraform: '1.11.4', providers: { 'registry.terraform.io/hashicorp/aws': '5.100.0' } });

    expect(await checkProviders('prod')).toMatchObject([
      { what: 'provider hashicorp/aws', status: 'ok', detail: '5.100.0' },
      { what: 'provider hashicorp/null', status: 'warning' },
    ]);
  });
});

describe('checkTable', () => {
  it('has a part for each area, and every cure below what it cures', () => {
    const [one, two] = [area('account main'), area('tenant prod')];
    const checks = [
      one.failure('credentials', 'expired', 'Renew them.'),
      two.warning('app', 'not there'),
      one.ok('role ops', 'will be created'),
    ];

    expect(checkTable(checks, recordingOutput()).split('\n')).toEqual([
      'account main',
      '  failure  credentials  expired',
      '           Renew them.',
      '  ok       role ops     will be created',
      '',
      'tenant prod',
      '  warning  app  not there',
    ]);
    expect(checkSummary(checks)).toBe('1 ok, 1 warnings, 1 failures');
  });
});
