import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSeed, type Sandbox, startSandbox } from '../sandbox/index';
import { type Arguments, type Command, CommandError } from './cli/command';
import { prepareTerraform } from './stage/providers';

const EXAMPLE = 'examples/sandbox.yaml';

/** The ports that the example names. */
const PORTS = { dynatrace: 4610, aws: 4620 };

type Flags = Arguments['flags'];

export const command: Command = {
  summary: `Starts the sandbox that ${EXAMPLE} deploys to, and leaves it running until Ctrl-C.`,
  usage: 'sandbox',
  options: {
    seed: { type: 'string', description: 'file that names what exists from the start (sandbox/README.md)' },
    data: { type: 'string', description: 'folder that keeps everything from one start to the next' },
    'dynatrace-port': { type: 'string', description: `port of the Dynatrace side, ${PORTS.dynatrace} unless given` },
    'aws-port': { type: 'string', description: `port of the AWS side, ${PORTS.aws} unless given` },
    reset: { type: 'boolean', description: 'reset the running sandbox to its start, and exit' },
  },
  runsUntilInterrupted: true,
  exitCodes: { 0: 'stopped by Ctrl-C, or reset', 1: 'could not start, or nothing to reset' },
  async run({ flags }, output) {
    const ports = { dynatrace: portIn(flags, 'dynatrace'), aws: portIn(flags, 'aws') };
    if (flags.reset) {
      await reset(ports.dynatrace);
      output.print('Reset to its start; credentials stay valid.');
      return 0;
    }
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const closing: (() => Promise<void>)[] = [() => rm(directory, { recursive: true, force: true })];
    try {
      const prepared = await prepareTerraform({ directory, log: output.progress });
      closing.unshift(prepared.close);
      const sandbox = await startSandbox({ ports, seed: await seedIn(flags), data: pathIn(flags, 'data') });
      closing.unshift(sandbox.close);
      const variables = {
        DEPLOYMENT_FILE: await deploymentFor(sandbox, directory),
        ...prepared.env,
        ...sandbox.credentials,
      };
      output.print(introduction(sandbox, variables, pathIn(flags, 'data')));
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      return 0;
    } finally {
      for (const close of closing) await close();
    }
  },
};

function introduction(sandbox: Sandbox, variables: Record<string, string>, data: string | undefined): string {
  const { tenant, url } = sandbox.dynatrace;
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
  const ports = sandbox.dynatrace.port === PORTS.dynatrace ? '' : ` --dynatrace-port ${sandbox.dynatrace.port}`;
  const kept = data ? `Everything is kept in ${data}` : 'Everything is forgotten when the sandbox stops (Ctrl-C)';
  return [
    `Dynatrace at ${url}, AWS at ${sandbox.aws.url}; the UUID of the account is ${tenant.account.uuid}.`,
    'Paste into another terminal, in this folder:',
    '',
    ...exports,
    '',
    `and then, for example: npx cdktf deploy sandbox. ${kept}; npm run sandbox -- --reset${ports} resets it to its start.`,
    ...others(sandbox),
  ].join('\n');
}

/** The credentials of everybody else, such as the users of a seed. */
function others({ dynatrace, aws }: Sandbox): string[] {
  const { account, otherAccounts } = dynatrace.tenant;
  const clients = [account, ...otherAccounts].flatMap((of) =>
    of.clients
      .filter(({ id }) => id !== dynatrace.admin.clientId)
      .map(({ id, secret, userUuid }) => {
        const email = of.users.find(({ uuid }) => uuid === userUuid)?.email;
        return `  ${email} of account ${of.uuid}: DT_CLIENT_ID=${id} DT_CLIENT_SECRET=${secret}`;
      }),
  );
  const keys = Object.entries(aws.keys.secrets).map(([id, secret]) => {
    return `  AWS account ${aws.keys.accounts[id]}: AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${secret}`;
  });
  const lines = [...clients, ...keys];
  return lines.length > 0 ? ['', 'Other credentials:', ...lines] : [];
}

/** The example itself, or a copy of it for other ports. */
async function deploymentFor({ dynatrace, aws }: Sandbox, directory: string): Promise<string> {
  if (dynatrace.port === PORTS.dynatrace && aws.port === PORTS.aws) return EXAMPLE;
  const text = await readFile(EXAMPLE, 'utf8');
  const copy = join(directory, 'deployment.yaml');
  await writeFile(
    copy,
    text.replaceAll(address(PORTS.dynatrace), dynatrace.url).replaceAll(address(PORTS.aws), aws.url),
  );
  return copy;
}

async function reset(port: number): Promise<void> {
  const response = await fetch(`${address(port)}/_sandbox/reset`, { method: 'POST' }).catch(() => undefined);
  if (response?.status === 204) return;
  throw new CommandError(`no sandbox answers at ${address(port)}: start one, or give its port by --dynatrace-port`);
}

async function seedIn(flags: Flags) {
  const file = pathIn(flags, 'seed');
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(`--seed must name a file: ${error.message}`);
  });
  return readSeed(text, file);
}

function portIn(flags: Flags, side: keyof typeof PORTS): number {
  const text = flags[`${side}-port`];
  if (text === undefined) return PORTS[side];
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandError(`--${side}-port must be a port, got "${text}"`);
}

function pathIn(flags: Flags, name: string): string | undefined {
  const path = flags[name];
  return typeof path === 'string' ? path : undefined;
}

function address(port: number): string {
  return `http://127.0.0.1:${port}`;
}
