import { join } from 'node:path';
import { stringify } from 'yaml';
import { findingsCode } from '../../../commands/findings/finding';
import { driftFindings } from '../../../commands/live/findings';
import type { TrackedLive } from '../../../commands/live/read';
import type { Answer } from '../../../scripts/look';
import { put, removeTemporary, temporary } from '../../support/machine';
import { tenantWith } from '../support';

function entry(key: string, live: Answer): TrackedLive {
  return { kind: 'allowed-host', key, address: key, blocks: {}, unfinished: false, instance: {} as never, live };
}

/** No state is kept in files, so that none can be left behind. */
const selection = { deployment: { backend: { type: 'none' } } as never, all: [], file: '/srv/deployment.yaml' };

const changes = [
  { attribute: 'name', from: 'automation', to: 'by\nhand' },
  { attribute: 'role_arn', from: 'arn:ours', to: '' },
];

const home = process.cwd();
afterEach(() => {
  process.chdir(home);
  removeTemporary();
});

describe('driftFindings', () => {
  it('has one finding for each object', async () => {
    const drift = [
      entry('same', { status: 'in-sync', note: 'version 2' }),
      entry('private', { status: 'hidden', note: 'these credentials cannot see it' }),
      entry('other', { status: 'changed', changes }),
      entry('gone', { status: 'missing' }),
      entry('secret', { status: 'unreadable', note: 'not allowed' }),
    ];

    const findings = await driftFindings([{ tenant: tenantWith(), drift }], selection);

    expect(findings.map(({ id, subject, status, detail }) => [id, subject, status, detail])).toEqual([
      ['drift-changed', 'allowed-host same', 'ok', 'version 2'],
      ['drift-hidden', 'allowed-host private', 'failed', 'these credentials cannot see it'],
      ['drift-changed', 'allowed-host other', 'failed', 'name: automation -> by hand; role_arn: arn:ours -> nothing'],
      ['drift-missing', 'allowed-host gone', 'failed', 'it is gone'],
      ['drift-changed', 'allowed-host secret', 'unchecked', 'not allowed'],
    ]);
    expect(findingsCode(findings)).toBe(1);
  });

  it('finds states that no deployment file of the checkout has', async () => {
    const project = temporary();
    put(join(project, 'cdktf.json'), '{"app":"true"}');
    const file = put(join(project, 'deployment.yaml'));
    const dev = { environment: 'abc12345.apps.dynatrace.com' };
    put(join(project, 'deployment.dev.yaml'), stringify({ name: 'team', tenants: { dev } }));
    for (const name of ['dev', 'gone']) put(join(project, `terraform.${name}.tfstate`), '{"resources":[{}]}');
    process.chdir(project);

    const deployment = { backend: { type: 'local', directory: '.' } } as never;
    const findings = await driftFindings([], { deployment, all: [], file });

    expect(findings.map(({ id, subject }) => [id, subject])).toEqual([['state-left-behind', 'state gone']]);
  });

  it('lets a tenant live with drift', async () => {
    const tenant = tenantWith();
    const entryOfFile = { rule: 'drift-missing', subject: 'allowed-host gone', reason: 'known' };
    const config = { ...tenant.config, acknowledge: [entryOfFile] };

    const drift = [entry('gone', { status: 'missing' })];

    const findings = await driftFindings([{ tenant: { ...tenant, config }, drift }], selection);

    expect(findings).toMatchObject([{ acknowledged: 'known' }]);
    expect(findingsCode(findings)).toBe(0);
  });
});
