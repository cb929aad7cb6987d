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
import { type JumpingClock, jumpingClock } from '../../scripts/support';

let hcp: HcpSandbox;
let clock: JumpingClock;
let api: HcpApi;
let script: HcpScript;
let workspace: HcpWorkspace;
let printed: string[];
let progress: string[];

beforeEach(async () => {
  script = {};
  clock = jumpingClock();
  hcp = await startHcp({ tokens: ['token'], execution: scriptedExecution(script) });
  workspace = hcp.addWorkspace({ organization: 'acme', name: 'prod' });
  api = await connectHcp({ hostname: hcp.hostname, token: 'token', clock });
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
  const meet = (attributes: object, times = 1) =>
    hcp.faults.add({ path: /runs\/run-1$/, status: 200, body: { data: { id: 'run-1', attributes } }, times });
  const confirmable = { actions: { 'is-confirmable': true } };

  it.each([
    ['applied', 'applied'],
    ['errored', 'failed'],
    ['canceled', 'failed'],
    ['force_canceled', 'failed'],
    ['discarded', 'failed'],
    ['policy_soft_failed', 'failed'],
    ['tf_policy_soft_failed', 'failed'],
    ['planned_and_saved', 'waiting'],
    ['planned_and_finished', 'unchanged'],
  ])('takes a run that is %s for %s', async (status, outcome) => {
    meet({ status });

    expect(await follow('run-1')).toBe(outcome);
    expect(progress).toEqual([`Run run-1: ${status.replaceAll('_', ' ')}`]);
  });

  it.each([
    'policy_override',
    'tf_policy_override',
    'pre_plan_awaiting_decision',
    'post_plan_awaiting_decision',
    'pre_apply_awaiting_decision',
  ])('stops at %s and says that somebody has to decide', async (status) => {
    meet({ status, 'auto-apply': true });

    expect(await follow('run-1')).toBe('blocked');
    expect(progress).toEqual([expect.stringContaining('someone has to override it or discard the run')]);
  });

  it.each(['planned', 'cost_estimated', 'policy_checked', 'tf_policy_checked', 'post_plan_completed'])(
    'stops at %s where the run has to be confirmed, and nowhere else',
    async (status) => {
      meet({ status, ...confirmable });
      expect(await follow('run-1')).toBe('waiting');

      meet({ status, ...confirmable, 'auto-apply': true });
      meet({ status });
      meet({ status: 'applied' });
      expect(await follow('run-1')).toBe('applied');
    },
  );

  it.each([
    ...[
      'pending',
      'fetching',
      'fetching_completed',
      'queuing',
      'plan_queued',
      'pre_plan_running',
      'pre_plan_completed',
    ],
    ...['planning', 'cost_estimating', 'policy_checking', 'tf_policy_checking', 'post_plan_running', 'confirmed'],
    ...['queuing_apply', 'apply_queued', 'pre_apply_running', 'pre_apply_completed', 'applying', 'post_apply_running'],
    'post_apply_completed',
  ])('goes on at %s', async (status) => {
    meet({ status, ...confirmable });
    meet({ status: 'errored' });

    expect(await follow('run-1')).toBe('failed');
    expect(progress).toEqual([`Run run-1: ${status.replaceAll('_', ' ')}`, 'Run run-1: errored']);
  });

  it('goes on at a status that it does not know, as long as something can be done', async () => {
    meet({ status: 'novel', actions: { 'is-cancelable': true } });
    meet({ status: 'novel', actions: { 'is-discardable': true } });
    meet({ status: 'novel' });
    meet({ status: 'novel', actions: { 'is-cancelable': false } });

    expect(await follow('run-1')).toBe('failed');
    expect(progress).toEqual(['Run run-1: novel, which this version does not know']);
    meet({ status: 'constructor', ...confirmable });
    expect(await follow('run-1')).toBe('waiting');
  });

  it('waits for a run that others hold up, and names each state once', async () => {
    workspace.locked = true;
    const id = await start();
    const following = follow(id);

    clock.meanwhile = () => {
      workspace.locked = clock.slept.length < 4;
      if (!workspace.locked) hcp.advance();
    };

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
