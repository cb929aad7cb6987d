import { stringify } from 'yaml';
import type { Command } from '../../../commands/cli/command';
import { runCommand } from '../../../commands/cli/run';
import { selectStacks } from '../../../commands/cli/selection';
import { command as deploy } from '../../../commands/deploy';
import { command as destroy } from '../../../commands/destroy';
import { command as diff } from '../../../commands/diff';
import { command as drift } from '../../../commands/drift';
import { readDynatraceSide } from '../../../commands/plan/both-sides';
import { CONNECTION_SCHEMAS, enhancedConnectionValue } from '../../../model/connection';
import { CONNECTOR_APP_ID } from '../../../model/oidc';
import { type DynatraceSandbox, startDynatrace } from '../../../sandbox/index';
import { exportCredentials, recordingOutput } from '../support';
import { type FakeTerraform, fakeTerraform } from '../terraform';

let dynatrace: DynatraceSandbox;
let terraform: FakeTerraform;

beforeEach(async () => {
  dynatrace = await startDynatrace({ apps: [CONNECTOR_APP_ID] });
  const { url, ssoUrl, accountUrl } = dynatrace;
  const prod = {
    environment: url,
    ssoUrl,
    accountUrl,
    issuer: dynatrace.tenant.issuer.issuer,
    connections: { auto: { account: 'main', schema: 'enhanced' } },
  };
  const accounts = { main: { id: '123456789012', region: 'eu-central-1' } };
  terraform = fakeTerraform(stringify({ name: 'team', accounts, tenants: { prod } }));
  signIn(dynatrace.admin);
  terraform.write('plan.json', JSON.stringify({ resource_changes: [] }));
});
afterEach(async () => {
  terraform.close();
  await dynatrace.close();
});

function signIn({ clientId, clientSecret }: { clientId: string; clientSecret: string }): void {
  exportCredentials({ DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret });
}

/** Makes these the resources of the state, and everything else in the sandbox unknown to it. */
function holds(...resources: object[]): void {
  terraform.write('state.json', JSON.stringify({ values: { root_module: { resources } } }));
}

function resource(name: string, index: string, triggers: object): object {
  return {
    address: `null_resource.${name}["${index}"]`,
    mode: 'managed',
    type: 'null_resource',
    name,
    index,
    values: { id: '1', triggers: { environment: dynatrace.url, ...triggers } },
  };
}

const app = () => resource('hub_app', CONNECTOR_APP_ID, { app_id: CONNECTOR_APP_ID });
const host = () => [
  resource('allowed_host_guard', '*.amazonaws.com', { host: '*.amazonaws.com' }),
  resource('allowed_host', '*.amazonaws.com', {}),
];

const tainted = (one: object | undefined) => ({ ...one, tainted: true });

/** A connection that this state made, private to somebody else than the credentials in use. */
function hiddenConnection(): object[] {
  const { user } = dynatrace.addUser({ email: 'owner@example.com' });
  const value = enhancedConnectionValue('auto') as never;
  const { objectId } = dynatrace.addObject(CONNECTION_SCHEMAS.enhanced, value, { owner: user });
  signIn(
    dynatrace.addUser({
      email: 'other@example.com',
      policy: 'ALLOW app-engine:apps:run, settings:objects:read, settings:objects:write, settings:schemas:read;',
    }),
  );
  const identity = { schema: CONNECTION_SCHEMAS.enhanced, role_arn: 'arn' };
  const mark = { v: '1', owner: '42', label: 'team', key: 'auto', name: 'auto' };
  return [
    resource('connection_guard', 'auto', { ...identity, ...mark }),
    resource('connection', 'auto', { guard: '1' }),
    resource('connection_id', 'auto', { of: '1', object_id: objectId }),
  ];
}

async function run(command: Command, ...args: string[]) {
  const output = recordingOutput();
  const code = await runCommand(command, args, output);
  return { code, printed: output.printed.join('\n'), progressed: output.progressed.join('\n') };
}

describe('drift', () => {
  it('prints a table for people', async () => {
    holds(app(), ...host());

    const { code, printed, progressed } = await run(drift, 'prod');

    expect(code).toBe(2);
    expect(progressed).toContain('prod: 1 in sync, 1 missing');
    expect(printed).toMatch(/^ {2}ok +drift-changed +hub-app dynatrace\.aws\.connector +version /m);
    expect(printed).toMatch(/^ {2}error +drift-missing +allowed-host \*\.amazonaws\.com +it is gone$/m);
  });

  it('prints one document for programs, and nothing else on the same stream', async () => {
    holds(app(), ...host());

    const { code, printed } = await run(drift, '--json');

    const { findings } = JSON.parse(printed) as { findings: { subject: string; status: string }[] };
    expect(code).toBe(2);
    expect(findings.map(({ subject, status }) => [subject, status])).toEqual([
      [`hub-app ${CONNECTOR_APP_ID}`, 'ok'],
      ['allowed-host *.amazonaws.com', 'failed'],
    ]);
  });

  it('says so when nothing is deployed yet', async () => {
    terraform.write('state.json', '{"format_version":"1.0"}');

    const { code, progressed } = await run(drift);

    expect(code).toBe(0);
    expect(progressed).toContain('prod: nothing is deployed yet');
  });

  it('tells what cannot be seen', async () => {
    holds(...hiddenConnection());

    const { code, printed } = await run(drift);

    expect(code).toBe(2);
    expect(printed).toMatch(/error +drift-hidden +connection auto +these credentials cannot see it/);
  });
});

