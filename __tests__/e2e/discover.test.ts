import { readFile } from 'node:fs/promises';
import type { Note } from '../../commands/brownfield/notes';
import type { Finding } from '../../commands/findings/finding';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { SANDBOX_ACCOUNT_ID } from '../../sandbox/index';
import type { Plan } from '../../terraform/json';
import { byHand, enhancedSubject, LIST_REGIONS, legacySubject, roleArnOf } from '../support/by-hand';
import { createWorkspace, succeed, type Workspace } from '../support/harness';
import { mayDo } from '../support/iam';
import { assumeRole } from '../support/sts';

jest.setTimeout(600_000);

/** A set-up made on the setup page is found, written down, taken over, and keeps working. */
describe('discover', () => {
  let workspace: Workspace;
  let text: string;
  let before: Awaited<ReturnType<typeof essence>>;

  const objects = () =>
    workspace.sandbox.dynatrace.tenant.objects.filter(({ schemaId }) =>
      (Object.values(CONNECTION_SCHEMAS) as string[]).includes(schemaId),
    );
  const iam = async () => (await workspace.sandbox.aws.snapshot())[SANDBOX_ACCOUNT_ID];
  /** What must stay as it is: everything but marks. */
  const essence = async () => ({
    objects: objects().map(({ objectId, value, owner, accessors }) => ({ objectId, value, owner, accessors })),
    hosts: workspace.sandbox.dynatrace.tenant.objects.find(({ value }) => 'allowedOutboundConnections' in value)?.value,
    roles: (await iam())?.roles.map(({ arn, trustPolicy, tags, attachedPolicies }) => ({
      arn,
      trustPolicy,
      tags,
      attachedPolicies,
    })),
    providers: (await iam())?.providers,
  });
  const may = () =>
    Promise.all(
      ['account:ListRegions', 'ec2:StopInstances', 'ec2:TerminateInstances'].map((action) =>
        mayDo(workspace.sandbox.aws, 'ops-by-hand', action, '*'),
      ),
    );
  const works = async (name: string, role: string) =>
    assumeRole(workspace.sandbox.aws.url, roleArnOf(role), await workspace.sandbox.dynatrace.connectionToken(name));

  beforeAll(async () => {
    workspace = await createWorkspace();
    const { dynatrace } = workspace.sandbox;
    const hand = byHand(workspace.sandbox);
    hand.installApp();
    hand.allow('*.amazonaws.com', 'hooks.example.com');
    await hand.provider();
    hand.legacy('Ops team', 'ops-by-hand', [], {
      accessors: [{ accessor: { type: 'all-users' }, permissions: ['r'] }],
    });
    await hand.role('ops-by-hand', [legacySubject('Ops team')], {
      Description: 'Made by hand',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'sre',
    });
    await hand.inline('ops-by-hand', 'regions', LIST_REGIONS);
    await hand.inline('ops-by-hand', 'work', { Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*' });
    await hand.attach('ops-by-hand', 'arn:aws:iam::aws:policy/ReadOnlyAccess');
    const group = dynatrace.addGroup({ name: 'SRE', members: [dynatrace.admin.user.uuid] });
    const auto = hand.enhanced('auto', roleArnOf('auto-by-hand'), {
      accessors: [{ accessor: { type: 'group', id: group.uuid }, permissions: ['r'] }],
    });
    await hand.role('auto-by-hand', [enhancedSubject(auto.objectId)]);
    await hand.inline('auto-by-hand', 'regions', LIST_REGIONS);
    before = await essence();
  });
  afterAll(() => workspace.close());

  it('writes a deployment file that every check accepts', async () => {
    const { dynatrace, aws } = workspace.sandbox;
    const out = String(workspace.env.DEPLOYMENT_FILE);
    const { code, stdout } = await workspace.command('discover', [
      ...['--environment', dynatrace.url, '--sso-url', dynatrace.ssoUrl, '--account-url', dynatrace.accountUrl],
      ...['--issuer', dynatrace.tenant.issuer.issuer, '--tenant', 'sandbox', '--accounts', 'main=:us-east-1'],
      ...['--aws-endpoint', aws.url, '--out', out, '--json'],
    ]);

    const { findings, file } = JSON.parse(stdout) as { findings: Note[]; file: string };
    expect([code, file]).toEqual([0, out]);
    expect(findings.filter(({ status }) => status === 'taken').map(({ subject }) => subject)).toEqual([
      'account main',
      'OIDC provider of main',
      'connection Ops team',
      'connection auto',
      'allowed hosts',
      'app',
    ]);
    text = await readFile(out, 'utf8');
    expect(text).toContain('adopt: true');
    const doctor = await workspace.command('doctor', ['--json']);
    const open = (JSON.parse(doctor.stdout).findings as Finding[]).filter(({ status }) => status === 'failed');
    expect(open.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(doctor.code).toBe(0);
  });

  it('whose first plan changes nothing but marks', async () => {
    const actions = await workspace.plan();
    const shown = succeed(await workspace.terraform(['show', '-json', 'plan']));
    const changes = ((JSON.parse(shown.stdout) as Plan).resource_changes ?? []).filter(
      ({ mode }) => mode === 'managed',
    );

    // What is there already is imported, and nothing of it differs from what the file says.
    const imported = changes.filter(({ change }) => change.importing);
    expect(imported.map(({ address }) => address).sort()).toEqual([
      'aws_iam_openid_connect_provider.main',
      'aws_iam_role.main["Ops-team"]',
      'aws_iam_role.main["auto"]',
    ]);
    for (const { change } of imported) {
      // What an object id stands in is known when the apply has recorded it; the next test looks at it.
      const left = ['force_detach_policies', ...Object.keys(change.after_unknown ?? {})];
      const known = (values: object | null) => Object.entries(values ?? {}).filter(([name]) => !left.includes(name));
      expect(known(change.after)).toEqual(known(change.before));
    }
    // All others are new to the state: marks in Dynatrace, and the same policies under the name that the state knows.
    const others = changes.filter((one) => !imported.includes(one));
    expect(new Set(others.map(({ change }) => change.actions.join()))).toEqual(new Set(['create']));
    expect(Object.values(actions).filter((action) => ['delete', 'replace'].includes(action))).toEqual([]);
  });

  it('takes everything over in place', async () => {
    const allowed = await may();
    succeed(await workspace.command('deploy', ['--auto-approve']));

    expect(await essence()).toEqual(before);
    expect(await may()).toEqual(allowed);
    expect(objects().every(({ externalId }) => externalId?.startsWith('dynatrace-aws-workflows/'))).toBe(true);
    expect(await Promise.all([works('Ops team', 'ops-by-hand'), works('auto', 'auto-by-hand')])).toEqual([
      '200',
      '200',
    ]);
    const { code, stdout } = await workspace.command('verify', ['--json']);
    const findings = JSON.parse(stdout).findings as Finding[];
    expect(findings.filter(({ status, severity }) => status === 'failed' && severity !== 'note')).toEqual([]);
    expect(code).toBe(0);
    expect(await workspace.plan()).toEqual({});
  });

  it('finds afterwards that a deployment has it', async () => {
    const { dynatrace, aws } = workspace.sandbox;
    const { code, stdout } = await workspace.command('discover', [
      ...['--environment', dynatrace.url, '--sso-url', dynatrace.ssoUrl, '--account-url', dynatrace.accountUrl],
      ...[
        '--issuer',
        dynatrace.tenant.issuer.issuer,
        '--accounts',
        'main=:us-east-1',
        '--aws-endpoint',
        aws.url,
        '--json',
      ],
    ]);

    const { findings, deployment } = JSON.parse(stdout) as { findings: Note[]; deployment: string };
    expect(
      findings
        .filter(({ status }) => status === 'owned')
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['connection Ops team', 'connection auto']);
    expect(deployment).not.toContain('adopt: true');
    expect(code).toBe(0);
  });

  it('which a destroy removes, except for what a tenant has once', async () => {
    succeed(await workspace.command('destroy', ['sandbox', '--auto-approve']));

    expect(objects()).toEqual([]);
    expect(await iam()).toMatchObject({ roles: [], providers: [] });
    expect((await essence()).hosts).toEqual(before.hosts);
    expect(workspace.sandbox.dynatrace.tenant.apps.size).toBe(1);
  });
});
