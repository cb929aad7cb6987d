import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTerraform } from '../../terraform/run';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

describe('an exported stack', () => {
  let workspace: Workspace;
  let folder: string;
  const terraform = (...args: string[]) => runTerraform(args, { cwd: folder, env: workspace.env });

  beforeAll(async () => {
    workspace = await createWorkspace();
    const connections = { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } };
    await workspace.deploy(workspace.deployment({ connections }));
    folder = join(workspace.directory, 'plain', 'sandbox');
    succeed(await workspace.command('export', ['--out', join(workspace.directory, 'plain')]));
  });
  afterAll(() => workspace.close());

  it('is a folder of its own that says what it is, without what cdktf notes', async () => {
    const text = await readFile(join(folder, 'main.tf.json'), 'utf8');

    expect((await readdir(folder)).sort()).toEqual(['assets', 'main.tf.json']);
    expect(Object.keys(JSON.parse(text)).slice(0, 3)).toEqual(['//', 'terraform', 'provider']);
    expect(text).not.toMatch(/cdktf|uniqueId|metadata/);
  });

  it('is valid, and its plan on the same state shows no changes', async () => {
    succeed(await terraform('init', '-input=false'));

    expect(await terraform('validate')).toMatchObject({ code: 0 });
    expect(await terraform('plan', '-input=false', '-detailed-exitcode')).toMatchObject({ code: 0 });
  });
});
