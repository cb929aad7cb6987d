import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The middle of some figures. */
export function median(figures: number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs a command and gives its wall time in seconds. @throws Error with what it wrote to standard error when it fails */
export function timed(file: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve((performance.now() - started) / 1000);
      else reject(new Error(`${file} ${args.join(' ')} failed with exit code ${code}:\n${errors}`));
    });
  });
}

/** Wall time of a Node.js that does nothing, in seconds. */
export const bareNode = () => timed(process.execPath, ['-e', '0']);

/** How long a command took, and how much memory it and its children held at the most. */
export interface Measured {
  seconds: number;
  /** Zero where /proc does not tell. */
  megabytes: number;
}

/** Time between two looks at the memory of a running command, in milliseconds. */
const LOOK = 100;

/** Runs a command to its end. @throws Error with its output when it fails */
export async function measured(
  file: string,
  args: string[],
  options: { cwd: string; env: Record<string, string | undefined> },
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  let megabytes = 0;
  const looking = setInterval(() => {
    megabytes = Math.max(megabytes, residentMegabytes(child.pid as number));
  }, LOOK);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(looking));
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} failed with exit code ${code}:\n${output}`);
  return { seconds: (performance.now() - started) / 1000, megabytes };
}

/** Resident memory of a process and everything below it, from Linux's /proc. */
function residentMegabytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
    const tasks = readdirSync(`/proc/${pid}/task`);
    const children = tasks.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '));
    return own + children.filter(Boolean).reduce((sum, child) => sum + residentMegabytes(Number(child)), 0);
  } catch {
    return 0;
  }
}
