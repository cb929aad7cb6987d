import { readFile } from 'node:fs/promises';
import { readProject } from '../../terraform/project';
import { bareNode, median, timed } from './measure';

/** Preloaded into the measured process: leaves its peak memory in a file. */
const PEAK = `process.on('exit', () => require('node:fs').writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS)))`;

/** What synthesizes: the command of cdktf.json, or one that leaves everything to the libraries. */
export type Synthesizer = 'main.ts' | 'commands/measure/libraries-alone.ts';

/** Runs a synthesizer on a deployment file, after one run that bundles. */
export async function synthesis(
  deployment: string,
  output: string,
  runs: number,
  synthesizer: Synthesizer = 'main.ts',
): Promise<{ seconds: number; megabytes: number; ratio: number }> {
  const [, ...command] = readProject().app.split(' ');
  const args = command.map((part) => (part === 'main.ts' ? synthesizer : part));
  const peak = `${output}.peak`;
  const env = { DEPLOYMENT_FILE: deployment, CDKTF_OUTDIR: output, BENCH_PEAK: peak };
  const preload = `data:text/javascript,import{createRequire}from'node:module';const require=createRequire('file:///');${encodeURIComponent(PEAK)}`;
  await timed(process.execPath, args, env);
  const [seconds, bare, kilobytes]: number[][] = [[], [], []];
  for (let run = 0; run < runs; run += 1) {
    bare?.push(await bareNode());
    seconds?.push(await timed(process.execPath, args, env));
  }
  await timed(process.execPath, ['--import', preload, ...args], env);
  kilobytes?.push(Number(await readFile(peak, 'utf8')));
  return {
    seconds: median(seconds ?? []),
    megabytes: median(kilobytes ?? []) / 1024,
    ratio: median(seconds ?? []) / median(bare ?? []),
  };
}
