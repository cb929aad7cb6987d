import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { stringify } from 'yaml';
import { runCommand } from '../../commands/cli/run';
import { command } from '../../commands/package';
import {
  type HcpSandbox,
  type HcpScript,
  type HcpWorkspace,
  readArchive,
  scriptedExecution,
  startHcp,
} from '../../sandbox/index';
import { deploymentWith } from '../support/deployment';

jest.setTimeout(60_000);

const TOKEN = 'team-token-of-acme';
const CREDENTIALS: HcpWorkspace['variables'] = ['DT_CLIENT_ID', 'DT_CLIENT_SECRET'].map((key) => ({
  key,
  value: 'x',
  category: 'env',
  sensitive: true,
}));
const environment = { ...process.env };

let directory: string;
let hcp: HcpSandbox;
let script: HcpScript;
let workspace: HcpWorkspace;
let printed: string;
let progress: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'package-test-'));
  script = {};
  hcp = await startHcp({ tokens: [TOKEN], execution: scriptedExecution(script) });
  workspace = hcp.addWorkspace({ organization: 'acme', name: 'aws-workflows-prod', variables: [...CREDENTIALS] });
  process.env.DEPLOYMENT_FILE = join(directory, 'deployment.yaml');
  process.env.TFE_TOKEN = TOKEN;
  // Nothing here is to depend on what a registry answers.
  process.env.TERRAFORM_BINARY_NAME = join(directory, 'no-terraform');
});

afterEach(async () => {
  process.env = { ...environment };
  await hcp.close();
  await rm(directory, { recursive: true });
});

const hcpBackend = () => ({ type: 'hcp', hostname: hcp.hostname, organization: 'acme' });

/** One tenant with a stack of its own and one for its account. */
const byAccount = () => ({
  runner: 'posix',
  tenants: {
    prod: { environment: 'prod1234.apps.dynatrace.com', layout: 'account', connections: { ops: { account: 'main' } } },
  },
});

async function pack(
  args: string[],
  backend: object = hcpBackend(),
  root: object = { runner: 'posix' },
): Promise<number> {
  await writeFile(join(directory, 'deployment.yaml'), stringify(deploymentWith({ root: { backend, ...root } })));
  printed = '';
  progress = '';
  return runCommand(command, args, {
    print: (text) => {
      printed += `${text}\n`;
    },
    progress: (text) => {
      progress += `${text}\n`;
    },
    colors: createColors(false),
  });
}

describe('npm run package', () => {
  it('writes the stack with its scripts, so that nothing else is needed', async () => {
    const path = join(directory, 'prod.tar.gz');

    expect(await pack(['prod', '--out', path], { type: 'none' })).toBe(0);

    const files = await readArchive(await readFile(path));
    expect(files.map(({ name }) => name.replace(/assets\/[^/]+\/[^/]+/, 'assets'))).toEqual([
      'assets/LICENSE.undici',
      'assets/dynatrace.cjs',
      'assets/launch.sh',
      'cdk.tf.json',
    ]);
    expect(printed).toMatch(/prod\.tar\.gz: 4 files, \d+ bytes, SHA-256 [0-9a-f]{64}\n/);
    expect(progress).toContain('No lock file: Terraform is missing');
  });

  it('writes the same package every time', async () => {
    const [one, two] = [join(directory, 'one'), join(directory, 'two')];

    await pack(['prod', '--skip-provider-lock', '--out', one]);
    await pack(['prod', '--skip-provider-lock', '--out', two]);

    expect((await readFile(one)).equals(await readFile(two))).toBe(true);
    expect(progress).toBe('');
  });

  it('writes one package for each stack of a tenant into a folder', async () => {
    const folder = join(directory, 'packages');

    expect(await pack(['prod', '--skip-provider-lock', '--out', folder], hcpBackend(), byAccount())).toBe(0);

    expect((await readdir(folder)).sort()).toEqual(['prod-main.tar.gz', 'prod.tar.gz']);
    expect(printed).toMatch(/packages\/prod-main\.tar\.gz: \d+ files/);
  });

  it.each([
    [['dev'], 'the deployment file has no tenant "dev"'],
    [[], 'Name what to pack: prod, test.'],
  ])('with the tenants %j says what to name', async (args, message) => {
    const tenants = Object.fromEntries(
      ['prod', 'test'].map((key) => [key, { environment: `${key}1234.apps.dynatrace.com` }]),
    );
    expect(await pack(args, hcpBackend(), { tenants })).toBe(1);
    expect(progress).toContain(message);
  });

  it('refuses a state that would stay behind', async () => {
    expect(await pack(['prod'], { type: 'local' })).toBe(1);
    expect(progress).toContain('`backend.type` is local: set it to hcp, s3 or none in the deployment file');
  });

  it('refuses to upload what HCP Terraform would keep the state of itself', async () => {
    expect(await pack(['prod', '--upload'], { type: 's3', bucket: 'acme-state', region: 'eu-central-1' })).toBe(1);
    expect(progress).toContain('HCP Terraform would keep the state in its workspace and ignore the bucket');
  });

  it('passes on what is wrong with the deployment file', async () => {
    expect(await pack(['prod'], { type: 'nowhere' })).toBe(1);
    expect(progress).toContain('`backend.type`');
  });
});