describe('deploy', () => {
  it('plans to repair what has drifted, and applies that plan', async () => {
    holds(app(), ...host());
    const created = { actions: ['create'], before: null, after: {} };
    const changes = [{ address: 'aws_iam_role.x', mode: 'managed', type: 'aws_iam_role', name: 'x', change: created }];
    terraform.write('plan.json', JSON.stringify({ resource_changes: changes }));

    expect(await run(deploy, '--auto-approve')).toMatchObject({ code: 0 });

    expect(terraform.calls()).toEqual([
      'init -input=false -no-color',
      'show -json -no-color',
      'plan -input=false -no-color -out=plan -replace=null_resource.allowed_host["*.amazonaws.com"]',
      'show -json -no-color plan',
      'apply -input=false -no-color plan',
    ]);
  });

  it('applies nothing when nothing changes', async () => {
    holds(app());

    expect(await run(deploy)).toMatchObject({ code: 0, printed: expect.stringContaining('no changes on either side') });

    expect(terraform.calls().some((call) => call.startsWith('apply'))).toBe(false);
  });

  it('does not start while something cannot be seen', async () => {
    holds(...hiddenConnection());

    const { code, progressed } = await run(deploy, '--auto-approve');

    expect(code).toBe(1);
    expect(progressed).toContain(
      'prod: nothing was deployed, because a person has to decide about this first:\n' +
        '  the connection auto cannot be seen: these credentials cannot see it. Use the credentials that',
    );
    expect(terraform.calls().some((call) => /^(plan|apply)/.test(call))).toBe(false);
  });

  it('does not start while Terraform would forget something instead of deleting it', async () => {
    holds(app(), tainted(host()[0]), host()[1] as object);

    const { code, progressed } = await run(deploy, '--auto-approve');

    expect(code).toBe(1);
    expect(progressed).toContain(
      'allowed_host_guard["*.amazonaws.com"] is marked as tainted, so Terraform would forget the allowed host',
    );
    expect(progressed).toContain(`untaint 'null_resource.allowed_host_guard["*.amazonaws.com"]'`);
    expect(terraform.calls().some((call) => /^(plan|apply)/.test(call))).toBe(false);
  });

  it('stops where a plan would leave out what could not be read', async () => {
    holds(app(), ...host());
    signIn(dynatrace.addUser({ email: 'reader@example.com', policy: 'ALLOW app-engine:apps:run;' }));
    const output = recordingOutput();
    const [prod] = selectStacks([]).stacks;

    await expect(readDynatraceSide(prod as never, output)).rejects.toThrow(
      '1 objects of prod could not be read, see above.',
    );
    expect(output.printed.join('\n')).toMatch(/unreadable {2}allowed-host {2}\*\.amazonaws\.com {2}.*not allowed/);
  });
});

describe('diff', () => {
  it('shows what is not repaired, and fails for it', async () => {
    holds(...hiddenConnection());

    const { code, printed } = await run(diff);

    expect(code).toBe(1);
    expect(printed).toContain('prod: not repaired: the connection auto cannot be seen');
  });
});

describe('destroy', () => {
  it('destroys nothing while something cannot be seen', async () => {
    holds(...hiddenConnection());

    const { code, progressed } = await run(destroy, 'prod', '--auto-approve');

    expect(code).toBe(1);
    expect(progressed).toContain(
      'prod: nothing was destroyed, because this cannot be seen:\n  auto: these credentials',
    );
    expect(terraform.calls().some((call) => /^(plan|apply)/.test(call))).toBe(false);
  });

  it('applies the plan that it has shown', async () => {
    holds(app());
    const deleted = { actions: ['delete'], before: {}, after: null };
    const changes = [{ address: 'aws_iam_role.x', mode: 'managed', type: 'aws_iam_role', name: 'x', change: deleted }];
    terraform.write('plan.json', JSON.stringify({ resource_changes: changes }));

    expect(await run(destroy, 'prod', '--auto-approve')).toMatchObject({ code: 0 });

    expect(terraform.calls().slice(-3)).toEqual([
      'plan -input=false -no-color -out=plan -destroy',
      'show -json -no-color plan',
      'apply -input=false -no-color plan',
    ]);
  });

  it('takes back that a guard was marked as tainted, so that its object is deleted', async () => {
    holds(app(), tainted(host()[0]), host()[1] as object);

    expect(await run(destroy, 'prod', '--auto-approve')).toMatchObject({
      code: 0,
      printed: expect.stringContaining('allowed_host_guard["*.amazonaws.com"] was marked as tainted'),
    });

    const calls = terraform.calls();
    const untaint = calls.indexOf('untaint -no-color null_resource.allowed_host_guard["*.amazonaws.com"]');
    expect(untaint).toBeGreaterThan(-1);
    expect(calls.slice(untaint).some((call) => call.startsWith('plan'))).toBe(true);
  });

  it('plans nothing when Terraform does not take the mark back', async () => {
    holds(app(), tainted(host()[0]), host()[1] as object);
    terraform.write('refuse-untaint', 'Error: Error acquiring the state lock');

    expect(await run(destroy, 'prod', '--auto-approve')).toMatchObject({
      code: 1,
      progressed: expect.stringContaining('Error acquiring the state lock'),
    });

    expect(terraform.calls().some((call) => call.startsWith('plan'))).toBe(false);
  });

  it('asks which tenants, and has nothing to do for one that is not deployed', async () => {
    terraform.write('state.json', '{"format_version":"1.0"}');

    expect(await run(destroy)).toMatchObject({ code: 1, progressed: 'Name the tenants to destroy.' });
    expect(await run(destroy, 'prod')).toMatchObject({
      code: 0,
      printed: expect.stringContaining('nothing to destroy'),
    });
  });
});
