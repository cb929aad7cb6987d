import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { frame, unframe } from '../../providers/grpc';
import { startNullProvider } from '../../providers/null-provider';
import { encodeResource } from '../../providers/null-resource';
import type { PluginServer } from '../../providers/plugin-server';
import { bytesOf, decodeMessage, encodeMessage } from '../../providers/protobuf';
import { machine, put, removeTemporary, runTerraform, temporary } from './support';

jest.setTimeout(30_000);

let provider: PluginServer | undefined;

afterEach(async () => {
  await provider?.close();
  provider = undefined;
  removeTemporary();
});

const CONFIGURATION = `
terraform {
  required_providers {
    null = { source = "hashicorp/null", version = "~> 3.2" }
  }
}
variable "names" {
  type    = map(string)
  default = { a = "1", b = "1" }
}
variable "log" {}
resource "null_resource" "each" {
  for_each = var.names
  triggers = { name = each.value, log = var.log }
  provisioner "local-exec" {
    command = "echo create \${each.key} \${each.value} >> '\${var.log}'; printf %s \${self.id} > \${self.id}.id"
  }
  provisioner "local-exec" {
    when    = destroy
    command = "echo destroy \${each.key} \${self.triggers.name} >> '\${self.triggers.log}'"
  }
}
resource "null_resource" "id" {
  triggers = { value = try(file("\${path.module}/\${null_resource.each["a"].id}.id"), "") }
  lifecycle {
    ignore_changes       = [triggers]
    replace_triggered_by = [null_resource.each["a"]]
  }
}
resource "null_resource" "plain" {}
output "read_back" { value = null_resource.id.triggers.value == null_resource.each["a"].id }
`;

describe('the stand-in for hashicorp/null, under Terraform', () => {
  test('carries null_resource through its life', async () => {
    provider = await startNullProvider();
    const cwd = temporary();
    const events = put(join(temporary(), 'events'));
    put(join(cwd, 'main.tf'), CONFIGURATION);
    const env = { ...machine(), TF_REATTACH_PROVIDERS: provider.reattach, TF_VAR_log: events };
    const terraform = async (...args: string[]) => {
      const result = await runTerraform([...args, '-no-color'], { cwd, env });
      const lines = readFileSync(events, 'utf8').split('\n').filter(Boolean);
      put(events);
      return { ...result, events: lines };
    };
    const apply = (...args: string[]) => terraform('apply', '-auto-approve', ...args);
    const changed = ['-var', 'names={ a = "2", b = "1" }'];
    expect(await terraform('init')).toMatchObject({ code: 0 });

    const created = await apply();
    expect(created).toMatchObject({ code: 0, stdout: expect.stringContaining('Resources: 4 added') });
    expect(created.events.sort()).toEqual(['create a 1', 'create b 1']);
    expect(await terraform('output', 'read_back')).toMatchObject({ stdout: 'true\n' });
    expect(await terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0, events: [] });

    const replaced = await apply(...changed);
    expect(replaced).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Resources: 2 added, 0 changed, 2 destroyed'),
      events: ['destroy a 1', 'create a 2'],
    });
    expect(await terraform('output', 'read_back')).toMatchObject({ stdout: 'true\n' });

    expect(await apply('-var', 'names={ a = "2" }')).toMatchObject({ code: 0, events: ['destroy b 1'] });
    expect(await apply('-replace=null_resource.plain', ...changed)).toMatchObject({ events: ['create b 1'] });
    const destroyed = await terraform('destroy', '-auto-approve', ...changed);
    expect(destroyed).toMatchObject({ code: 0, stdout: expect.stringContaining('Resources: 4 destroyed') });
    expect(destroyed.events.sort()).toEqual(['destroy a 2', 'destroy b 1']);
  });

  test('works over TCP', async () => {
    provider = await startNullProvider('tcp');
    const cwd = temporary();
    put(join(cwd, 'main.tf'), 'resource "null_resource" "one" {}\n');
    const env = { ...machine(), TF_REATTACH_PROVIDERS: provider.reattach };

    expect(JSON.parse(provider.reattach)['hashicorp/null'].Addr).toEqual({
      Network: 'tcp',
      String: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    expect(await runTerraform(['init'], { cwd, env })).toMatchObject({ code: 0 });
    expect(await runTerraform(['apply', '-auto-approve'], { cwd, env })).toMatchObject({ code: 0 });
  });
});

describe('the stand-in for hashicorp/null, call by call', () => {
  const dynamicValue = (resource: Parameters<typeof encodeResource>[0]) =>
    encodeMessage([[1, encodeResource(resource)]]);
  const resource = { id: '1', triggers: null };

  test.each([
    [
      'ReadResource',
      [
        [2, dynamicValue(resource)],
        [3, 'private'],
      ],
      3,
    ],
    [
      'PlanResourceChange',
      [
        [2, dynamicValue(resource)],
        [3, dynamicValue(resource)],
        [5, 'private'],
      ],
      3,
    ],
    [
      'ApplyResourceChange',
      [
        [3, dynamicValue(resource)],
        [5, 'private'],
      ],
      2,
    ],
  ] as [string, [number, Buffer | string][], number][])(
    '%s passes private data through',
    async (method, fields, answerField) => {
      const { message } = await call(method, fields);

      expect(bytesOf(message, 1)).toEqual(dynamicValue(resource));
      expect(bytesOf(message, answerField)?.toString()).toBe('private');
    },
  );

  test('a state of before Terraform 0.12 is refused', async () => {
    const flatmap = encodeMessage([[2, 'id']]);

    const { error } = await call('UpgradeResourceState', [[3, flatmap]]);

    expect(error).toBe('the state of this null_resource was written by a Terraform before 0.12');
  });

  test('a call without a value is refused', async () => {
    expect((await call('ReadResource', [])).error).toBe('field 2 holds no value');
  });

  async function call(method: string, fields: [number, Buffer | string][]) {
    provider = await startNullProvider('tcp');
    const address = JSON.parse(provider.reattach)['hashicorp/null'].Addr.String;
    const client = connect(`http://${address}`);
    const stream = client.request({ ':method': 'POST', ':path': `/tfplugin5.Provider/${method}` });
    stream.end(frame(encodeMessage(fields)));
    let error = '';
    stream.on('response', (headers) => {
      error = decodeURIComponent(String(headers['grpc-message'] ?? ''));
    });
    const body = Buffer.concat(await stream.toArray());
    client.destroy();
    return { error, message: decodeMessage(body.length ? unframe(body) : body) };
  }
});

describe('the socket of the stand-in', () => {
  const socketOf = ({ reattach }: PluginServer): string => JSON.parse(reattach)['hashicorp/null'].Addr.String;

  test('is gone after close', async () => {
    const closed = await startNullProvider('unix');
    const socket = socketOf(closed);
    expect(existsSync(socket)).toBe(true);

    await closed.close();

    expect(existsSync(dirname(socket))).toBe(false);
  });

  test('moves to a short path when the temporary directory has a long one', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = join(tmpdir(), 'long'.repeat(30));
    try {
      provider = await startNullProvider('unix');
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }

    expect(existsSync(socketOf(provider))).toBe(true);
  });
});
