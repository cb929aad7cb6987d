import type { Command } from '../../commands/cli/command';
import { runCommand } from '../../commands/cli/run';
import { command as deploy } from '../../commands/deploy';
import { command as diff } from '../../commands/diff';
import { command as doctor } from '../../commands/doctor';
import { command as drift } from '../../commands/drift';
import { command as permissions } from '../../commands/permissions';
import { command as review } from '../../commands/review';
import { command as verify } from '../../commands/verify';
import { command as workflows } from '../../commands/workflows';
import { exportCredentials, recordingOutput } from './support';

const commands: Record<string, Command> = { deploy, diff, doctor, drift, permissions, review, verify, workflows };

describe.each(Object.entries(commands))('%s', (name, command) => {
  it('explains itself', async () => {
    delete process.env.npm_command;
    const output = recordingOutput();

    expect(await runCommand(command, ['--help'], output)).toBe(0);

    const [help = ''] = output.printed;
    expect(help).toContain(command.summary);
    expect(help).toContain(`npx dynatrace-aws-workflows ${name} [tenant`);
    expect(help).toMatch(/Exit codes\n {2}0 +\w/);
  });

  it('says what is wrong with a deployment file that does not exist', async () => {
    const restore = exportCredentials({
      DEPLOYMENT_FILE: '/nonexistent/deployment.yaml',
      TERRAFORM_BINARY_NAME: 'true',
    });
    const output = recordingOutput();

    expect(await runCommand(command, [], output)).toBe(1);

    expect([...output.printed, ...output.progressed].join('\n')).toMatch(
      /\/nonexistent\/deployment\.yaml`? +does not exist[;\n] *copy one of examples\/ to deployment\.yaml/,
    );
    restore();
  });
});

describe('review', () => {
  it('prints one page only', async () => {
    const restore = exportCredentials({ DEPLOYMENT_FILE: `${__dirname}/../../examples/several-tenants.yaml` });
    const output = recordingOutput();

    expect(await runCommand(review, ['--html'], output)).toBe(1);

    expect(output.progressed).toEqual(['Only one page can be printed: name one tenant, or a folder with --out.']);
    restore();
  });
});
