import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findMoto, startMoto } from '../../aws/moto';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moto-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Puts a program in place of moto that runs a script with the port it is given, and finds it. */
async function install(script: string): Promise<string> {
  const file = join(directory, 'moto_server');
  await writeFile(file, `#!/usr/bin/env node\nconst port = process.argv[5];\n${script}`);
  await chmod(file, 0o755);
  return findMoto([join(directory, 'missing'), directory, dirname(process.execPath)].join(delimiter)) ?? '';
}

test('nothing is found where moto is not installed', () => {
  expect(findMoto(directory)).toBeUndefined();
});

test('moto is started with the managed policies of AWS, and ended', async () => {
  const command = await install(`require('node:http')
    .createServer((request, response) => response.end(process.env.MOTO_IAM_LOAD_MANAGED_POLICIES))
    .listen(port, '127.0.0.1');`);
  const moto = await startMoto(command);
  expect(await (await fetch(moto.url)).text()).toBe('true');
  await moto.close();
  await expect(fetch(moto.url)).rejects.toThrow();
});

test('what moto printed is reported when it ends at once', async () => {
  const command = await install(`console.error('no module named flask'); process.exit(1);`);
  await expect(startMoto(command)).rejects.toThrow(
    /moto_server did not answer at .* it printed: no module named flask/,
  );
});

test('moto is ended when it stays silent', async () => {
  const command = await install('setInterval(() => {}, 1000);');
  await expect(startMoto(command, 1)).rejects.toThrow(/it printed: nothing/);
});
