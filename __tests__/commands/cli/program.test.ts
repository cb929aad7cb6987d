import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '..', '..', '..');

/** What `npm install` puts on the path. */
const [PROGRAM = ''] = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).bin);

/** The program as users run it. */
describe('the program', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'program-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function start(args: string[], env: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, [join(ROOT, 'run.mjs'), 'commands/main.ts', ...args], {
      cwd: directory,
      env: { ...process.env, DEPLOYMENT_FILE: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (text: Buffer) => {
      stdout += text;
    });
    child.stderr?.on('data', (text: Buffer) => {
      stderr += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  const run = (args: string[], env: Record<string, string> = {}) => ended(start(args, env));

  it('lists its commands with --help, and fails with the same without a command', async () => {
    const [help, nothing] = await Promise.all([run(['--help']), run([])]);

    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('  verify                  Check each connection link by link');
    expect(nothing).toEqual({ code: 1, stdout: '', stderr: help.stdout });
  });

  it('has a version, and help about a command in either order', async () => {
    const [version, before, after, inherited] = await Promise.all([
      run(['--version']),
      run(['help', 'drift']),
      run(['drift', '-h']),
      run(['help', 'constructor']),
    ]);

    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+ \d+\.\d+\.\d+\n$/) });
    expect(before.stdout).toContain('130                     stopped by Ctrl-C');
    expect(after).toEqual(before);
    expect(inherited).toMatchObject({ code: 0, stdout: expect.stringContaining('\nCommands\n') });
  });

  it('asks whether another command or option was meant', async () => {
    const [command, option, neither, far] = await Promise.all([
      run(['docter']),
      run(['doctor', '--jsn']),
      run(['something-else']),
      run(['doctor', '--something-else']),
    ]);

    expect(command).toEqual({ code: 1, stdout: '', stderr: 'There is no command "docter"; did you mean `doctor`?\n' });
    expect(option.stderr).toBe('There is no option --jsn; did you mean `--json`?\n');
    expect(neither.stderr).toContain('There is no command "something-else". Commands: bench, completion,');
    expect(far.stderr).toBe('There is no option --something-else. See --help.\n');
  });

  it('takes the deployment file from --file, and gives errors as JSON too', async () => {
    const [human, program, debug] = await Promise.all([
      run(['drift', '--file', 'other.yaml'], { DEPLOYMENT_FILE: 'ignored.yaml' }),
      run(['drift', '--file', 'other.yaml', '--json']),
      run(['drift', '--file', 'other.yaml', '--debug']),
    ]);

    expect(human).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/other\.yaml` does not exist/) });
    expect(JSON.parse(program.stdout)).toEqual({
      exitCode: 1,
      error: expect.stringContaining('does not exist'),
      problems: [expect.objectContaining({ id: 'file-unreadable', detail: 'does not exist' })],
    });
    expect(debug.stderr).toMatch(/DeploymentError: .*\n\s+at /);
    expect(human.stderr).not.toMatch(/\n\s+at /);
  });

  it('completes itself in three shells', async () => {
    const file = join(directory, 'tenants.yaml');
    writeFileSync(
      file,
      `name: team\ntenants:\n  prod: { environment: abc12345.apps.dynatrace.com }\n  'staging': { environment: abc12346.apps.dynatrace.com }\n`,
    );
    const shells = ['bash', 'zsh', 'fish'];
    const [scripts, tenants, none, other] = await Promise.all([
      Promise.all(shells.map((shell) => run(['completion', shell]))),
      run(['completion', 'tenants', '--file', file]),
      run(['completion', 'tenants', '--file', 'nowhere.yaml']),
      run(['completion', 'tcsh']),
    ]);

    for (const { code, stdout } of scripts) {
      expect(code).toBe(0);
      for (const word of ['doctor', 'sarif', 'auto-approve', `${PROGRAM} completion tenants`])
        expect(stdout).toContain(word);
    }
    expect(tenants.stdout).toBe('prod\nstaging\n');
    expect([none.code, none.stdout]).toEqual([0, '']);
    expect(other).toMatchObject({ code: 1, stderr: 'Name one shell: bash, zsh, fish.\n' });
  });

  it('completes commands, options and tenants in bash', async () => {
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, PROGRAM),
      `#!/bin/sh\nexec '${process.execPath}' '${ROOT}/run.mjs' commands/main.ts "$@"\n`,
    );
    chmodSync(join(bin, PROGRAM), 0o755);
    const file = join(directory, 'tenants.yaml');
    writeFileSync(file, 'name: team\ntenants:\n  prod: { environment: abc12345.apps.dynatrace.com }\n');
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, DEPLOYMENT_FILE: file };
    // What bash does at the tab: it looks up the function that is registered for the program's name.
    const completed = async (...words: string[]) => {
      const call = `source <('${PROGRAM}' completion bash); [[ $(complete -p '${PROGRAM}') =~ -F\\ ([^ ]+) ]]; COMP_WORDS=('${[PROGRAM, ...words].join("' '")}'); COMP_CWORD=${words.length}; "\${BASH_REMATCH[1]}"; echo "\${COMPREPLY[@]}"`;
      return (await ended(spawn('bash', ['-c', call], { env }))).stdout.trim();
    };

    expect(await completed('dr')).toBe('drift');
    expect(await completed('doctor', '--sa')).toBe('--sarif');
    expect(await completed('doctor', 'p')).toBe('prod');
    expect(await completed('destroy', 'p')).toBe('prod');
  });

  it('ends without a word when nobody reads on', async () => {
    const child = start(['completion', 'bash']);
    child.stdout?.destroy();

    expect(await ended(child)).toMatchObject({ code: 141, stderr: '' });
  });

  describe('that is interrupted', () => {
    /** A Terraform that works until it is asked to stop, and then takes a moment to save what it did. */
    const slow = (name: string, trap: string) => {
      const file = join(directory, name);
      writeFileSync(file, `#!/bin/sh\ntrap '${trap}' INT TERM\ntouch '${file}.started'\nwhile :; do sleep 0.1; done\n`);
      chmodSync(file, 0o755);
      return file;
    };
    async function doctorWith(terraform: string): Promise<ChildProcess> {
      const child = start(['doctor', '--file', 'nowhere.yaml'], { TERRAFORM_BINARY_NAME: terraform });
      while (!existsSync(`${terraform}.started`)) {
        if (child.exitCode !== null) throw new Error(`the program ended before it ran ${terraform}`);
        await setTimeout(20);
      }
      return child;
    }

    it('stops what it runs, waits for it, and says where things stand', async () => {
      const terraform = slow('saves', 'echo stopped >> saved; exit 0');
      const child = await doctorWith(terraform);

      child.kill('SIGINT');
      const { code, stderr } = await ended(child);

      expect(code).toBe(130);
      expect(stderr).toContain('Stopping: what is running may finish its step. Press Ctrl-C again to stop at once.');
      expect(stderr).toContain('Stopped. Every change that was finished is in the state');
      // Once: Terraform takes a second signal for the wish to give up.
      expect(readFileSync(join(directory, 'saved'), 'utf8')).toBe('stopped\n');
    });

    it('does not wait after a second Ctrl-C', async () => {
      const child = await doctorWith(slow('deaf', ''));
      let stderr = '';
      child.stderr?.on('data', (text: Buffer) => {
        stderr += text;
      });

      child.kill('SIGINT');
      while (!stderr.includes('Stopping')) await setTimeout(20);
      child.kill('SIGINT');

      expect((await ended(child)).code).toBe(130);
      expect(stderr).toContain('Stopped at once. A state that stays locked');
    });
  });
});
