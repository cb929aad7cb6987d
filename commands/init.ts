import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, CommandError } from './cli/command';
import { type Answers, answersFrom } from './init/answers';
import { packageJson, projectFiles } from './init/files';

export const command: Command = {
  summary:
    'Writes a project that depends on this package into the working directory, and asks for what it has to know.',
  usage: 'init [options]',
  options: {
    environment: { type: 'string', description: 'address of the Dynatrace environment' },
    account: { type: 'string', description: 'AWS account id' },
    region: { type: 'string', description: 'AWS region of the account (us-east-1)' },
    tenant: { type: 'string', description: 'your name for the environment (prod)' },
    connection: { type: 'string', description: 'name of the first connection (ops)' },
    bucket: { type: 'string', description: 'S3 bucket for the state, instead of files' },
    ci: { type: 'string', description: 'github or gitlab: write a pipeline (none)' },
    package: { type: 'string', description: 'what package.json depends on, such as a tarball (this version)' },
    force: { type: 'boolean', description: 'overwrite files that exist' },
  },
  exitCodes: { 0: 'written', 1: 'a file exists already, or an answer is missing or cannot be used' },
  async run({ flags }, output) {
    const answers = await answersFrom(flags);
    const wanted = packageJson(flags.package === undefined ? undefined : String(flags.package));
    const files = projectFiles(answers, wanted);
    const existing = Object.keys(files).filter((path) => path !== 'package.json' && existsSync(path));
    if (existing.length > 0 && !flags.force) {
      throw new CommandError(`These files exist already: ${existing.join(', ')}. Add --force to overwrite them.`);
    }
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, path === 'package.json' ? withOwn(text, wanted) : text);
      output.print(`wrote ${path}`);
    }
    output.print(nextSteps(answers));
    return 0;
  },
};

/** Adds what is missing to a package.json that exists, and changes nothing that is there. */
function withOwn(text: string, wanted: ReturnType<typeof packageJson>): string {
  const path = join(process.cwd(), 'package.json');
  if (!existsSync(path)) return text;
  const own = JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof packageJson>;
  const merged = (name: 'scripts' | 'dependencies') => ({
    ...(wanted[name] as object),
    ...(own[name] as object | undefined),
  });
  const result = { ...own, scripts: merged('scripts'), dependencies: merged('dependencies') };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function nextSteps({ tenant, ci, bucket }: Answers): string {
  return [
    '',
    'Next:',
    '  npm install --ignore-scripts',
    '  export DT_CLIENT_ID=… DT_CLIENT_SECRET=…   and AWS credentials, as for any Terraform run',
    `  npm run doctor -- ${tenant}     what is missing, each with its cure`,
    `  npm run deploy -- ${tenant}`,
    ...(ci !== 'none' && !bucket
      ? ['', 'The pipeline needs a state that outlives its runner: set `backend` in deployment.yaml.']
      : []),
  ].join('\n');
}
