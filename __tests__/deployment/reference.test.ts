import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { deploymentJsonSchema, deploymentReference, withReference } from '../../deployment/reference';
import { deploymentSchema } from '../../deployment/schema';
import { descriptionOf, unwrap } from '../../deployment/schema-tree';

const ROOT = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('what is generated from the schema is current (if not: npm run generate)', () => {
  test('deployment.schema.json', () => {
    expect(read('deployment/deployment.schema.json')).toBe(deploymentJsonSchema());
  });

  test('the table in docs/reference.md', () => {
    const reference = read('docs/reference.md');

    expect(withReference(reference)).toBe(reference);
  });
});

test('every key of the file has a description', () => {
  expect(undescribed(deploymentSchema, '')).toEqual([]);
});

describe('the table', () => {
  const rows = deploymentReference().split('\n');

  test.each([
    ['a required string', '| `accounts.<account>.id` | string | required | AWS account id, quoted |'],
    [
      'a choice with a default',
      '| `runner` | `node` or `posix` | `node` | `posix` starts the scripts through a launcher that finds Node.js by itself |',
    ],
    [
      'a number',
      '| `tenants.<tenant>.roleTimeout` | number | `120` | How long to wait until Dynatrace can assume a new role, in seconds |',
    ],
    [
      'a key of a list',
      '| `tenants.<tenant>.connections.<connection>.share[].user` | string | – | A user, by UUID or e-mail address |',
    ],
    ['a list', "| `tenants.<tenant>.allowedHosts` | list(string) | empty | Hosts to allow besides AWS's |"],
    [
      'a UUID',
      '| `tenants.<tenant>.accountUuid` | string | – | UUID of the Dynatrace account, needed for `workflowActors` and for sharing by name |',
    ],
    [
      'a keyword or a list',
      '| `tenants.<tenant>.workflowActors.<actor>.connections` | `all` or list(string) | required | Keys of the connections that the actor may use, or `all` |',
    ],
    [
      'a mapping that the user names the keys of',
      '| `tenants.<tenant>.connections` | map(object) | empty | Connections by key |',
    ],
    [
      'entries of two forms',
      '| `tenants.<tenant>.connections.<connection>.permissions.actions` | list(string or object) | empty | Workflow actions that the role has to allow, such as `ec2-stop-instances` |',
    ],
    [
      'the keys of the second form',
      '| `tenants.<tenant>.connections.<connection>.permissions.actions[].action` | string | required | Id of the workflow action |',
    ],
    [
      'what has several kinds',
      '| `backend` | object | `type: local`, `directory: .` | Where Terraform keeps its state |',
    ],
    ['a key of one kind of backend', '| `backend.bucket` | string | required | Name of the bucket (`s3`) |'],
    [
      'a string or a list',
      '| `tenants.<tenant>.connections.<connection>.permissions.statements[].resources` | string or list(string) | `*` | ARNs that the actions apply to |',
    ],
  ])('has %s', (_, row) => {
    expect(rows).toContain(row);
  });

  test('has one row per key', () => {
    const keys = rows.map((row) => row.split(' | ')[0]);

    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('withReference', () => {
  test('replaces what stands between the markers, and nothing else', () => {
    const readme = withReference(
      'before\n<!-- deployment:begin -->\n| out of date |\n<!-- deployment:end -->\nafter\n',
    );

    expect(readme.startsWith('before\n<!-- deployment:begin -->\n\n| Key |')).toBe(true);
    expect(readme.endsWith(' |\n\n<!-- deployment:end -->\nafter\n')).toBe(true);
    expect(readme).not.toContain('out of date');
    expect(withReference(readme)).toBe(readme);
  });

  test.each(['', '<!-- deployment:begin -->', '<!-- deployment:end --><!-- deployment:begin -->'])(
    'refuses a text without both markers: "%s"',
    (readme) => {
      expect(() => withReference(readme)).toThrow(
        'docs/reference.md must have the lines <!-- deployment:begin --> and <!-- deployment:end -->, in this order',
      );
    },
  );
});

function undescribed(schema: z.core.$ZodType, path: string): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as Record<string, z.core.$ZodType>).flatMap(([key, child]) => [
      ...(descriptionOf(child) ? [] : [`${path}.${key}`]),
      ...undescribed(child, `${path}.${key}`),
    ]);
  }
  if (inner instanceof z.ZodRecord) return undescribed(inner.valueType, path);
  if (inner instanceof z.ZodArray) return undescribed(inner.element, path);
  if (inner instanceof z.ZodDiscriminatedUnion) return inner.options.flatMap((option) => undescribed(option, path));
  return [];
}
