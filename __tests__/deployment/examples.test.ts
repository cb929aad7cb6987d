import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDeployment } from '../../deployment/load';

const FOLDER = join(__dirname, '../../examples');
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

test('there is an example for each use', () => {
  expect(EXAMPLES.sort()).toEqual([
    'enhanced.yaml',
    'existing-provider.yaml',
    'govcloud.yaml',
    'hcp.yaml',
    's3.yaml',
    'sandbox.yaml',
    'several-tenants.yaml',
    'single-tenant.yaml',
  ]);
});

describe.each(EXAMPLES)('%s', (name) => {
  test('loads', () => {
    expect(Object.keys(loadDeployment(join(FOLDER, name)).tenants)).not.toEqual([]);
  });

  test('tells editors its schema', () => {
    const [first] = readFileSync(join(FOLDER, name), 'utf8').split('\n');

    expect(first).toBe('# yaml-language-server: $schema=../deployment/deployment.schema.json');
  });
});
