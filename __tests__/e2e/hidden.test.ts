import { CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

/** Connections are private to the client that made them. Another one, be it an administrator's, never takes them for gone. */
describe('credentials that cannot see what the state holds', () => {
  let workspace: Workspace;
  let other: Record<string, string>;
  let before: object;
  const share = [{ group: 'Operators' }];
  const connections = { auto: { account: 'main', schema: 'enhanced', share }, ops: { account: 'main' } };

  const run = async (name: string, args: string[], env: Record<string, string>) => {
    Object.assign(workspace.env, env);
    const result = await workspace.command(name, args);
    Object.assign(workspace.env, workspace.sandbox.credentials);
    return result;
  };
  const names = () =>
    workspace.sandbox.dynatrace.tenant.objects
      .filter(({ schemaId }) => (Object.values(CONNECTION_SCHEMAS) as string[]).includes(schemaId))
      .map(({ value }) => value.name)
      .sort();

  beforeAll(async () => {
    workspace = await createWorkspace();
    const { dynatrace } = workspace.sandbox;
    dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    dynatrace.addGroup({ name: 'Operators' });
    before = await workspace.sandbox.snapshot();
    await workspace.deploy(workspace.deployment({ accountUuid: dynatrace.tenant.account.uuid, connections }));
    const { clientId, clientSecret } = dynatrace.addUser({
      email: 'second@example.com',
      scopes: dynatrace.tenant.account.clients[0]?.scopes.filter((scope) => scope !== 'settings:objects:admin'),
    });
    other = { DT_CLIENT_ID: clientId, DT_CLIENT_SECRET: clientSecret };
  });
  afterAll(() => workspace.close());

  // What a request for one of them is answered with is not documented.
  it.each([404, 403] as const)(
    'report it as hidden, not as missing, where its id is answered with %d',
    async (status) => {
      workspace.sandbox.dynatrace.behaviour.hiddenObjectStatus = status;

      const { code, stdout } = await run('drift', ['--json'], other);

      expect(code).toBe(2);
      const { findings } = JSON.parse(stdout) as { findings: { id: string; subject: string; status: string }[] };
      const hidden = findings.filter(({ id, status }) => id === 'drift-hidden' && status === 'failed');
      expect(hidden.map(({ subject }) => subject).sort()).toEqual([
        'connection auto',
        'connection-settings auto',
        'connection-share auto/group:Operators',
        'legacy-connection ops',
      ]);
      expect(findings.filter(({ id, status }) => id === 'drift-missing' && status === 'failed')).toEqual([]);
    },
  );

  it('deploy nothing, and say how they can see it', async () => {
    const result = await run('deploy', ['--auto-approve'], other);

    expect(result.code).toBe(1);
    expect(said(result)).toContain('nothing was deployed');
    expect(said(result)).toContain('Use the credentials that created it');
    expect(names()).toEqual(['auto', 'ops']);
  });

  it('warn in a plain plan, whose exit code stays', async () => {
    const { code, stdout, stderr } = await workspace.terraform(['plan', '-input=false', '-detailed-exitcode'], {
      env: other,
    });

    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).toContain('No changes');
    expect(said({ stdout, stderr })).toMatch(/Warning: Check block assertion failed .*legacy-connection ops: hidden/);
  });

  it('destroy nothing and keep the state', async () => {
    const plain = await workspace.terraform(['destroy', '-auto-approve', '-input=false'], { env: other });
    const command = await run('destroy', ['sandbox', '--auto-approve'], other);

    expect([plain.code, command.code]).toEqual([1, 1]);
    expect(said(plain)).toContain('2 of 2 connections cannot be seen with these credentials');
    expect(said(command)).toContain('nothing was destroyed, because this cannot be seen');
    expect(names()).toEqual(['auto', 'ops']);
    expect(succeed(await workspace.terraform(['state', 'list'])).stdout).toContain('connection_guard["auto"]');
  });

  it('see it with admin access, or once it is shared with them', async () => {
    const { dynatrace } = workspace.sandbox;
    for (const object of dynatrace.tenant.objects) {
      const user = dynatrace.tenant.account.users.find(({ email }) => email === 'second@example.com');
      if (object.value.name) {
        object.accessors.push({ accessor: { type: 'user', id: user?.uuid }, permissions: ['r', 'w'] } as never);
      }
    }

    succeed(await run('destroy', ['sandbox', '--auto-approve'], other));

    expect(names()).toEqual([]);
    const left = (await workspace.sandbox.snapshot()) as { aws: object };
    expect(left.aws).toEqual((before as { aws: object }).aws);
  });
});
