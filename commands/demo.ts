import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { ALLOWED_HOSTS_SCHEMA } from '../model/connection';
import { type Sandbox, startSandbox } from '../sandbox/sandbox';
import { prepareTerraform } from '../sandbox/terraform/providers';
import { runTerraform } from '../sandbox/terraform/run';
import { runCdktf, stackDirectory } from './cdktf';
import { type Command, CommandError } from './command';
import { connectionsOf, describeBothSides } from './demo/both-sides';
import { proveLinks } from './demo/links';
import { type Proofs, startProofs } from './demo/proofs';
import { PROJECT } from './project';
import type { Output } from './terminal';

const EXAMPLE = join(PROJECT, 'examples', 'sandbox.yaml');
const STACK = 'sandbox';
/** The connection that the second deploy removes, and one of the same schema that has to survive it. */
const REMOVED = 'reporting';

export const command: Command = {
  summary: 'Deploys examples/sandbox.yaml to a sandbox on this machine, proves that it works, and destroys it again.',
  usage: 'demo',
  options: {
    moto: { type: 'boolean', description: 'let moto_server keep the AWS side instead of the embedded IAM' },
    quiet: { type: 'boolean', description: "leave out cdktf's own output" },
  },
  exitCodes: { 0: 'every proof held', 1: 'a proof or a command failed' },
  async run({ flags }, output) {
    const directory = await mkdtemp(join(tmpdir(), 'demo-'));
    const sandbox = await startSandbox({ iam: flags.moto ? 'moto' : 'embedded' });
    const prepared = await prepareTerraform({ directory, log: output.progress });
    try {
      const stage = new Stage(directory, sandbox, prepared.env, output, Boolean(flags.quiet));
      return await rehearse(stage, startProofs(output));
    } finally {
      await Promise.all([prepared.close(), sandbox.close()]);
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** The user's part: the deployment file and the commands that they would type. */
class Stage {
  private readonly file: string;
  readonly env: Record<string, string>;

  constructor(
    directory: string,
    readonly sandbox: Sandbox,
    terraform: Record<string, string>,
    readonly output: Output,
    private readonly quiet: boolean,
  ) {
    this.file = join(directory, 'deployment.yaml');
    this.env = {
      ...terraform,
      ...sandbox.credentials,
      DEPLOYMENT_FILE: this.file,
      CDKTF_OUTDIR: join(directory, 'cdktf.out'),
    };
  }

  /** Writes the example with the ports that are free today, and without some connections. */
  async writeFile(without: string[] = []): Promise<void> {
    const text = (await readFile(EXAMPLE, 'utf8')).replaceAll('http://127.0.0.1:4610', this.sandbox.dynatrace.url);
    const document = parseDocument(text);
    document.setIn(['accounts', 'sandbox', 'endpoints'], { iam: this.sandbox.iamUrl, sts: this.sandbox.aws.url });
    for (const key of without) document.deleteIn(['tenants', STACK, 'connections', key]);
    await writeFile(this.file, document.toString());
  }

  async cdktf(...args: string[]): Promise<string> {
    this.output.progress(this.output.colors.bold(`\n$ npx cdktf ${args.join(' ')}`));
    const onOutput = (text: string) => this.quiet || process.stderr.write(text);
    const { code, stdout, stderr } = await runCdktf(args, { env: this.env, onOutput });
    if (code !== 0) {
      throw new CommandError(
        `cdktf ${args[0]} failed with exit code ${code}${this.quiet ? `:\n${stdout}${stderr}` : ''}`,
      );
    }
    return stdout;
  }

  deploy(): Promise<string> {
    return this.cdktf('deploy', STACK, '--auto-approve', '--skip-provider-lock');
  }

  /** How many resources the plan that `cdktf diff` left would change. */
  async plannedChanges(): Promise<number> {
    const { stdout } = await runTerraform(['show', '-json', 'plan'], {
      cwd: stackDirectory(STACK, this.env.CDKTF_OUTDIR),
      env: this.env,
    });
    const plan = JSON.parse(stdout) as { resource_changes?: { change: { actions: string[] } }[] };
    return (plan.resource_changes ?? []).filter(({ change }) => change.actions[0] !== 'no-op').length;
  }
}

async function rehearse(stage: Stage, proofs: Proofs): Promise<number> {
  const { sandbox, output } = stage;
  // Somebody else's host, which has to outlive everything.
  sandbox.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, {
    allowedOutboundConnections: { enforced: true, hostList: ['*.example.com'] },
  });
  const before = await sandbox.snapshot();

  await stage.writeFile();
  await stage.deploy();
  output.print(await describeBothSides(sandbox));
  await proveLinks(sandbox, proofs);

  await stage.cdktf('diff', STACK, '--skip-provider-lock');
  proofs.hold('a second diff shows no changes', (await stage.plannedChanges()) === 0);

  const ids = connectionIds(sandbox);
  await stage.writeFile([REMOVED]);
  await stage.deploy();
  const { [REMOVED]: removed, ...kept } = ids;
  proofs.hold(
    `the connection ${REMOVED} left Dynatrace with its entry in the file`,
    !(REMOVED in connectionIds(sandbox)),
  );
  proofs.hold(
    'every other connection kept its object id',
    equal(connectionIds(sandbox), kept) && removed !== undefined,
  );

  await stage.cdktf('destroy', STACK, '--auto-approve', '--skip-provider-lock');
  proofs.hold('both sides are as they were before', equal(await sandbox.snapshot(), before));
  return proofs.summary();
}

function connectionIds({ dynatrace }: Sandbox): Record<string, string> {
  return Object.fromEntries(connectionsOf(dynatrace).map(({ value, objectId }) => [String(value.name), objectId]));
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
