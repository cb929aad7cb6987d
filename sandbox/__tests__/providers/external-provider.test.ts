import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { clientProcess } from '../../providers/client-process';
import { startExternalProvider } from '../../providers/external-provider';
import type { PluginServer } from '../../providers/plugin-server';
import { startProviderStandIns } from '../../providers/provider-stand-ins';
import { machine, put, removeTemporary, runTerraform, temporary } from './support';

jest.setTimeout(60_000);

let standIns: PluginServer;

beforeEach(async () => {
  standIns = await startProviderStandIns();
});
afterEach(async () => {
  await standIns.close();
  removeTemporary();
});

const PROGRAM = `#!/bin/sh
read -r query
echo run >> runs
[ -z "$FAIL" ] || { echo "told to fail" >&2; exit 4; }
printf '{"query":"%s","secret":"%s"}' "$(printf %s "$query" | sed 's/"/\\\\"/g')" "$SECRET"
`;

const REQUIRED = `
terraform {
  required_providers {
    external = { source = "hashicorp/external", version = "~> 2.3" }
    null     = { source = "hashicorp/null", version = "~> 3.2" }
  }
}
`;

/** Terraform in a directory of its own, with a program beside its configuration. */
function terraform(configuration: string) {
  const cwd = temporary();
  put(join(cwd, 'main.tf'), REQUIRED + configuration);
  chmodSync(put(join(cwd, 'program'), PROGRAM), 0o755);
  const env = { ...machine(), TF_CLI_CONFIG_FILE: '/dev/null', TF_REATTACH_PROVIDERS: standIns.reattach };
  return (args: string[], extra: Record<string, string> = {}) =>
    runTerraform([...args, '-no-color'], { cwd, env: { ...env, SECRET: 'of this shell', ...extra } });
}

describe('the stand-in for hashicorp/external, under Terraform', () => {
  test('reads at plan, or at apply where the query is not known before', async () => {
    const run = terraform(`
      resource "null_resource" "one" {}
      data "external" "early" {
        program = ["\${path.module}/program"]
        query   = { b = "2", a = "1", none = null }
      }
      data "external" "late" {
        program     = ["./program"]
        working_dir = path.module
        query       = { id = null_resource.one.id }
      }
      output "early" { value = data.external.early }
      output "late" { value = data.external.late.result.query == jsonencode({ id = null_resource.one.id }) }
    `);
    expect(await run(['init'])).toMatchObject({ code: 0 });
    const planned = await run(['plan']);
    expect(planned.stdout).toContain('data.external.late will be read during apply');
    expect(await run(['apply', '-auto-approve'])).toMatchObject({ code: 0 });
    expect(JSON.parse((await run(['output', '-json'])).stdout)).toMatchObject({
      early: {
        value: {
          id: '-',
          program: ['./program'],
          query: { a: '1', b: '2', none: null },
          result: { query: '{"a":"1","b":"2"}', secret: 'of this shell' },
          working_dir: null,
        },
      },
      late: { value: true },
    });
    expect(await run(['plan', '-detailed-exitcode'])).toMatchObject({ code: 0 });
    expect(await run(['destroy', '-auto-approve'])).toMatchObject({ code: 0 });
  });

  test('fails a plan with what the program said, and only warns inside of a check', async () => {
    const block = 'data "external" "one" { program = ["./program"] }';
    const failing = terraform(block);
    await failing(['init']);
    const { code, stderr } = await failing(['plan'], { FAIL: 'yes' });
    expect(code).toBe(1);
    expect(stderr).toContain('Error: External Program Execution Failed');
    expect(stderr).toContain('with data.external.one');
    expect(stderr).toContain('Error Message: told to fail');
    expect(stderr).toContain('State: exit status 4');

    const checked = terraform(`check "live" {
      ${block}
      assert {
        condition     = data.external.one.result.secret == ""
        error_message = "Dynatrace differs."
      }
    }`);
    await checked(['init']);
    expect(await checked(['plan'], { FAIL: 'yes' })).toMatchObject({ code: 0 });
    expect((await checked(['plan'])).stdout).toContain('Dynatrace differs.');
  });

  test.each([
    ['program = []', 'Attribute program list must contain at least 1 elements, got: 0'],
    ['program = [""]', 'The data source was configured without a program to execute.'],
    ['query = {}', 'The argument "program" is required'],
    [
      'program = ["x"]\n result = {}',
      'Cannot set value for this attribute as the provider has marked it as read-only.',
    ],
    ['program = ["x"]\n other = 1', 'An argument named "other" is not expected here'],
    ['program = ["x"]\n query = { a = ["b"] }', 'string required'],
  ])('refuses %j', async (attributes, message) => {
    const run = terraform(`data "external" "one" {\n ${attributes}\n}`);
    await run(['init']);
    const { code, stderr } = await run(['plan']);
    expect(code).toBe(1);
    expect(stderr.replace(/[│╷╵\s]+/g, ' ')).toContain(message);
  });
});

test('the stand-in for hashicorp/null refuses an id too', async () => {
  const run = terraform('resource "null_resource" "one" { id = "1" }');
  await run(['init']);
  expect((await run(['validate'])).stderr).toContain('Invalid Configuration for Read-Only Attribute');
});

test('one value names both stand-ins', () => {
  expect(Object.keys(JSON.parse(standIns.reattach)).sort()).toEqual(['hashicorp/external', 'hashicorp/null']);
});

test('over a socket programs run in the directory and environment of this process', async () => {
  const provider = await startExternalProvider('unix');
  expect(JSON.parse(provider.reattach)['hashicorp/external'].Addr.Network).toBe('unix');
  await provider.close();
});

test('of two clients with the same port, each is found by its server', async () => {
  const listening = () =>
    new Promise<Server>((resolve) => {
      const server: Server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    });
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  const [one, other, free] = [await listening(), await listening(), await listening()];
  const remotePort = portOf(free);
  await new Promise((resolve) => free.close(resolve));
  const ends = { host: '127.0.0.1', localPort: remotePort };
  const script = `require('node:net').connect(${JSON.stringify({ ...ends, port: portOf(one) })})`;
  const elsewhere = temporary();
  const child = spawn(process.execPath, ['-e', script], { cwd: elsewhere });
  await once(one, 'connection');
  const socket = connect({ ...ends, port: portOf(other) });
  await once(socket, 'connect');

  const directories = [one, other].map(async (server) => {
    return (await clientProcess({ remotePort, localPort: portOf(server) })).directory;
  });

  expect(await Promise.all(directories)).toEqual([elsewhere, process.cwd()]);
  socket.destroy();
  child.kill();
  for (const server of [one, other]) server.close();
});

test('a port that nobody holds has no client', async () => {
  await expect(clientProcess({ remotePort: 1, localPort: 2 })).rejects.toThrow(
    'no process of this user has the port 1',
  );
});
