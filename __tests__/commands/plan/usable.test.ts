import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { requireCurrent, requireUsable } from '../../../commands/plan/usable';
import { planFile } from '../../../terraform/stack';
import { exportCredentials } from '../support';
import { type FakeTerraform, fakeTerraform } from '../terraform';

describe('requireUsable', () => {
  let directory: string;
  let file: string;
  let restore: () => void;
  const changed = (time: string) => utimesSync(file, new Date(time), new Date(time));
  const use = (plan: object) => () => requireUsable(plan, { stack: 'prod', file });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'usable-'));
    file = join(directory, 'deployment.yaml');
    writeFileSync(file, '');
    restore = exportCredentials({ CDKTF_OUTDIR: directory });
  });
  afterEach(() => {
    restore();
    rmSync(directory, { recursive: true });
  });

  it('takes a plan that was made after the last change of the file, be it in the same second', () => {
    changed('2026-11-24T07:00:00.900Z');

    expect(use({ timestamp: '2026-11-24T07:00:00Z' })).not.toThrow();
  });

  it('refuses a plan that is older than the file', () => {
    changed('2026-11-24T07:00:02Z');

    expect(use({ timestamp: '2026-11-24T07:00:00Z' })).toThrow(
      /made at 2026-11-24T07:00:00Z, and .*deployment\.yaml was changed at 2026-11-24T07:00:02Z\. Make a new one: npm run diff -- prod/,
    );
  });

  it('goes by the age of the saved plan where the plan does not say', () => {
    changed('2026-11-24T07:00:00Z');
    mkdirSync(dirname(planFile('prod')), { recursive: true });
    writeFileSync(planFile('prod'), '');
    expect(use({})).not.toThrow();

    utimesSync(planFile('prod'), new Date('2026-11-24T06:00:00Z'), new Date('2026-11-24T06:00:00Z'));
    expect(use({})).toThrow('older than the deployment file');
  });

  it('refuses a plan whose planning failed', () => {
    expect(use({ errored: true })).toThrow('The plan of prod is not complete, because planning failed');
  });
});

describe('requireCurrent', () => {
  let terraform: FakeTerraform;
  const version = (serial: number, lineage = 'one') => JSON.stringify({ lineage, serial });
  const planned = (text: string) =>
    writeFileSync(planFile('prod'), zipSync({ tfplan: strToU8(''), tfstate: strToU8(text) }));

  beforeEach(() => {
    terraform = fakeTerraform('name: team\ntenants: { prod: { environment: abc12345.apps.dynatrace.com } }\n');
  });
  afterEach(() => terraform.close());

  it('takes a plan of the state as it is, be it one that was never written', async () => {
    planned(version(3));
    terraform.write('pulled.json', version(3));
    await expect(requireCurrent('prod')).resolves.toBeUndefined();

    planned(JSON.stringify({ serial: 0, lineage: '' }));
    terraform.write('pulled.json', '');
    await expect(requireCurrent('prod')).resolves.toBeUndefined();
  });

  it.each([
    ['changed', version(4)],
    ['replaced by another', version(3, 'two')],
  ])('refuses a plan of a state that was %s since', async (_, pulled) => {
    planned(version(3));
    terraform.write('pulled.json', pulled);

    await expect(requireCurrent('prod')).rejects.toThrow(
      /^The plan of prod is older than its state.*npm run diff -- prod$/,
    );
  });

  it('leaves it to HCP Terraform where the plan lies there', async () => {
    writeFileSync(planFile('prod'), '{"remote_plan_format":1}');

    await requireCurrent('prod');

    expect(terraform.calls()).toEqual([]);
  });
});
