import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeploymentError, loadDeployment } from '../../deployment/load';
import { GOOD, problemsIn, problemsOf, sentencesOf } from './support';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deployment-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Every problem in one line, as readers see it. */
function linesOf(text: string): string[] {
  return problemsIn(text).map(({ message }) => message);
}

function failureOf(path: string): DeploymentError {
  try {
    loadDeployment(path);
  } catch (error) {
    if (error instanceof DeploymentError) return error;
    throw error;
  }
  throw new Error(`${path} was expected to fail`);
}

describe('loadDeployment', () => {
  test('reads a file', () => {
    const path = join(folder, 'good.yaml');
    writeFileSync(path, GOOD);

    expect(loadDeployment(path).name).toBe('test');
  });

  test('names the file as it was given in every message', () => {
    const path = join(folder, 'bad.yaml');
    writeFileSync(path, GOOD.replace('name: test', 'name: a b'));

    expect(failureOf(path).message).toBe(
      `\`name\` must consist of letters, digits, "-" and "_", got "a b" (${path}:1:1)`,
    );
  });

  test('shortens a path below the working directory', () => {
    expect(failureOf(join(process.cwd(), 'package.json')).problems.map(({ message }) => message)).toContain(
      '`version` is not a known key; known keys are `name`, `backend`, `runner`, `accounts`, `tenants` (package.json:3:3)',
    );
  });

  test('says what to do when there is no file', () => {
    const path = join(folder, 'missing.yaml');

    expect(failureOf(path).message).toBe(
      `\`${path}\` does not exist; copy one of examples/ to deployment.yaml, or set DEPLOYMENT_FILE to the path of yours`,
    );
  });

  test('says so when the path is a folder', () => {
    expect(failureOf(folder).message).toBe(
      `\`${folder}\` must be a file, got a folder; copy one of examples/ to deployment.yaml, or set DEPLOYMENT_FILE to the path of yours`,
    );
  });

  test('says why a file cannot be read', () => {
    const path = join(folder, 'good.yaml', 'below-a-file');
    writeFileSync(join(folder, 'good.yaml'), GOOD);

    expect(failureOf(path).message).toBe(`\`${path}\` cannot be read: ENOTDIR: not a directory, open '${path}'`);
  });
});

describe('a file with many mistakes', () => {
  const FORM = `name: my test
accounts:
  main:
    id: 012345678901
    region: eu-central-1
tenants:
  prod:
    enviroment: abc12345.apps.dynatrace.com
    connections:
      ops:
        account: mian
        permissions:
          managedPolicies: [ReadOnlyAccess, arn:aws:iam::aws:policy/ReadOnlyAccess]
          statements: [{action: "s3:*"}]
      ops2:
        account: main
        permissions:
          managedPolicies: [ReadOnlyAccess]
`;
  const MEANING = `name: test
accounts:
  main:
    id: "123456789012"
    region: eu-central-1
  spare:
    id: "210987654321"
    region: eu-central-1
    partition: aws-us-gov
tenants:
  prod:
    environment: abc12345.apps.dynatrace.com
    allowedHosts: ["*.com"]
    app: {install: bundle}
    connections:
      ops:
        account: mian
        name: a:b
      ops2:
        account: spare
        permissions:
          managedPolicies: [arn:aws-cn:iam::aws:policy/ReadOnlyAccess]
`;

  test('gets one line for each that the schema refuses, in the order of the file', () => {
    expect(linesOf(FORM)).toEqual([
      '`name` must consist of letters, digits, "-" and "_", got "my test" (deployment.yaml:1:1)',
      '`accounts.main.id` must be quoted, because YAML drops leading zeros from numbers, got 012345678901 (deployment.yaml:4:5)',
      '`tenants.prod.enviroment` is not a known key; did you mean `environment`? (deployment.yaml:8:5)',
      '`tenants.prod.connections.ops.permissions.managedPolicies[0]` must be the ARN of an IAM policy, got "ReadOnlyAccess" (deployment.yaml:13:29)',
      '`tenants.prod.connections.ops.permissions.statements[0].action` is not a known key; did you mean `actions`? (deployment.yaml:14:25)',
      '`tenants.prod.connections.ops2.permissions.managedPolicies[0]` must be the ARN of an IAM policy, got "ReadOnlyAccess" (deployment.yaml:18:29)',
    ]);
  });

  test('gets one line for each that does not fit the rest, once its form is right', () => {
    expect(linesOf(MEANING)).toEqual([
      '`accounts.spare.partition` must be `aws`, the partition of the region eu-central-1, got "aws-us-gov" (deployment.yaml:9:5)',
      '`tenants.prod.allowedHosts[0]` needs at least two segments after the *, got "*.com" (deployment.yaml:13:20)',
      '`tenants.prod.app.bundle` is required with `install: bundle`: Path of the app bundle, relative to this file (deployment.yaml:14:5)',
      '`tenants.prod.connections.ops.account` must be one of `accounts`: `main`, `spare`, got "mian"; did you mean `main`? (deployment.yaml:17:9)',
      '`tenants.prod.connections.ops.name` must not contain ":", got "a:b" (deployment.yaml:18:9)',
      '`tenants.prod.connections.ops2.permissions.managedPolicies[0]` must be in the partition aws-us-gov, like its account, got "arn:aws-cn:iam::aws:policy/ReadOnlyAccess" (deployment.yaml:22:29)',
    ]);
  });

  test('gets them in one error, one per line', () => {
    const path = join(folder, 'many.yaml');
    writeFileSync(path, FORM);

    const { message, problems } = failureOf(path);

    expect(problems).toHaveLength(6);
    expect(message).toBe(problems.map((problem) => problem.message).join('\n'));
  });

  test('hears of what stands under a key that is refused too', () => {
    expect(problemsOf(GOOD.replace('ops:', 'o ps: {').replace('account: main', 'acount: main}'))).toEqual([
      'key-form tenants.prod.connections["o ps"] 10:7',
      'key-unknown tenants.prod.connections["o ps"].acount 11:9',
    ]);
  });
});

test('a long value is counted and not repeated', () => {
  expect(sentencesOf(GOOD.replace('abc12345.apps.dynatrace.com', `"https:// ${'x'.repeat(100)}"`))).toEqual([
    'must be the address of a Dynatrace environment, such as abc12345.apps.dynatrace.com, got 109 characters',
  ]);
});
