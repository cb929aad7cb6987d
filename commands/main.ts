import type { Command } from './cli/command';
import { runCommand } from './cli/command';
import { terminal } from './cli/terminal';

/** `node run.mjs commands/main.ts <command> …`; package.json has a script for each. */
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  bench: () => import('./bench'),
  demo: () => import('./demo'),
  deploy: () => import('./deploy'),
  destroy: () => import('./destroy'),
  diff: () => import('./diff'),
  doctor: () => import('./doctor'),
  drift: () => import('./drift'),
  layout: () => import('./layout'),
  package: () => import('./package'),
  review: () => import('./review'),
  sandbox: () => import('./sandbox'),
  verify: () => import('./verify'),
  workflows: () => import('./workflows'),
};

async function main([name = '', ...args]: string[]): Promise<number> {
  const load = COMMANDS[name];
  if (!load) {
    terminal().progress(`There is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`);
    return 1;
  }
  return runCommand((await load()).command, args, terminal());
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
