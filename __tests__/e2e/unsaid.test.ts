import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../commands/findings/finding';
import { ALLOWED_HOSTS_SCHEMA } from '../../model/connection';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

/** What a plan cannot say: what it was made from is not the file or the state of now. */
describe('what no plan says', () => {
  let workspace: Workspace;
  let untouched: object;
  const auto = { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] };
  const deployment = (key: 'sandbox' | 'old', connections: object = { auto: { ...auto, name: key } }) => {
    const { tenants, ...rest } = workspace.deployment({ connections }) as { tenants: { sandbox: object } };
    return { ...rest, tenants: { [key]: tenants.sandbox } };
  };
  const left = async (command: string) => {
    const { code, stdout } = await workspace.command(command, ['--json']);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return { code, findings: findings.filter(({ id, status }) => id === 'state-left-behind' && status === 'failed') };
  };

  beforeAll(async () => {
    workspace = await createWorkspace();
    workspace.sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    // What both tenants need and neither makes.
    workspace.sandbox.dynatrace.addApp('dynatrace.aws.connector');
    workspace.sandbox.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, {
      allowedOutboundConnections: { enforced: true, hostList: ['*.amazonaws.com'] },
    });
    untouched = await workspace.sandbox.snapshot();
    await workspace.synthesizeDynatraceSide(deployment('old'));
    succeed(await workspace.command('deploy', ['--auto-approve']));
    await workspace.synthesizeDynatraceSide(deployment('sandbox'));
    succeed(await workspace.command('deploy', ['--auto-approve']));
  });
  afterAll(() => workspace.close());

  it('a tenant that leaves the file with resources in its state is named by every command, with the cure', async () => {
    const diff = await workspace.command('diff');
    const deploy = await workspace.command('deploy', ['--auto-approve']);
    const review = await workspace.command('review');
    const sweep = await workspace.command('sweep');
    const [doctor, drift] = [await left('doctor'), await left('drift')];

    for (const { stdout } of [diff, deploy, review, sweep]) {
      expect(stdout).toMatch(/\d+ resources in \S+terraform\.old\.tfstate/);
      expect(stdout.replaceAll('\\', '')).toContain('npm run destroy -- old');
    }
    expect([diff.code, deploy.code, review.code]).toEqual([0, 0, 0]);
    for (const { code, findings } of [doctor, drift]) {
      expect(code).not.toBe(0);
      expect(findings).toEqual([
        expect.objectContaining({ subject: 'state old', cure: expect.stringContaining('npm run destroy -- old') }),
      ]);
    }
  });

  it('is gone when the tenant is put back, destroyed, and taken out again', async () => {
    await workspace.synthesizeDynatraceSide(deployment('old'));
    succeed(await workspace.command('destroy', ['old', '--auto-approve']));
    await workspace.synthesizeDynatraceSide(deployment('sandbox'));

    expect((await left('drift')).findings).toEqual([]);
    expect(workspace.sandbox.dynatrace.tenant.objects.some(({ value }) => value.name === 'old')).toBe(false);
  });

  it('a plan of a state that was changed since is neither reviewed nor applied', async () => {
    await workspace.synthesizeDynatraceSide(deployment('sandbox', { auto: { ...auto, name: 'sandbox' }, more: auto }));
    expect((await workspace.command('diff')).code).toBe(2);
    succeed(await workspace.command('review'));
    succeed(await workspace.terraform(['taint', 'null_resource.preflight["all"]']));

    const review = await workspace.command('review');
    const apply = await workspace.terraform(['apply', '-input=false', 'plan']);

    expect(review.code).toBe(1);
    expect(review.stderr).toMatch(/The plan of sandbox is older than its state.*npm run diff -- sandbox/);
    expect(apply.code).toBe(1);
    expect(said(apply)).toContain('Saved plan is stale');
  });

  it('a plan that failed is neither reviewed nor applied, whoever made it', async () => {
    // A connection whose id no state and no disk knows cannot be planned.
    succeed(await workspace.terraform(['state', 'rm', 'null_resource.connection_id["auto"]']));
    await rm(join(workspace.stack(), 'recorded'), { recursive: true, force: true });
    const failed = await workspace.terraform(['plan', '-input=false', '-out=plan']);
    expect(failed.code).toBe(1);

    const review = await workspace.command('review');
    const apply = await workspace.terraform(['apply', '-input=false', 'plan']);

    expect(review.code).toBe(1);
    expect(review.stderr).toMatch(
      /The plan of sandbox is not complete, because planning failed.*npm run diff -- sandbox/,
    );
    expect(apply.code).toBe(1);
  });

  it('leaves both sides as they were in the end', async () => {
    succeed(await workspace.command('deploy', ['--auto-approve']));
    succeed(await workspace.command('destroy', ['sandbox', '--auto-approve']));

    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
  });
});
