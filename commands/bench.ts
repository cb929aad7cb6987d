import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Command, CommandError } from './cli/command';
import { type Output, table } from './cli/terminal';
import { type AccountsResult, accounts } from './measure/accounts';
import type { Measured } from './measure/measure';
import { rateLimit } from './measure/rate-limit';
import { countRequests } from './measure/requests';
import { type Life, type ScaleResult, scale } from './measure/scale';
import { scriptRun } from './measure/start-up';
import { type Synthesizer, synthesis } from './measure/synthesis';

/** What one part measured: rows under a heading, the first of which names the columns. */
interface Part {
  heading: string;
  rows: string[][];
}

interface Context {
  directory: string;
  runs: number;
  output: Output;
}

/** Parts with about how long each takes on two cores, in minutes. */
const PARTS: Record<string, { minutes: number; measure(context: Context): Promise<Part> }> = {
  synthesis: { minutes: 1, measure: measureSynthesis },
  script: { minutes: 0.5, measure: measureScript },
  requests: { minutes: 0.1, measure: measureRequests },
  scale: { minutes: 30, measure: measureScale },
  accounts: { minutes: 7, measure: measureAccounts },
  'rate-limit': { minutes: 13, measure: measureRateLimit },
};

export const command: Command = {
  summary:
    'Measures synthesis, scripts, and deployments of growing size with the real Terraform, as ratios in one run.',
  usage: 'bench [options]',
  options: {
    only: { type: 'string', description: `parts, separated by commas: ${Object.keys(PARTS).join(', ')}` },
    runs: { type: 'string', description: 'counted runs of each short measurement, 9 by default' },
    json: { type: 'boolean', description: 'print one JSON document instead of tables' },
  },
  exitCodes: { 0: 'measured', 1: 'an error' },
  stopped: 'The measurements ran on this machine alone, and what they deployed to is gone.',
  async run({ flags }, output) {
    const names = flags.only ? String(flags.only).split(',') : Object.keys(PARTS);
    const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
    if (unknown.length > 0) {
      throw new CommandError(`There is no part ${unknown.join(', ')}: the parts are ${Object.keys(PARTS).join(', ')}.`);
    }
    const minutes = names.reduce((sum, name) => sum + (PARTS[name]?.minutes ?? 0), 0);
    output.progress(`this takes about ${Math.ceil(minutes)} min on two cores`);
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    const parts: Record<string, Part> = {};
    const runs = Math.max(1, Number(flags.runs ?? 9));
    for (const name of names) {
      const part = await (PARTS[name] as (typeof PARTS)[string]).measure({ directory, runs, output });
      parts[name] = part;
      if (!flags.json) output.print(`${part.heading}\n${table(part.rows)}\n`);
    }
    if (flags.json) output.print(JSON.stringify(parts, null, 2));
    return 0;
  },
};

async function measureSynthesis({ directory, runs, output }: Context): Promise<Part> {
  const rows = [['', 'MEDIAN', 'MEMORY', 'TIMES `node -e 0`']];
  const measure = async (what: string, deployment: object, synthesizer?: Synthesizer) => {
    output.progress(`synthesizing ${what}, ${runs} times`);
    // A folder for each, since files in one folder must keep their states apart.
    const file = join(await mkdtemp(join(directory, 'synthesis-')), 'deployment.yaml');
    await writeFile(file, stringify(deployment, { aliasDuplicateObjects: false }));
    const { seconds, megabytes, ratio } = await synthesis(file, join(directory, 'out'), runs, synthesizer);
    rows.push([what, `${seconds.toFixed(2)} s`, `${megabytes.toFixed(0)} MB`, ratio.toFixed(1)]);
  };
  await measure('1 connection', deploymentWith(1, 1));
  await measure('1,000 connections', deploymentWith(1000, 1));
  const alone = 'commands/measure/libraries-alone.ts';
  await measure('1,000 connections, by cdktf and the YAML library alone', deploymentWith(1000, 1), alone);
  await measure('100 accounts, layout: account', deploymentWith(100, 100));
  return { heading: 'Synthesis', rows };
}

