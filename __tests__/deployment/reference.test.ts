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

  test('the table in README.md', () => {
    const readme = read('README.md');

    expect(withReference(readme)).toBe(readme);
  });
});

test('every key of the file has a description', () => {
  expect(undescribed(deploymentSchema, '')).toEqual([]);
});

describe('the table', () => {
  const rows = deploymentReference().split('\n');

  test.each([
    ['a required text', '| `accounts.<account>.id` | text | required | AWS account id, in quotes |'],
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
      '| `tenants.<tenant>.connections.<connection>.share[].user` | text | – | A user, by uuid or e-mail address |',
    ],
    ['a list', "| `tenants.<tenant>.allowedHosts` | list of texts | empty | Hosts to allow besides AWS's |"],
    ['a key of one kind of backend', '| `backend.bucket` | text | required | Name of the bucket (`s3`) |'],
    [
      'a text or a list',
      '| `tenants.<tenant>.connections.<connection>.permissions.statements[].resources` | text or list of texts | `*` | ARNs that the actions apply to |',
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
        'README.md must have the lines <!-- deployment:begin --> and <!-- deployment:end -->, in this order, around the deployment table',
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
