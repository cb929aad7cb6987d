import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan, planFile, planStack, readPlan, readState, synthesize } from '../../terraform/stack';
import { type FakeTerraform, fakeTerraform } from '../commands/terraform';

const FILE = `
name: team
accounts:
  main: { id: "123456789012", region: eu-central-1 }
tenants:
  prod: { environment: abc12345.apps.dynatrace.com, layout: account, connections: { ops: { account: main } } }
`;

let terraform: FakeTerraform;
const inStack = (name: string) => join(terraform.stack, name);

beforeEach(() => {
  terraform = fakeTerraform(FILE);
});
afterEach(() => terraform.close());

describe('readState', () => {
  const inits = () => terraform.calls().filter((call) => call.startsWith('init')).length;

  it('initializes a stack once before it', async () => {
    terraform.write('state.json', '{"values":{"root_module":{"resources":[]}}}');

    expect(await readState('prod')).toEqual({ values: { root_module: { resources: [] } } });
    await readState('prod');

    expect(existsSync(inStack('.terraform'))).toBe(true);
    expect(inits()).toBe(1);
  });

  it.each([
    ['has another backend or other providers', 'cdk.tf.json', '{"terraform":{"backend":{"s3":{}}}}'],
    ['Terraform asks for', 'needs-init', ''],
  ])('initializes a stack again that %s', async (_, name, text) => {
    terraform.write('state.json', '{}');
    await readState('prod');
    terraform.write(name, text);

    expect(await readState('prod')).toEqual({});
    expect(inits()).toBe(2);
  });

  it.each([
    ['never stored', '', false],
    ['stored before', '{"lineage":"one","serial":4}', false],
    ['that of another one', '{"lineage":"two","serial":9}', false],
    ['stored meanwhile', '{"lineage":"one","serial":5}', true],
  ])('wants the state that a run could not store first: the state was %s', async (_, pulled, reads) => {
    terraform.write('errored.tfstate', '{"lineage":"one","serial":5}');
    terraform.write('pulled.json', pulled);
    terraform.write('state.json', '{}');

    const reading = readState('prod');

    if (reads) await expect(reading).resolves.toEqual({});
    else
      await expect(reading).rejects.toThrow(
        /could not store its state.*errored\.tfstate\. Store it first, then delete the file.* state push /,
      );
  });

  it('passes on what Terraform says when it fails', async () => {
    terraform.write('broken', 'Error: Error acquiring credentials\n\nNo valid source for the bucket.\n');
    await expect(readState('prod')).rejects.toThrow(
      `could not read the state of prod (in ${terraform.stack}): Error acquiring credentials: No valid source for the bucket.`,
    );

    rmSync(inStack('.terraform'), { recursive: true });
    terraform.write('refuse-init', 'Error: Failed to query available provider packages\n');
    await expect(readState('prod')).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringContaining('could not initialize Terraform of prod'),
    });
  });
});

describe('readPlan', () => {
  it('needs a plan', async () => {
    await expect(readPlan('prod')).rejects.toThrow('has no saved plan');
    await expect(readPlan('prod')).rejects.toThrow('npm run diff -- prod');
  });

  it('reads the one that is saved', async () => {
    terraform.write('plan', '');
    terraform.write('plan.json', '{"resource_changes":[]}');

    expect(await readPlan('prod')).toEqual({ resource_changes: [] });
  });

  it('passes on what Terraform says when it fails', async () => {
    terraform.write('plan', '');
    terraform.write('broken', 'Error: Failed to read plan file\n');

    await expect(readPlan('prod')).rejects.toThrow('could not read the plan of prod');
  });
});

describe('planStack', () => {
  it('saves a plan where readPlan and applyPlan find it', async () => {
    const printed: string[] = [];

    await planStack('prod', { onOutput: (text) => printed.push(text) });

    expect(existsSync(planFile('prod'))).toBe(true);
    expect(terraform.calls()).toEqual(['init -input=false -no-color', 'plan -input=false -no-color -out=plan']);
    expect(printed.join('')).toBe('planned\n');
  });

  it.each<[Parameters<typeof planStack>[1], string]>([
    [{ destroy: true }, '-destroy'],
    [
      { replace: ['null_resource.a["x y"]', 'null_resource.b'] },
      '-replace=null_resource.a["x y"] -replace=null_resource.b',
    ],
  ])('with %j adds %s', async (options, added) => {
    await planStack('prod', options);

    expect(terraform.calls().at(-1)).toBe(`plan -input=false -no-color -out=plan ${added}`);
  });

  it('leaves no earlier plan behind when it fails', async () => {
    terraform.write('plan', 'old');
    terraform.write('refuse-plan', 'Error: Invalid for_each argument\n\nIt is not known yet.\n');

    await expect(planStack('prod', {})).rejects.toThrow(
      `could not make a plan of prod (in ${terraform.stack}): Invalid for_each argument: It is not known yet.`,
    );

    expect(existsSync(planFile('prod'))).toBe(false);
  });
});

describe('applyPlan', () => {
  it('applies the saved plan and nothing else', async () => {
    const printed: string[] = [];

    await applyPlan('prod', (text) => printed.push(text));

    expect(terraform.calls()).toEqual(['apply -input=false -no-color plan']);
    expect(printed.join('')).toBe('applied\n');
  });

  it('passes on what Terraform says when it refuses, such as for a state that has changed', async () => {
    terraform.write('refuse-apply', 'Error: Saved plan is stale\n');

    await expect(applyPlan('prod')).rejects.toThrow(/^could not apply the plan of prod .*: Saved plan is stale$/);
  });
});

describe('synthesize', () => {
  it('writes every stack of the file', async () => {
    await synthesize({ file: join(terraform.directory, 'deployment.yaml') });

    for (const stack of ['prod', 'prod-main']) {
      expect(existsSync(join(terraform.directory, 'stacks', stack, 'cdk.tf.json'))).toBe(true);
    }
  });

  it('says what is wrong with a file that has a problem', async () => {
    const file = join(terraform.directory, 'broken.yaml');
    writeFileSync(file, 'name: team\ntenants: { prod: { environment: nowhere } }\n');

    await expect(synthesize({ file })).rejects.toThrow(
      /could not synthesize .*`tenants\.prod\.environment` must look like/,
    );
  });
});
