import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { runCommand } from '../../terraform/run';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '..', '..');
const EXAMPLES = [...readFileSync(join(ROOT, 'docs/constructs.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = '']) => code,
);

const DEPLOYMENT = `
name: platform-team
accounts:
  production: { id: "123456789012", region: eu-central-1 }
tenants:
  prod:
    environment: abc12345.apps.dynatrace.com
    connections:
      ops: { account: production }
`;

/** A project with each example as a file, for which this package is installed. */
let project: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'constructs-'));
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  writeFileSync(join(project, 'deployment.yaml'), DEPLOYMENT);
  mkdirSync(join(project, 'out', 'scripts'), { recursive: true });
  writeFileSync(join(project, 'out', 'scripts', 'dynatrace.cjs'), '');
  for (const [index, code] of EXAMPLES.entries()) writeFileSync(join(project, `example${index}.ts`), code);
  await build({
    entryPoints: EXAMPLES.map((_, index) => join(project, `example${index}.ts`)),
    outdir: join(project, 'out'),
    outExtension: { '.js': '.cjs' },
    alias: { 'dynatrace-aws-workflows': join(ROOT, 'index.ts') },
    external: ['cdktf', 'constructs', '@cdktf/*', '@cloud-copilot/*'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});

afterAll(() => rmSync(project, { recursive: true }));

test('every example compiles', async () => {
  const settings = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
      paths: { 'dynatrace-aws-workflows': [join(ROOT, 'index.ts')] },
      incremental: false,
      tsBuildInfoFile: null,
      noUncheckedIndexedAccess: false,
    },
    include: [join(project, '*.ts')],
    exclude: [],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(settings));

  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(await runCommand(process.execPath, [tsc, '-p', project])).toMatchObject({ code: 0, stdout: '' });
});

test.each(EXAMPLES.map((code, index) => [index, code]))('example %i synthesizes', async (index) => {
  const output = join(project, `output${index}`);
  const env = { CDKTF_OUTDIR: output, DEPLOYMENT_FILE: undefined };

  const result = await runCommand(process.execPath, [join(project, 'out', `example${index}.cjs`)], {
    cwd: project,
    env,
  });

  expect(result).toMatchObject({ code: 0, stderr: expect.not.stringContaining('at ') });
  const stacks = readdirSync(join(output, 'stacks'));
  expect(stacks.length).toBeGreaterThan(0);
  expect(stacks.every((name) => existsSync(join(output, 'stacks', name, 'cdk.tf.json')))).toBe(true);
});

test('an output that refers to a connection waits for it', () => {
  const { resource } = JSON.parse(readFileSync(join(project, 'output1', 'stacks', 'prod', 'cdk.tf.json'), 'utf8'));

  expect(resource.aws_ssm_parameter['our-ops']).toMatchObject({
    provider: 'aws.production',
    value: expect.stringMatching(/^\$\{local\.\w+\["ops"\]\} \$\{aws_iam_role\.production\["ops"\]\.name\}$/),
  });
});
