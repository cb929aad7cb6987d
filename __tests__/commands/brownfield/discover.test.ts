import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../../commands/cli/run';
import { command } from '../../../commands/discover';
import { loadDeployment } from '../../../deployment/load';
import { enhancedSubject, LIST_REGIONS, legacySubject, roleArnOf } from '../../support/by-hand';
import { put, removeTemporary, temporary } from '../../support/machine';
import { recordingOutput } from '../support';
import { type DiscoverBench, startDiscoverBench } from './bench';

let bench: DiscoverBench;

beforeEach(async () => {
  bench = await startDiscoverBench();
});
afterEach(async () => {
  await bench.close();
  removeTemporary();
});

describe('a set-up by the setup page', () => {
  beforeEach(async () => {
    const { hand } = bench;
    hand.installApp();
    hand.allow('*.amazonaws.com', 'hooks.example.com');
    await hand.provider();
    hand.legacy('Ops team', 'by-hand');
    await hand.role('by-hand', [legacySubject('Ops team')], { Description: 'Made by hand', Path: '/ops/' });
    await hand.inline('by-hand', 'regions', LIST_REGIONS);
    await hand.inline('by-hand', 'work', { Sid: 'Stop', Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*' });
    await hand.attach('by-hand', 'arn:aws:iam::aws:policy/ReadOnlyAccess');
    const auto = hand.enhanced('auto', roleArnOf('automation'), {
      accessors: [{ accessor: { type: 'all-users' }, permissions: ['r'] }],
    } as never);
    await hand.role('automation', [enhancedSubject(auto.objectId)], {
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'sre',
    });
  });

  it('becomes a deployment file that takes it over, with everything that its roles have', async () => {
    const { connections, deployment, code, said } = await bench.discover();

    expect(deployment.accounts.main).toMatchObject({ id: '123456789012', oidcProvider: 'import', extraAudiences: [] });
    expect(connections).toEqual({
      'Ops-team': {
        account: 'main',
        schema: 'legacy',
        name: 'Ops team',
        adopt: true,
        role: { name: 'by-hand', import: true, path: '/ops/', description: 'Made by hand' },
        permissions: {
          managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          statements: [{ sid: 'Stop', actions: 'ec2:StopInstances' }],
        },
      },
      auto: {
        account: 'main',
        adopt: true,
        role: { name: 'automation', import: true, tags: { team: 'sre' } },
        share: [{ allUsers: true, access: 'read' }],
      },
    });
    expect(deployment.tenants.prod).toMatchObject({ schema: 'enhanced', allowedHosts: ['hooks.example.com'] });
    expect(said('app')).toEqual(['taken: version 2.1.5, stays as it is']);
    expect(said('OIDC provider of main')).toEqual(['taken: is imported']);
    expect(said('connection auto')).toEqual(['taken: enhanced, with the role automation']);
    expect(code).toBe(0);
  });

  it('says in comments what a reader should know', async () => {
    const { text, comments } = await bench.discover();

    expect(text).toMatch(/^# yaml-language-server: \$schema=/);
    expect(comments).toContain('Its role ARN is masked on read: the role is the one that trusts it.');
    expect(comments).toContain('puts its inline policies (regions, work) into one');
    expect(comments).toContain('No inline policy of it allows account:ListRegions; the deploy adds that.');
    expect(comments).not.toContain('DECIDE:');
  });

  it('changes nothing on either side', async () => {
    const before = await bench.sandbox.snapshot();

    await bench.discover();

    expect(await bench.sandbox.snapshot()).toEqual(before);
  });

  it('is written to a file, and overwrites none unless told to', async () => {
    const out = join(temporary(), 'deployment.yaml');
    const output = recordingOutput();

    expect(await runCommand(command, bench.flags(['--out', out, '--tenant', 'live', '--name', 'team']), output)).toBe(
      0,
    );
    expect(Object.keys(loadDeployment(out).tenants)).toEqual(['live']);
    expect(output.printed).toEqual([expect.stringContaining(`wrote ${out}. Next: npm run doctor -- --file ${out}`)]);
    expect(output.progressed.join('\n')).toMatch(/in the file {2}connection auto {2}/);

    put(out, 'mine');
    expect(await bench.failure('--out', out)).toBe(
      `${out} exists already. Add --force to overwrite it, or name another file.`,
    );
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect(await runCommand(command, bench.flags(['--out', out, '--force', '--json']), recordingOutput())).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('Ops-team');
  });

  it('is printed without --out', async () => {
    const output = recordingOutput();

    await runCommand(command, bench.flags(), output);

    expect(output.printed.join()).toContain('adopt: true');
    expect(existsSync('deployment.yaml')).toBe(false);
  });
});

describe('an empty tenant', () => {
  it('gives a file without connections', async () => {
    const { connections, code, said, deployment } = await bench.discover();

    expect(connections).toEqual({});
    expect(deployment.accounts).toEqual({});
    expect(said('app')).toEqual(['decide: the app AWS for Workflows is not installed']);
    expect(said('account main')).toEqual(['other: 123456789012, 0 roles were read; no connection has a role in it']);
    expect(code).toBe(2);
  });
});

describe('options', () => {
  const failure = async (...args: string[]) => {
    const output = recordingOutput();
    const code = await runCommand(command, args, output);
    return [code, output.progressed.join()];
  };
  const environment = ['--environment', 'abc12345.apps.dynatrace.com'];

  it.each([
    [[], 'Add --environment, for example --environment abc12345.apps.dynatrace.com.'],
    [environment, 'Add --accounts, for example --accounts production=my-profile:eu-central-1.'],
    [['--environment', 'ftp://x'], '--environment must use https, got "ftp://x"'],
    [['--environment', 'example.com'], 'any other host needs --sso-url, --account-url and --issuer as well'],
    [[...environment, '--tenant', '-'], '--tenant must consist of letters, digits, "-" and "_", got "-"'],
    [[...environment, '--accounts', 'main'], '--accounts must list <key>=<profile>:<region>'],
    [[...environment, '--accounts', 'a=:us-east-1,a=b:us-east-1'], '--accounts must name each key once, got "a" twice'],
  ])('%j are refused', async (args, message) => {
    expect(await failure(...args)).toEqual([1, expect.stringContaining(message)]);
  });
});
