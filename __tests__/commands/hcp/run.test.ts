import { createColors } from 'picocolors';
import { connectHcp, type HcpApi } from '../../../commands/hcp/api';
import { packDirectory } from '../../../commands/hcp/archive';
import { followRun, runPage, startRun } from '../../../commands/hcp/run';
import {
  type HcpSandbox,
  type HcpScript,
  type HcpWorkspace,
  scriptedExecution,
  startHcp,
} from '../../../sandbox/index';

let hcp: HcpSandbox;
let api: HcpApi;
let script: HcpScript;
let workspace: HcpWorkspace;
let printed: string[];
let progress: string[];

beforeEach(async () => {
  script = {};
  hcp = await startHcp({ tokens: ['token'], execution: scriptedExecution(script) });
  workspace = hcp.addWorkspace({ organization: 'acme', name: 'prod' });
  api = await connectHcp({ hostname: hcp.hostname, token: 'token', waits: [] });
  printed = [];
  progress = [];
});

afterEach(async () => {
  await api.close();
  await hcp.close();
});

async function start(options: { autoApply?: boolean } = {}): Promise<string> {
  const { archive } = await packDirectory(__dirname);
  return startRun(api, { workspace: workspace.id, archive, planOnly: false, message: 'test', ...options });
}

const follow = (id: string) =>
  followRun(api, id, {
    print: (text) => printed.push(text),
    progress: (text) => progress.push(text),
    colors: createColors(false),
  });

describe('followRun', () => {
  it.each([
    ['canceled', 'failed'],
    ['force_canceled', 'failed'],
    ['discarded', 'failed'],
    ['policy_soft_failed', 'failed'],
    ['policy_override', 'waiting'],
    ['planned_and_saved', 'waiting'],
  ])('takes a run that is %s for %s', async (status, outcome) => {
    hcp.faults.add({ path: /runs\/run-1$/, status: 200, body: { data: { id: 'run-1', attributes: { status } } } });

    expect(await follow('run-1')).toBe(outcome);
    expect(progress).toEqual([`Run run-1: ${status.replaceAll('_', ' ')}`]);
  });

  it('waits for a run that others hold up, and names each state once', async () => {
    workspace.locked = true;
    const id = await start();
    const following = follow(id);

    await new Promise((resolve) => setTimeout(resolve, 700));
    workspace.locked = false;
    hcp.advance();

    expect(await following).toBe('waiting');
    expect(progress).toEqual([`Run ${id}: pending`, `Run ${id}: planned`]);
  });

  it('follows a run that applies by itself to its end', async () => {
    const id = await start({ autoApply: true });

    expect(await follow(id)).toBe('applied');
    expect(printed).toEqual([
      'Plan: 1 to add, 0 to change, 0 to destroy.',
      'Apply complete! Resources: 1 added, 0 changed, 0 destroyed.',
    ]);
  });

  it('passes on that the run cannot be read', async () => {
    await expect(follow('run-none')).rejects.toMatchObject({ status: 404 });
  });
});

describe('runPage', () => {
  it('is where people confirm the run', () => {
    const target = { hostname: 'app.terraform.io', organization: 'acme', workspace: 'prod', token: 'token' };

    expect(runPage(target, 'run-1')).toBe('https://app.terraform.io/app/acme/workspaces/prod/runs/run-1');
  });
});
