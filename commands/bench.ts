import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Command } from './cli/command';
import { table } from './cli/terminal';
import { countRequests } from './measure/requests';
import { startUp } from './measure/start-up';
import { synthesis } from './measure/synthesis';

export const command: Command = {
  summary: 'Measures synthesis, the start of a script, and the requests of a deploy, on this machine.',
  usage: 'bench',
  options: { runs: { type: 'string', description: 'counted runs of each measurement, 9 by default' } },
  exitCodes: { 0: 'measured', 1: 'an error' },
  async run({ flags }, output) {
    const runs = Math.max(1, Number(flags.runs ?? 9));
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    try {
      const rows = [['WHAT', 'MEDIAN', 'MEMORY', 'RATIO TO `node -e 0`']];
      for (const connections of [1, 1000]) {
        output.progress(`synthesizing ${connections} connections, ${runs} times`);
        const file = join(directory, `${connections}.yaml`);
        await writeFile(file, stringify(deploymentWith(connections), { aliasDuplicateObjects: false }));
        const { seconds, megabytes, ratio } = await synthesis(file, join(directory, 'out'), runs);
        rows.push([
          `synthesis, connections: ${connections}`,
          `${seconds.toFixed(2)} s`,
          `${megabytes.toFixed(0)} MB`,
          ratio.toFixed(1),
        ]);
      }
      output.progress(`starting the bundled script, ${runs * 3} times`);
      const { seconds, ratio } = await startUp(runs * 3);
      rows.push(['a script until its first request', `${seconds.toFixed(3)} s`, '', ratio.toFixed(2)]);
      output.print(`${table(rows)}\n`);

      output.progress('counting requests');
      const counts = await countRequests([1, 5]);
      output.print(table([['REQUESTS TO DYNATRACE', 'SCHEMA', 'CONNECTIONS', 'PER CONNECTION'], ...counts]));
      return 0;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

function deploymentWith(connections: number): object {
  const permissions = {
    statements: [{ actions: ['ec2:StartInstances', 'ec2:StopInstances'], resources: 'arn:aws:ec2:*:*:instance/*' }],
  };
  const entries = Array.from({ length: connections }, (_, index) => [`c${index}`, { account: 'main', permissions }]);
  return {
    name: 'bench',
    accounts: { main: { id: '123456789012', region: 'eu-central-1' } },
    tenants: { prod: { environment: 'abc12345.apps.dynatrace.com', connections: Object.fromEntries(entries) } },
  };
}
