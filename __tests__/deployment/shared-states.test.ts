import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type DeploymentError, readDeployment } from '../../deployment/load';
import { requireOwnStates, statesOfNeighbours } from '../../deployment/shared-states';
import { resolveStacks } from '../../deployment/stacks';
import { put, removeTemporary, temporary } from '../support/machine';

let project: string;

beforeEach(() => {
  project = temporary();
  put(join(project, 'cdktf.json'), '{}');
});
afterEach(removeTemporary);

/** A deployment file with these tenants, and with other settings at its top. */
function write(path: string, tenants: Record<string, object>, more: object = {}): string {
  const tenant = { environment: 'abc12345.apps.dynatrace.com', connections: { ops: { account: 'main' } } };
  const deployment = {
    name: path.replace(/\W/g, '-'),
    accounts: { main: { id: '123456789012', region: 'eu-central-1' } },
    tenants: Object.fromEntries(Object.entries(tenants).map(([key, own]) => [key, { ...tenant, ...own }])),
    ...more,
  };
  return put(join(project, path), stringify(deployment));
}

function problemOf(file: string): string | undefined {
  try {
    requireOwnStates(file, resolveStacks(readDeployment(file).deployment, file));
    return undefined;
  } catch (error) {
    const { message, problems } = error as DeploymentError;
    expect(new Set(problems.map(({ id }) => id))).toEqual(new Set(['state-shared']));
    return message;
  }
}

const s3 = (keyPrefix?: string) => ({
  backend: { type: 's3', bucket: 'states', region: 'eu-central-1', ...(keyPrefix && { keyPrefix }) },
});
const hcp = (workspacePrefix?: string) => ({
  backend: { type: 'hcp', organization: 'acme', ...(workspacePrefix && { workspacePrefix }) },
});
const local = (directory: string) => ({ backend: { type: 'local', directory } });

describe('two deployment files of one checkout', () => {
  it('may have tenants of different keys, or different places for their states', () => {
    write('deployment.yaml', { prod: {} });
    const others = [
      write('deployment.dev.yaml', { dev: {} }),
      write('deployment.local.yaml', { prod: {} }, local('states/dev')),
      write('deployment.s3.yaml', { prod: {} }, s3()),
      write('deployment.other-s3.yaml', { prod: {} }, s3('dev/')),
      write('deployment.hcp.yaml', { prod: {} }, hcp()),
      write('deployment.other-hcp.yaml', { prod: {} }, hcp('dev-')),
      write('deployment.none.yaml', { prod: {} }, { backend: { type: 'none' } }),
      write('deployment.also-none.yaml', { prod: {} }, { backend: { type: 'none' } }),
    ];

    expect(others.map(problemOf)).toEqual(others.map(() => undefined));
  });

  it.each([
    [
      'local',
      {},
      local('./'),
      'terraform.prod.tfstate',
      '`backend: { type: local, directory: states/deployment.dev }`',
    ],
    [
      's3',
      s3(),
      s3('aws-workflows/'),
      's3://states/aws-workflows/prod.tfstate',
      '`keyPrefix: aws-workflows/deployment.dev/`',
    ],
    [
      'hcp',
      hcp(),
      hcp(),
      'app.terraform.io/acme/aws-workflows-prod',
      '`workspacePrefix: aws-workflows-deployment-dev-`',
    ],
  ])('must not share a state: %s', (_, one, other, place, cure) => {
    write('deployment.yaml', { prod: {} }, one);

    expect(problemOf(write('deployment.dev.yaml', { prod: {} }, other))).toMatch(
      new RegExp(
        `^\`tenants\\.prod\` must not keep its state where \`tenants\\.prod\` of deployment\\.yaml keeps its own: ` +
          `${place}; keep them apart in the file that has deployed nothing yet, for example by ${cure.replace(/[{}.]/g, '\\$&')}, ` +
          'give one of the tenants another key, or move the file that nobody deploys to another folder \\(.*deployment\\.dev\\.yaml:\\d+:\\d+\\)$',
      ),
    );
  });

  it('meet in stacks of accounts, in keys that moved, and in names that differ in case alone', () => {
    write('deployment.yaml', { prod: { layout: 'account' } });

    expect(problemOf(write('a.yaml', { 'prod-main': {} }))).toContain('`tenants.prod` of deployment.yaml');
    expect(problemOf(write('b.yaml', { live: { movedFrom: 'prod' } }))).toContain('terraform.prod.tfstate');
    expect(problemOf(write('c.yaml', { PROD: {} }))).toContain('must not keep its state');
  });

  it('are found beside the file, in the project, and under the same name in the folders beside', () => {
    write('deployment.yaml', { root: {} });
    write('envs/dev.yaml', { same: {} });
    write('prod/deployment.yaml', { twin: {} });

    expect(problemOf(write('envs/one.yml', { root: {} }))).toContain('of ../deployment.yaml');
    expect(problemOf(write('envs/two.yml', { same: {} }))).toContain('of dev.yaml');
    expect(problemOf(write('dev/deployment.yaml', { twin: {} }))).toContain('of ../prod/deployment.yaml');
  });

  it('are no templates or copies, nothing that cannot be deployed, and nothing outside of the project', () => {
    write('examples/a.yaml', { prod: {} });
    put(join(project, 'broken.yaml'), 'tenants: [');
    put(join(project, 'else.yaml'), 'tenants:\n  prod: true\n');
    put(join(project, 'compose.yaml'), 'services: {}\n');
    put(join(project, 'notes.txt'), 'tenants:\n');

    expect(problemOf(write('examples/b.yaml', { prod: {} }))).toBeUndefined();
    const file = write('deployment.yaml', { prod: {} });
    put(join(project, 'copy.yaml'), readFileSync(file, 'utf8'));
    expect(problemOf(file)).toBeUndefined();
  });
});

it('knows the states that other files keep in a folder', () => {
  const file = write('deployment.yaml', { prod: {} });
  write('deployment.dev.yaml', { dev: { layout: 'account' } });
  write('deployment.test.yaml', { test: {} }, local('states/'));
  write('deployment.s3.yaml', { elsewhere: {} }, s3());

  expect(statesOfNeighbours(file, '.')).toEqual(['dev', 'dev-main']);
  expect(statesOfNeighbours(file, 'states')).toEqual(['test']);
});
