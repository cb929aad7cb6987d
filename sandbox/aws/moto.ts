import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface Moto {
  url: string;
  close(): Promise<void>;
}

/**
 * Looks for moto's server, a second opinion on IAM for tests.
 *
 * @param path directories to look in, separated as in PATH
 * @returns its file, or nothing where moto is not installed
 */
export function findMoto(path = process.env.PATH ?? ''): string | undefined {
  const files = path
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, 'moto_server'));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Starts moto's server, with AWS's managed policies loaded, on a free port of loopback.
 *
 * @param command what `findMoto` gave
 * @param startMs how long moto may take until it answers, in milliseconds
 * @throws Error with what moto printed, when it ends or stays silent.
 */
export async function startMoto(command: string, startMs = 60_000): Promise<Moto> {
  const port = await freePort();
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = outputOf(child);
  let running = true;
  const ended = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error']) child.once(event, () => resolve());
  }).then(() => {
    running = false;
  });
  const kill = () => void child.kill();
  process.once('exit', kill);
  async function close(): Promise<void> {
    process.off('exit', kill);
    kill();
    await ended;
  }

  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + startMs; running && Date.now() < deadline; await delay(100)) {
    if (await answers(`${url}/moto-api/data.json`)) return { url, close };
  }
  await close();
  throw new Error(`${command} did not answer at ${url}; it printed: ${output().trim() || 'nothing'}`);
}

/** Collects what a process prints, of which the end is enough. */
function outputOf({ stdout, stderr }: ChildProcess): () => string {
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  }
  return () => output;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
