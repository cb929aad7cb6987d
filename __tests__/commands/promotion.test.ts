import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { runCommand } from '../../commands/cli/run';
import { command as drift } from '../../commands/drift';
import { runApp } from '../../terraform/cdktf';
import { packagedApp } from '../../terraform/project';
import { directoryOf, synthesize } from '../../terraform/stack';
import { put, removeTemporary, temporary } from '../support/machine';
import { exportCredentials, recordingOutput } from './support';

const home = process.cwd();
let project: string;
let restore: () => void;

beforeEach(() => {
  restore = exportCredentials({ CDKTF_OUTDIR: undefined, DEPLOYMENT_FILE: undefined, CDKTF_CONTEXT_JSON: undefined });
  project = temporary();
  put(join(project, 'cdktf.json'), JSON.stringify({ app: packagedApp() }));
  process.chdir(project);
});
afterEach(() => {
  process.chdir(home);
  restore();
  removeTemporary();
});

function write(name: string, environment: string, more: object = {}): string {
  const prod = { environment, connections: { ops: { account: 'main' } } };
  const accounts = { main: { id: '123456789012', region: 'eu-central-1' } };
  return put(join(project, name), stringify({ name: 'team', accounts, tenants: { prod }, ...more }));
}

/** Synthesizes a file as the commands do. @returns where the stack is, and the file of its state */
async function written(file: string): Promise<{ stack: string; state: string; text: string }> {
  process.env.DEPLOYMENT_FILE = file;
  await synthesize({ file });
  const stack = directoryOf('prod');
  const text = readFileSync(join(stack, 'cdk.tf.json'), 'utf8');
  return { stack, state: resolve(stack, JSON.parse(text).terraform.backend.local.path), text };
}

describe('several deployment files in one project', () => {
  it('have outputs and states apart under the same key, and that of the project keeps its place', async () => {
    const main = await written(write('deployment.yaml', 'abc12345.apps.dynatrace.com'));
    const directory = { backend: { type: 'local', directory: 'states/dev' } };
    const dev = await written(write('deployment.dev.yaml', 'xyz98765.apps.dynatrace.com', directory));

    expect(main.stack).toBe(join(project, 'cdktf.out/stacks/prod'));
    expect(main.state).toBe(join(project, 'terraform.prod.tfstate'));
    expect(dev.stack).toBe(join(project, 'cdktf.out.deployment.dev/stacks/prod'));
    expect(dev.state).toBe(join(project, 'states/dev/terraform.prod.tfstate'));
    expect(dev.text).toContain('xyz98765');
    expect(readFileSync(join(main.stack, 'cdk.tf.json'), 'utf8')).toBe(main.text);
  });

  it('are refused by every command and by synthesis when they would share a state', async () => {
    write('deployment.dev.yaml', 'xyz98765.apps.dynatrace.com');
    const file = write('deployment.yaml', 'abc12345.apps.dynatrace.com');
    const output = recordingOutput();

    expect(await runCommand(drift, [], output)).toBe(1);
    const { code, stderr } = await runApp({ file, output: join(project, 'out') });

    expect(code).toBe(2);
    for (const text of [output.progressed.join(), stderr]) {
      expect(text).toContain(
        '`tenants.prod` must not keep its state where `tenants.prod` of deployment.dev.yaml keeps',
      );
    }
    expect(existsSync(join(project, 'out/stacks/prod'))).toBe(false);
  });
});
