import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { startSandbox } from '../../sandbox/index';
import { SCRIPTS_FOLDER } from '../../terraform/project';
import { bareNode, median, timed } from './measure';

/** How long the bundled script takes from start to exit with three requests, and how often a bare Node.js fits. */
export async function scriptRun(runs: number): Promise<{ seconds: number; ratio: number }> {
  const sandbox = await startSandbox();
  const directory = await mkdtemp(join(tmpdir(), 'bench-script-'));
  const { dynatrace } = sandbox;
  const script = join(SCRIPTS_FOLDER, 'dynatrace.cjs');
  const access = { ssoUrl: dynatrace.ssoUrl, accountUrl: dynatrace.accountUrl, classicUrl: dynatrace.url };
  const figures: { bare: number[]; script: number[] } = { bare: [], script: [] };
  try {
    for (let run = 0; run < runs; run += 1) {
      const resource = {
        environment: dynatrace.url,
        schema: CONNECTION_SCHEMAS.legacy,
        ...{ v: '1', owner: '1', label: 'bench', key: `c${run}`, guard: `${run}`, name: `bench ${run}` },
        ...{ role_arn: 'arn:aws:iam::123456789012:role/bench', policy_arns: '', adopt: false },
      };
      const env = {
        ...sandbox.credentials,
        DYNATRACE_RESOURCE: JSON.stringify(resource),
        DYNATRACE_TENANT: JSON.stringify({ ...access, allowApiToken: false }),
        DYNATRACE_REPORT: join(directory, String(run)),
      };
      figures.bare.push(await bareNode());
      // A token, a look for the name, and the create.
      figures.script.push(await timed(process.execPath, [script, 'legacy-connection', 'create'], env));
      // The legacy schema takes no more than 100 objects.
      dynatrace.removeObjects(() => true);
    }
  } finally {
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  }
  const seconds = median(figures.script);
  return { seconds, ratio: seconds / median(figures.bare) };
}
