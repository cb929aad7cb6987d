import { helpOf, helpOfAll } from '../../../commands/cli/help';

const command = { summary: 'Does it.', usage: 'it <tenant> [options]', options: {}, run: async () => 0 };

describe('help', () => {
  it("shows how to call a command by npm's script where it was called so", () => {
    process.env.npm_command = 'run-script';

    expect(helpOf(command)).toContain('  npm run it -- <tenant> [options]\n');
    expect(helpOf({ ...command, usage: 'it' })).toContain('  npm run it\n');
    expect(helpOfAll()).toContain('  npm run <command> -- [tenant or stack …] [options]\n');
  });

  it.each([undefined, 'exec'])("shows the package's own command elsewhere, such as under npx: %s", (started) => {
    process.env.npm_command = started;
    if (started === undefined) delete process.env.npm_command;

    expect(helpOf(command)).toContain('  npx dynatrace-aws-workflows it <tenant> [options]\n');
    expect(helpOfAll()).toMatch(/help of each command: npx dynatrace-aws-workflows <command> --help$/);
  });
});