async function measureScript({ runs, output }: Context): Promise<Part> {
  output.progress(`running the bundled script, ${runs * 3} times`);
  const { seconds, ratio } = await scriptRun(runs * 3);
  const rows = [
    ['MEDIAN', 'TIMES `node -e 0`'],
    [`${seconds.toFixed(3)} s`, ratio.toFixed(2)],
  ];
  return { heading: 'A whole run of a script, with three requests', rows };
}

async function measureRequests({ output }: Context): Promise<Part> {
  output.progress('counting requests');
  const rows = [['REQUESTS', 'SCHEMA', 'CONNECTIONS', 'PER CONNECTION'], ...(await countRequests([1, 5]))];
  return { heading: 'Requests to Dynatrace', rows };
}

async function measureScale({ directory, output }: Context): Promise<Part> {
  const results: ScaleResult[] = [];
  for (const connections of [1, 10, 100, 200]) results.push(await scale(directory, connections, output.progress));
  const rows = results.flatMap(({ connections, both, aws, withoutScripts }) => {
    const row = (what: string, life: Life) => [
      String(connections),
      what,
      ...(['plan', 'apply', 'destroy'] as const).map(
        (step) => `${life[step].toFixed(1)} s = ${(life[step] / aws[step]).toFixed(2)}`,
      ),
      `${(life.state / connections / 1000).toFixed(1)} kB`,
    ];
    return [row('both sides', both), row('without scripts', withoutScripts), row('AWS alone', aws)];
  });
  return {
    heading: 'Connections in one account, in seconds and times the AWS side alone',
    rows: [['CONNECTIONS', '', 'PLAN', 'APPLY', 'DESTROY', 'STATE EACH'], ...rows],
  };
}

async function measureAccounts({ directory, output }: Context): Promise<Part> {
  const results: AccountsResult[] = [];
  for (const count of [1, 5, 20]) results.push(await accounts(directory, count, 'tenant', output.progress));
  results.push(await accounts(directory, 100, 'account', output.progress));
  const cells = ({ seconds, megabytes }: Measured) => [`${seconds.toFixed(1)} s`, `${megabytes.toFixed(0)} MB`];
  const rows = results.map(({ accounts: count, layout, plan, awsAlone, stacks }) => [
    String(count),
    layout,
    String(stacks),
    ...cells(plan),
    ...cells(awsAlone),
  ]);
  const heading = ['ACCOUNTS', 'LAYOUT', 'STACKS PLANNED', 'SLOWEST PLAN', 'MEMORY', 'AWS ALONE', 'MEMORY'];
  return { heading: 'Accounts', rows: [heading, ...rows] };
}

async function measureRateLimit({ directory, output }: Context): Promise<Part> {
  const size = { connections: 200, perSecond: 10 };
  output.progress(`${size.connections} connections, ${size.perSecond} requests a second`);
  const { apply, destroy } = await rateLimit(directory, size, output.progress);
  return {
    heading: 'Connections of a tenant that answers 429 to more requests than so many in a second',
    rows: [
      ['CONNECTIONS', 'REQUESTS PER SECOND', 'APPLY', 'DESTROY'],
      [String(size.connections), String(size.perSecond), `${apply.toFixed(0)} s`, `${destroy.toFixed(0)} s`],
    ],
  };
}

function deploymentWith(connections: number, accounts: number): object {
  const permissions = {
    statements: [{ actions: ['ec2:StartInstances', 'ec2:StopInstances'], resources: 'arn:aws:ec2:*:*:instance/*' }],
  };
  const entries = Array.from({ length: connections }, (_, index) => [
    `connection-${index}`,
    { account: `a${index % accounts}`, permissions },
  ]);
  const ids = Array.from({ length: accounts }, (_, index) => [
    `a${index}`,
    { id: String(100_000_000_000 + index), region: 'eu-central-1' },
  ]);
  return {
    name: 'bench',
    accounts: Object.fromEntries(ids),
    tenants: {
      prod: {
        environment: 'abc12345.apps.dynatrace.com',
        schema: 'enhanced',
        layout: accounts > 1 ? 'account' : 'tenant',
        connections: Object.fromEntries(entries),
      },
    },
  };
}
