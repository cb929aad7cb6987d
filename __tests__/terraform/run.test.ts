import { runCommand, runTerraform } from '../../terraform/run';
import { fakeTerraform, removeTemporary, temporary } from '../support/machine';

afterEach(removeTemporary);

const node = (code: string, options = {}) => runCommand(process.execPath, ['-e', code], options);

describe('runCommand', () => {
  test('gives output and exit code, also of a command that fails', async () => {
    const result = await node('console.log("out ä"); console.error("err"); process.exit(3)');

    expect(result).toEqual({ code: 3, stdout: 'out ä\n', stderr: 'err\n', timedOut: false });
  });

  test('shows output as it comes', async () => {
    const seen: string[] = [];

    await node('console.log("out"); console.error("err")', {
      onOutput: (text: string, stream: string) => seen.push(`${stream}: ${text.trim()}`),
    });

    expect(seen.sort()).toEqual(['stderr: err', 'stdout: out']);
  });

  test('runs in a directory, and adds to and takes from the environment', async () => {
    const cwd = temporary();
    process.env.RUN_TEST_GONE = 'x';

    const result = await node(
      'console.log(process.cwd(), process.env.ADDED, process.env.RUN_TEST_GONE, !!process.env.PATH)',
      {
        cwd,
        env: { ADDED: 'yes', RUN_TEST_GONE: undefined },
      },
    );

    expect(result.stdout).toBe(`${cwd} yes undefined true\n`);
  });

  test('a signal counts as 128 plus its number', async () => {
    const result = await node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)');

    expect(result.code).toBe(143);
  });

  test('a command that takes too long is ended, with children that hold its output open', async () => {
    const slow = fakeTerraform('echo started\nsleep 20 &\nsleep 20');

    const result = await runCommand(slow, [], { timeoutMs: 300 });

    expect(result).toMatchObject({ code: 137, timedOut: true });
  });

  test('a command that does not exist is an error', async () => {
    await expect(runCommand('/no/such/command', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('runTerraform', () => {
  test('runs what TERRAFORM_BINARY_NAME names', async () => {
    const binary = fakeTerraform('echo "fake $1"');

    const result = await runTerraform(['plan'], { env: { TERRAFORM_BINARY_NAME: binary } });

    expect(result).toMatchObject({ code: 0, stdout: 'fake plan\n' });
  });
});
