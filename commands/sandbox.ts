import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/index';
import type { Command } from './cli/command';
import { prepareTerraform } from './stage/providers';

/** The ports that examples/sandbox.yaml names. */
const PORTS = { dynatrace: 4610, aws: 4620 };

export const command: Command = {
  summary: 'Starts the sandbox that examples/sandbox.yaml deploys to, and leaves it running until Ctrl-C.',
  usage: 'sandbox',
  options: {},
  runsUntilInterrupted: true,
  exitCodes: { 0: 'stopped by Ctrl-C', 1: 'could not start' },
  async run(_arguments, output) {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const closing: (() => Promise<void>)[] = [() => rm(directory, { recursive: true, force: true })];
    try {
      const prepared = await prepareTerraform({ directory, log: output.progress });
      closing.unshift(prepared.close);
      const sandbox = await startSandbox({ ports: PORTS });
      closing.unshift(sandbox.close);
      const variables = { DEPLOYMENT_FILE: 'examples/sandbox.yaml', ...prepared.env, ...sandbox.credentials };
      const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
      output.print(
        [
          `Dynatrace at ${sandbox.dynatrace.url}, AWS at ${sandbox.aws.url}. Paste into another terminal, in this folder:`,
          '',
          ...exports,
          '',
          'and then, for example: npx cdktf deploy sandbox. Everything is forgotten when the sandbox stops (Ctrl-C).',
        ].join('\n'),
      );
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      return 0;
    } finally {
      for (const close of closing) await close();
    }
  },
};
