import { type Command, CommandError } from '../../../commands/cli/command';
import { runCommand } from '../../../commands/cli/run';
import { hasColors } from '../../../commands/cli/terminal';
import { runCommand as runOther } from '../../../terraform/run';
import { exportCredentials, recordingOutput } from '../support';

function commandThat(run: Command['run'], options: Command['options'] = {}): Command {
  return { summary: 'Does something.', usage: 'something', options, run };
}

async function outcome(command: Command, ...args: string[]) {
  const output = recordingOutput();
  const code = await runCommand(command, args, output);
  return { code, printed: output.printed, progressed: output.progressed };
}

const talks = commandThat(async (_arguments, output) => {
  output.progress('working');
  output.print('done');
  return 2;
});

describe('runCommand', () => {
  it('separates results from progress, and leaves progress out when asked to', async () => {
    expect(await outcome(talks)).toEqual({ code: 2, printed: ['done'], progressed: ['working'] });
    expect(await outcome(talks, '--quiet')).toEqual({ code: 2, printed: ['done'], progressed: [] });
  });

  it('gives programs one document, also of a command that has none of its own', async () => {
    const { printed, progressed } = await outcome(talks, '--json');
    expect(printed.map((text) => JSON.parse(text))).toEqual([{ exitCode: 2 }]);
    expect(progressed).toEqual(['working', 'done']);

    const own = commandThat(
      async ({ flags }, output) => {
        output.print(JSON.stringify({ mine: flags.json }));
        return 0;
      },
      { json: { type: 'boolean', description: '' } },
    );
    expect((await outcome(own, '--json')).printed).toEqual(['{"mine":true}']);
  });

  it('turns failures into one message, and shows where it comes from with --debug or when it is a fault of ours', async () => {
    const cause = new Error('out of reach');
    const expected = commandThat(() => Promise.reject(Object.assign(new CommandError('not found', 7), { cause })));
    expect(await outcome(expected)).toEqual({ code: 7, printed: [], progressed: ['not found'] });
    const [debugged] = (await outcome(expected, '--debug')).progressed;
    expect(debugged).toMatch(/CommandError: not found\n\s+at [\s\S]*caused by Error: out of reach\n\s+at /);

    const bug = commandThat(() => Promise.reject(new TypeError('x is undefined')));
    expect((await outcome(bug)).progressed[0]).toMatch(/TypeError: x is undefined\n\s+at /);
    expect((await outcome(commandThat(() => Promise.reject('odd')))).progressed).toEqual(['odd']);
  });

  it('takes Ctrl-C at a question for what it is', async () => {
    const asked = commandThat(() => Promise.reject(Object.assign(new Error('Aborted'), { name: 'AbortError' })));

    expect(await outcome(asked)).toMatchObject({
      code: 130,
      progressed: ['Stopped. Every change that was finished is in the state; run the command again to continue.'],
    });
    expect(await outcome({ ...asked, stopped: 'Nothing was changed.' })).toMatchObject({
      code: 130,
      progressed: ['Stopped. Nothing was changed.'],
    });
  });

  it('tells with --debug what it runs', async () => {
    const runs = commandThat(async () => (await runOther(process.execPath, ['-e', '0'])).code);

    const { progressed } = await outcome(runs, '--debug');

    expect(progressed).toEqual([expect.stringMatching(/^debug: .*node -e 0 ended with exit code 0 after \d+\.\d s$/)]);
  });

  it('passes on what it cannot parse', async () => {
    expect((await outcome(talks, '--file')).progressed[0]).toContain("'--file <value>' argument missing");
    const restore = exportCredentials({ DEPLOYMENT_FILE: 'a.yaml' });
    await outcome(talks, '--file', 'b.yaml');
    expect(process.env.DEPLOYMENT_FILE).toBe('b.yaml');
    restore();
  });
});

describe('hasColors', () => {
  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [true, { TERM: 'xterm' }, true],
    [undefined, {}, false],
  ])('on a terminal: %s, with %j: %s', (isTTY, env, expected) => {
    expect(hasColors({ isTTY }, env)).toBe(expected);
  });
});
