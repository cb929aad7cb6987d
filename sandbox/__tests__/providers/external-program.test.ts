import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type ExternalConfig, runExternalProgram } from '../../providers/external-program';
import { put, removeTemporary, temporary } from './support';

afterEach(removeTemporary);

/** A program of a client with a directory of its own. */
function client(script = 'cat'): { directory: string; environment: Record<string, string> } {
  const directory = temporary();
  chmodSync(put(join(directory, 'program'), `#!/bin/sh\n${script}\n`), 0o755);
  return { directory, environment: { PATH: process.env.PATH ?? '', WHO: 'client' } };
}

function run(config: Partial<ExternalConfig>, process = client(), signal = new AbortController().signal) {
  return runExternalProgram({ program: ['./program'], working_dir: null, query: null, ...config }, process, signal);
}

describe('the program', () => {
  test('gets its query as JSON: sorted, without null, escaped as Go escapes it', async () => {
    const process = client(`printf '{"got":"%s"}' "$(base64 -w0)"`);
    const result = await run({ query: { b: '<&>', a: '1', none: null } }, process);
    const got = Buffer.from(result?.got ?? '', 'base64').toString();
    expect(got).toBe('{"a":"1","b":"\\u003c\\u0026\\u003e"}');
  });

  test('gets an empty object without a query', async () => {
    expect(await run({})).toEqual({});
  });

  test("runs in the client's directory and environment, without a shell", async () => {
    const process = client(`printf '{"who":"%s","in":"%s","args":"%s"}' "$WHO" "$PWD" "$#$1"`);
    const result = await run({ program: ['./program', '', null, '$WHO *'] }, process);
    expect(result).toEqual({ who: 'client', in: process.directory, args: '1$WHO *' });
  });

  test('runs in the working directory, to which its own path is relative then', async () => {
    const process = client();
    put(join(process.directory, 'below', 'x'));
    const program = [join(process.directory, 'program')];
    expect(await run({ program, working_dir: 'below' }, process)).toEqual({});
    await expect(run({ working_dir: 'below' }, process)).rejects.toThrow('fork/exec ./program: no such file');
    await expect(run({ program, working_dir: 'missing' }, process)).rejects.toThrow(
      `State: chdir ${process.directory}/missing: no such file or directory`,
    );
  });

  test('need not read its query', async () => {
    expect(await run({ query: { long: 'x'.repeat(1_000_000) } }, client('echo "{}"'))).toEqual({});
  });

  test('is killed when Terraform gives up', async () => {
    const abort = new AbortController();
    const running = run({}, client('exec sleep 60'), abort.signal);
    setTimeout(() => abort.abort(), 100);
    await expect(running).rejects.toThrow('signal: killed');
  });
});

describe('is refused', () => {
  test.each([[['']], [[null, '']]])('without a program: %j', async (program) => {
    await expect(run({ program })).rejects.toThrow('External Program Missing');
  });

  test.each([
    ['nowhere-to-be-found', 'exec: "nowhere-to-be-found": executable file not found in $PATH'],
    ['./missing', 'exec: "./missing": stat ./missing: no such file or directory'],
    ['./folder', 'exec: "./folder": is a directory'],
    ['./plain', 'exec: "./plain": permission denied'],
  ])('a program that cannot be found: %s', async (name, reason) => {
    const process = client();
    put(join(process.directory, 'plain'));
    put(join(process.directory, 'folder', 'x'));
    await expect(run({ program: [name] }, process)).rejects.toMatchObject({
      attribute: 'program',
      summary: 'External Program Lookup Failed',
      detail: expect.stringContaining(reason),
    });
  });

  test('a failure, with what the program said', async () => {
    await expect(run({}, client('echo out; echo "no such thing" >&2; exit 3'))).rejects.toMatchObject({
      summary: 'External Program Execution Failed',
      detail: expect.stringMatching(/Program: \.\/program\nError Message: no such thing\n\nState: exit status 3$/),
    });
  });

  test('a silent failure', async () => {
    await expect(run({}, client('exit 1'))).rejects.toThrow(
      'The program was executed, however it returned no additional error messaging.',
    );
  });

  test.each([
    ['', 'unexpected end of JSON input'],
    ['[]', 'json: cannot unmarshal array into Go value of type map[string]string'],
    ['"x"', 'json: cannot unmarshal string into Go value of type map[string]string'],
    ['{"a":1}', 'json: cannot unmarshal number into Go value of type string'],
    ['{"a":true}', 'json: cannot unmarshal bool into Go value of type string'],
    ['{"a":{}}', 'json: cannot unmarshal object into Go value of type string'],
    ['{"a":["b"]}', 'json: cannot unmarshal array into Go value of type string'],
    ['{"a":"b"} x', 'Result Error: '],
  ])('a result that is no map of strings: %s', async (text, reason) => {
    await expect(run({}, client(`printf '%s' '${text}'`))).rejects.toMatchObject({
      summary: 'Unexpected External Program Results',
      detail: expect.stringContaining(reason),
    });
  });
});

test('null becomes the empty string, as in Go', async () => {
  expect(await run({}, client(`echo '{"a":null}'`))).toEqual({ a: '' });
  expect(await run({}, client('echo null'))).toBeNull();
});