describe('npm run package -- --upload', () => {
  it('plans, shows the plan and the way to confirm it', async () => {
    script.planLog = ['Terraform v1.14.0\n', `\u001b[1mPlan:\u001b[0m 3 to add with ${TOKEN}.\n`];

    expect(await pack(['prod', '--upload', '--message', 'new connection'])).toBe(2);

    const [run] = hcp.runs;
    const page = `https://${hcp.hostname}/app/acme/workspaces/aws-workflows-prod/runs/${run?.id}`;
    expect(printed).toBe(
      `${page}\nTerraform v1.14.0\nPlan: 3 to add with ***.\nThere are changes, which wait for a confirmation: ${page}\n`,
    );
    expect(progress).toContain(`Run ${run?.id}: planned\n`);
    expect(run).toMatchObject({
      message: 'new connection',
      planOnly: false,
      variables: [{ key: 'dynatrace_credentials', value: '"oauth-client"' }],
    });
    expect((await readArchive(run?.configuration.content as Buffer)).map(({ name }) => name)).toContain('cdk.tf.json');
  });

  it('applies when it is told to', async () => {
    script.applyLog = ['Apply complete!\n'];

    expect(await pack(['prod', '--upload', '--auto-apply'])).toBe(0);
    expect(printed).toMatch(/Plan: 1 to add.*\nApply complete!\nApplied: https:/);
  });

  it('only plans when it is told to', async () => {
    expect(await pack(['prod', '--upload', '--plan-only'])).toBe(2);
    expect(printed).toContain('There are changes, in a run that only plans:');
    expect(hcp.runs[0]).toMatchObject({ planOnly: true, configuration: { speculative: true } });
  });

  it('succeeds when there is nothing to change', async () => {
    script.planned = { succeeded: true };

    expect(await pack(['prod', '--upload'])).toBe(0);
    expect(printed).toContain('Nothing to change: https:');
  });

  it.each([
    [{ planned: { succeeded: false }, planLog: ['Error: no credentials\n'] }, 'Error: no credentials\nThe run failed:'],
    [{ applied: false, applyLog: ['Error: denied\n'] }, 'Error: denied\nThe run failed:'],
  ])('fails with the run (%j)', async (outcome, message) => {
    Object.assign(script, outcome);

    expect(await pack(['prod', '--upload', '--auto-apply'])).toBe(1);
    expect(printed).toContain(message);
  });

  it('starts nothing without credentials in the workspace', async () => {
    workspace.variables = [];

    expect(await pack(['prod', '--upload'])).toBe(1);
    expect(progress).toContain('The workspace has no credentials for the Dynatrace tenant');
    expect(hcp.log.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('leaves what it cannot see to the workspace itself', async () => {
    workspace.canReadVariables = false;

    expect(await pack(['prod', '--upload', '--plan-only'])).toBe(2);
    expect(hcp.runs[0]?.variables).toEqual([]);
  });

  it('tells of runners that have no Node.js', async () => {
    await pack(['prod', '--upload', '--plan-only'], hcpBackend(), { runner: 'node' });

    expect(progress).toContain('set `runner: posix` in the deployment file');
  });

  it('never shows the token', async () => {
    hcp.faults.add({ path: /configuration-versions$/, status: 422, body: { errors: [{ detail: `bad ${TOKEN}` }] } });

    expect(await pack(['prod', '--upload'])).toBe(1);
    expect(progress).toContain('422 bad ***');
    expect(progress + printed).not.toContain(TOKEN);
  });

  it('says so when the package is not accepted', async () => {
    hcp.faults.add({
      path: /configuration-versions\/cv/,
      status: 200,
      body: { data: { id: 'cv-1', attributes: { status: 'errored', 'error-message': 'too large' } } },
    });

    expect(await pack(['prod', '--upload'])).toBe(1);
    expect(progress).toContain('The package was not accepted (errored): too large');
  });
});

describe('npm run package -- --upload of a tenant with several stacks', () => {
  beforeEach(() => {
    hcp.addWorkspace({ organization: 'acme', name: 'aws-workflows-prod-main', variables: [...CREDENTIALS] });
  });

  const upload = (...options: string[]) =>
    pack(['prod', '--upload', '--skip-provider-lock', ...options], hcpBackend(), byAccount());

  it('runs one after the other and names the stack of each line', async () => {
    expect(await upload('--auto-apply')).toBe(0);

    expect(hcp.runs.map(({ message }) => message)).toEqual([
      'npm run package -- prod --upload',
      'npm run package -- prod-main --upload',
    ]);
    expect(printed).toMatch(/^prod \| Applied: .*aws-workflows-prod\/runs/m);
    expect(printed).toMatch(/^prod-main \| Applied: .*aws-workflows-prod-main\/runs/m);
  });

  it('does not start what depends on a run that waits', async () => {
    expect(await upload()).toBe(2);

    expect(hcp.runs).toHaveLength(1);
    expect(printed).toContain(
      'prod-main | Not started, because the run of prod waits for a decision. Take it, and run this again.\n',
    );
  });

  it('plans all of them', async () => {
    expect(await upload('--plan-only')).toBe(2);

    expect(hcp.runs.map(({ planOnly }) => planOnly)).toEqual([true, true]);
  });

  it('does not start what depends on a run that failed', async () => {
    Object.assign(script, { planned: { succeeded: false } });

    expect(await upload('--auto-apply')).toBe(1);

    expect(hcp.runs).toHaveLength(1);
    expect(progress).toContain('prod: the run failed.\nprod-main: not started, because prod failed\n');
  });

  it('refuses one workspace for all of them', async () => {
    process.env.TF_WORKSPACE = 'aws-workflows-prod';

    expect(await pack(['prod', '--upload'], { type: 'none' }, byAccount())).toBe(1);

    expect(progress).toContain('TF_WORKSPACE names one workspace, and these are 2 stacks: prod, prod-main.');
    expect(hcp.runs).toEqual([]);
  });
});
