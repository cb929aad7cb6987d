import { spawn } from 'node:child_process';

/** The middle of some figures. */
export function median(figures: number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs a command without its output and gives its wall time in seconds. @throws Error when it fails */
export function timed(file: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve((performance.now() - started) / 1000);
      else reject(new Error(`${file} ${args.join(' ')} failed with exit code ${code}`));
    });
  });
}

/** Wall time of a Node.js that does nothing, in seconds. */
export const bareNode = () => timed(process.execPath, ['-e', '0']);
