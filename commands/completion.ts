import { resolveStacks } from '../deployment/stacks';
import { type Command, CommandError, type Entry } from './cli/command';
import { optionsOf } from './cli/options';
import { selectStacks } from './cli/selection';
import { type Completed, SHELLS } from './cli/shells';

/** @param commands what there is to complete */
export function completionOf(commands: Record<string, Entry>): { command: Command } {
  const command: Command = {
    summary:
      'Prints a script that completes commands, options and tenants in a shell. Its first line says where to put it.',
    usage: 'completion bash|zsh|fish',
    options: {},
    exitCodes: { 0: 'printed', 1: 'an error, such as an unknown shell' },
    async run({ positionals: [shell = '', ...others] }, output) {
      if (shell === 'tenants') {
        for (const name of tenantNames()) output.print(name);
        return 0;
      }
      const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
      if (!script || others.length > 0) throw new CommandError(`Name one shell: ${Object.keys(SHELLS).join(', ')}.`);
      output.print(script(await Promise.all(Object.entries(commands).map(([name, entry]) => completed(name, entry)))));
      return 0;
    },
  };
  return { command };
}

async function completed(name: string, { about, load }: Entry): Promise<Completed> {
  const { command } = await load();
  const options = Object.entries(optionsOf(command)).map(([option, { type, description }]) => {
    return { name: option, takesValue: type === 'string', description };
  });
  return { name, about, options, takesTenants: /[[<]tenant/.test(command.usage) };
}

/** What a deployment file that can be read has; nothing otherwise, so that completing stays silent. */
function tenantNames(): string[] {
  try {
    const { deployment, file } = selectStacks([]);
    return [...new Set(resolveStacks(deployment, file).flatMap(({ key, name }) => [key, name]))];
  } catch {
    return [];
  }
}
