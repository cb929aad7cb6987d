import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { connectionsOf } from '../../commands/stage/both-sides';
import {
  type HcpSandbox,
  type HcpWorkspace,
  readArchive,
  type SettingsObject,
  startHcp,
  unpackArchive,
} from '../../sandbox/index';
import { runTerraform } from '../../terraform/run';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';
import { terraformExecution } from '../support/terraform-execution';

jest.setTimeout(240_000);

const TOKEN = 'team-token-of-acme';

let workspace: Workspace;
let hcp: HcpSandbox;
let remote: HcpWorkspace;
/** A folder whose name every careless command line trips over. */
let directory: string;
/** A runner: Terraform and a shell on PATH and nothing else, no Node.js and nothing of this process. */
let runner: Record<string, string | undefined>;
let before: object;

beforeAll(async () => {
  workspace = await createWorkspace();
  before = await workspace.sandbox.snapshot();
  directory = await mkdtemp(join(tmpdir(), 'läuft überall '));
  const bin = join(directory, 'bin');
  await mkdir(bin);
  for (const tool of ['sh', 'terraform']) await symlink(onPath(tool), join(bin, tool));
  runner = {
    ...Object.fromEntries(
      Object.entries(workspace.env).filter(([name]) => /^(TF_|CHECKPOINT|CDKTF_DISABLE)/.test(name)),
    ),
    PATH: bin,
    DYNATRACE_NODE: process.execPath,
  };
  hcp = await startHcp({ tokens: [TOKEN], execution: terraformExecution({ directory, env: runner }) });
  remote = hcp.addWorkspace({ organization: 'acme', name: 'aws-workflows-sandbox' });
  await writeFile(
    String(workspace.env.DEPLOYMENT_FILE),
    JSON.stringify(
      workspace.deployment(
        { connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } } },
        { backend: { type: 'hcp', hostname: hcp.hostname, organization: 'acme' }, runner: 'posix' },
      ),
    ),
  );
  workspace.env.TFE_TOKEN = TOKEN;
});

afterAll(async () => {
  await hcp.idle();
  await hcp.close();
  await workspace.close();
  await rm(directory, { recursive: true, force: true });
});

const pack = (...options: string[]) =>
  workspace.command('package', ['sandbox', '--upload', '--skip-provider-lock', ...options]);

describe('a plan of what comes before everything else', () => {
  let copy: string;

  beforeAll(async () => {
    succeed(await workspace.synthesize(JSON.parse(await readFile(String(workspace.env.DEPLOYMENT_FILE), 'utf8'))));
    copy = join(directory, 'only the preflight');
    await mkdir(copy);
    const { variable, locals, resource, terraform } = JSON.parse(
      await readFile(join(workspace.stack(), 'cdk.tf.json'), 'utf8'),
    );
    const part = {
      terraform: { required_providers: { null: terraform.required_providers.null } },
      variable,
      locals: { preflight: locals.preflight },
      resource: { null_resource: { preflight: resource.null_resource.preflight } },
    };
    await writeFile(join(copy, 'main.tf.json'), JSON.stringify(part));
    succeed(await runTerraform(['init', '-input=false'], { cwd: copy, env: workspace.env }));
  });

  const plan = (variables: Record<string, string>) => {
    const named = Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
    const env = { ...workspace.env, ...Object.fromEntries(named) };
    return runTerraform(['plan', '-input=false'], { cwd: copy, env });
  };

  it('needs no word about credentials outside of HCP Terraform', async () => {
    expect(await plan({})).toMatchObject({ code: 0 });
  });

  it('fails in a workspace that does not say which credentials it has', async () => {
    const { code, stderr } = await plan({ TFC_RUN_ID: 'run-1' });

    expect(code).toBe(1);
    expect(stderr.replace(/[\s│]+/g, ' ')).toContain(
      'This workspace does not say which Dynatrace credentials it has. Add them to its environment variables, marked as ' +
        'sensitive: DT_CLIENT_ID and DT_CLIENT_SECRET of an OAuth client, or DYNATRACE_PLATFORM_TOKEN. Then set its ' +
        'Terraform variable dynatrace_credentials to oauth-client or platform-token.',
    );
  });

  it('passes in a workspace that says it', async () => {
    expect(await plan({ TFC_RUN_ID: 'run-1', dynatrace_credentials: 'platform-token' })).toMatchObject({ code: 0 });
  });

  it('fails with a word that means nothing', async () => {
    const { code, stderr } = await plan({ dynatrace_credentials: 'password' });

    expect(code).toBe(1);
    expect(stderr).toContain('dynatrace_credentials must be one of oauth-client, platform-token, api-token.');
  });
});

describe('a package', () => {
  it('is planned in one copy and applied in a fresh one, with nothing but the workspace around it', async () => {
    remote.variables = variables(workspace.sandbox.credentials);

    const result = await pack('--auto-apply');

    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/null_resource\.connection\["auto"\] will be created/);
    expect(result.stdout).toMatch(/Apply complete!/);
    expect(result.stdout).toMatch(/\nApplied: https:/);
    const connections = connectionsOf(workspace.sandbox.dynatrace).map(({ value }) => value.name);
    expect(connections.sort()).toEqual(['auto', 'ops']);
  });

  it('keeps every secret out of its archive, its logs and its state', async () => {
    const [run] = hcp.runs;
    const state = await readFile(join(directory, `${remote.id}.tfstate`), 'utf8');
    const files = await readArchive(run?.configuration.content as Buffer);
    const logs = [workspace.transcript(), String(run?.plan.log), String(run?.apply.log)];
    const seen = [state, ...logs, ...files.map(({ content }) => content.toString())].join('\n');

    for (const secret of ['DT_CLIENT_SECRET', 'AWS_SECRET_ACCESS_KEY']) {
      expect(seen).not.toContain(workspace.sandbox.credentials[secret]);
    }
    expect(seen).not.toContain(TOKEN);
  });

  it('changes nothing when it runs again', async () => {
    const result = await pack();

    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to change: https:') });
  });

  it('looks at Dynatrace in every plan, with the Node.js that its launcher finds', async () => {
    const [named] = workspace.sandbox.dynatrace.tenant.objects.filter(({ value }) => value.name === 'auto');
    (named as SettingsObject).value.name = 'renamed by hand';

    const { code, stdout } = await pack();

    expect(code).toBe(0);
    expect(said({ stdout, stderr: '' })).toContain('connection-settings auto: changed, name is renamed by hand');
    (named as SettingsObject).value.name = 'auto';
  });

  it('is destroyed from a third copy', async () => {
    const copy = join(directory, 'third cöpy');
    await unpackArchive(hcp.runs.at(-1)?.configuration.content as Buffer, copy);
    await writeFile(
      join(copy, 'backend_override.tf.json'),
      JSON.stringify({ terraform: { backend: { local: { path: join(directory, `${remote.id}.tfstate`) } } } }),
    );
    const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    const env = { ...nothing, ...runner, ...workspace.sandbox.credentials };

    succeed(await runTerraform(['init', '-input=false'], { cwd: copy, env }));
    succeed(await runTerraform(['destroy', '-auto-approve', '-input=false'], { cwd: copy, env }));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });
});

function variables(values: Record<string, string>): HcpWorkspace['variables'] {
  return Object.entries(values).map(([key, value]) => ({ key, value, category: 'env', sensitive: true }));
}

function onPath(name: string): string {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return realpathSync(candidates.find((path) => existsSync(path)) ?? name);
}
