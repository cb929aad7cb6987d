import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectTenants } from '../../commands/cli/selection';
import { requireOwners } from '../../commands/plan/owners';
import { readPlan, readState, synthesize } from '../../terraform/stack';
import { type FakeTerraform, fakeTerraform } from '../commands/terraform';

const FILE = `
name: team
accounts:
  main: { id: "123456789012", region: eu-central-1, providerOwner: prod }
tenants:
  prod: { environment: abc12345.apps.dynatrace.com, connections: { ops: { account: main } } }
  test: { environment: xyz98765.apps.dynatrace.com, connections: { ops: { account: main } } }
`;

describe('a stack', () => {
  let terraform: FakeTerraform;
  const inStack = (name: string) => join(terraform.stack, name);

  beforeEach(() => {
    terraform = fakeTerraform(FILE);
  });
  afterEach(() => terraform.close());

  it('is initialized once before its state is read', async () => {
    terraform.write('state.json', '{"values":{"root_module":{"resources":[]}}}');

    expect(await readState('prod')).toEqual({ values: { root_module: { resources: [] } } });
    expect(existsSync(inStack('.terraform'))).toBe(true);
  });

  it('is initialized again when its backend has changed', async () => {
    mkdirSync(inStack('.terraform'));
    terraform.write('needs-init', '');
    terraform.write('state.json', '{}');

    expect(await readState('prod')).toEqual({});
  });

  it('passes on what Terraform says when it fails', async () => {
    terraform.write('broken', 'Error: Error acquiring credentials\n\nNo valid source for the bucket.\n');
    await expect(readState('prod')).rejects.toThrow(
      `could not read the state of the tenant prod (in ${terraform.stack}): Error acquiring credentials: No valid source for the bucket.`,
    );

    rmSync(inStack('.terraform'), { recursive: true });
    terraform.write('refuse-init', 'Error: Failed to query available provider packages\n');
    await expect(readState('prod')).rejects.toThrow('could not initialize Terraform of the tenant prod');
  });

  it('has a plan only after a diff', async () => {
    await expect(readPlan('prod')).rejects.toThrow('has no saved plan');
    await expect(readPlan('prod')).rejects.toThrow('npm run diff -- prod');

    terraform.write('plan', '');
    terraform.write('state.json', '{"resource_changes":[]}');
    expect(await readPlan('prod')).toEqual({ resource_changes: [] });
  });

  it('is written by synthesis for every tenant', async () => {
    const selection = selectTenants([]);

    await synthesize(selection);

    expect(existsSync(inStack('cdk.tf.json'))).toBe(true);
    expect(existsSync(join(terraform.directory, 'stacks', 'test', 'cdk.tf.json'))).toBe(true);
  });

  it('is not written for a deployment file with a problem', async () => {
    const file = join(terraform.directory, 'broken.yaml');
    writeFileSync(file, 'name: team\ntenants: { prod: { environment: nowhere } }\n');

    await expect(synthesize({ file })).rejects.toThrow(
      /could not synthesize .*`tenants\.prod\.environment` must look like/,
    );
  });

  it('of a later tenant waits for the one that owns the OIDC provider', async () => {
    const selection = selectTenants(['test']);
    const [test] = selection.tenants;
    if (!test) throw new Error('no tenant');
    const provider = (...audiences: string[]) =>
      JSON.stringify({
        values: {
          root_module: {
            resources: [
              {
                type: 'aws_iam_openid_connect_provider',
                name: 'main',
                mode: 'managed',
                values: { client_id_list: audiences },
              },
            ],
          },
        },
      });

    terraform.write('state.json', '{}');
    await expect(requireOwners(test, selection)).rejects.toThrow('belongs to the tenant prod and does not exist yet');
    terraform.write('state.json', provider('abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector'));
    await expect(requireOwners(test, selection)).rejects.toThrow('lacks the audience xyz98765.apps.dynatrace.com');
    await expect(requireOwners(test, selection)).rejects.toThrow('npm run deploy -- prod test');
    terraform.write('state.json', provider(test.audience));
    await expect(requireOwners(test, selection)).resolves.toBeUndefined();
    await expect(requireOwners(test, selectTenants([]))).resolves.toBeUndefined();
  });

  describe('selectTenants', () => {
    it('takes all tenants, or those named, in the order of the file', () => {
      const keys = (...names: string[]) => selectTenants(names).tenants.map(({ key }) => key);

      expect(keys()).toEqual(['prod', 'test']);
      expect(keys('test', 'prod')).toEqual(['prod', 'test']);
      expect(keys('test')).toEqual(['test']);
    });

    it('says which tenants there are when a name is wrong', () => {
      expect(() => selectTenants(['production'])).toThrow(
        /no tenant "production" \(.*\)\. Its tenants are "prod", "test"\./,
      );
    });
  });
});
