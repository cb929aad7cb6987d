import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { devDependencies, name as NAME, version } from '../../package.json';
import { PACKAGE } from '../../terraform/project';
import { PROGRAM } from '../cli/shells';
import type { Answers } from './answers';

/** Runs main.ts where Node.js cannot by itself, without a build. */
const TYPESCRIPT = { sucrase: '^3.35.1' };

/** Kept out of version control: what is made from the rest, and state. */
const IGNORED = [
  'node_modules/',
  'cdktf.out*/',
  'cdktf.log',
  '.terraform/',
  'terraform.*.tfstate*',
  'reviews/',
  '*.tar.gz',
];

/** Commands that a project of a user's own has a script for, as messages name them. */
const SCRIPTS = [
  'deploy',
  'destroy',
  'diff',
  'discover',
  'doctor',
  'drift',
  'export',
  'layout',
  'package',
  'permissions',
  'review',
  'sweep',
  'verify',
  'workflows',
];

/** Files of a new project by path. */
export function projectFiles(answers: Answers, project: object): Record<string, string> {
  return {
    'package.json': json(project),
    'cdktf.json': json({
      language: 'typescript',
      app: 'node -r sucrase/register main.ts',
      projectId: NAME,
      sendCrashReports: 'false',
    }),
    'main.ts': `import { synthesize } from '${NAME}';\n\nsynthesize();\n`,
    'deployment.yaml': deploymentFile(answers),
    '.gitignore': `${IGNORED.join('\n')}\n`,
    ...pipeline(answers),
  };
}

/**
 * What a project has to have in its package.json.
 *
 * @param specifier of this package. @default this version, and what is compatible with it
 */
export function packageJson(specifier?: string): Record<string, Record<string, string> | string | boolean> {
  const { cdktf, 'cdktf-cli': cli, constructs } = devDependencies;
  return {
    name: 'aws-workflows',
    private: true,
    scripts: Object.fromEntries(SCRIPTS.map((name) => [name, `${PROGRAM} ${name}`])),
    dependencies: { cdktf, 'cdktf-cli': cli, constructs, [NAME]: specifier ?? `^${version}`, ...TYPESCRIPT },
  };
}

function deploymentFile({ environment, account, region, tenant, connection, bucket }: Answers): string {
  const deployment = {
    name: 'aws-workflows',
    ...(bucket && { backend: { type: 's3', bucket, region } }),
    accounts: { main: { id: account, region } },
    tenants: {
      [tenant]: {
        environment,
        schema: 'enhanced',
        connections: {
          [connection]: { account: 'main', permissions: { statements: [{ actions: 'ec2:DescribeInstances' }] } },
        },
      },
    },
  };
  return [
    `# yaml-language-server: $schema=./node_modules/${NAME}/deployment/deployment.schema.json`,
    '# Commit this file: it holds no secrets. Credentials come from the environment: DT_CLIENT_ID and DT_CLIENT_SECRET.',
    stringify(deployment, { defaultStringType: 'PLAIN', defaultKeyType: 'PLAIN' }),
  ].join('\n');
}

/** The pipelines are the examples, which are checked. */
function pipeline({ ci }: Answers): Record<string, string> {
  const example = (path: string) => readFileSync(join(PACKAGE, 'examples', path), 'utf8');
  if (ci === 'github') return { '.github/workflows/aws-for-workflows.yml': example('github-actions/workflows.yml') };
  return ci === 'gitlab' ? { '.gitlab-ci.yml': example('gitlab/.gitlab-ci.yml') } : {};
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
