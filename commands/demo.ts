import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALLOWED_HOSTS_SCHEMA } from '../model/connection';
import { type Sandbox, startSandbox } from '../sandbox/index';
import type { Command } from './cli/command';
import type { Output } from './cli/terminal';
import { connectionsOf, describeBothSides } from './stage/both-sides';
import { proveLinks } from './stage/links';
import { type Proofs, startProofs } from './stage/proofs';
import { prepareTerraform } from './stage/providers';
import { createStage, type Stage } from './stage/stage';

/** The connection that the second deploy removes. */
const REMOVED = 'reporting';

export const command: Command = {
  summary: 'Deploys examples/sandbox.yaml to a sandbox on this machine, proves that it works, and destroys it again.',
  usage: 'demo',
  options: {
    verbose: { type: 'boolean', description: "show cdktf's and Terraform's own output" },
  },
  exitCodes: { 0: 'every proof held', 1: 'a proof or a command failed' },
  stopped: 'The demo ran on this machine alone, and what it deployed to is gone.',
  async run({ flags }, output) {
    const directory = mkdtempSync(join(tmpdir(), 'demo-'));
    // Ctrl-C may end the process before anything is closed.
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    const closing: (() => Promise<void>)[] = [];
    try {
      const prepared = await prepareTerraform({ directory, log: output.progress });
      closing.unshift(prepared.close);
      const sandbox = await startSandbox();
      closing.unshift(sandbox.close);
      const stage = createStage({ directory, sandbox, env: prepared.env, output, verbose: Boolean(flags.verbose) });
      return await rehearse(stage, sandbox, output);
    } finally {
      for (const close of closing) await close();
    }
  },
};

async function rehearse(stage: Stage, sandbox: Sandbox, output: Output): Promise<number> {
  const proofs: Proofs = startProofs(output);
  // A host that belongs to someone else and has to stay.
  sandbox.dynatrace.addObject(ALLOWED_HOSTS_SCHEMA, {
    allowedOutboundConnections: { enforced: true, hostList: ['*.example.com'] },
  });
  const before = await sandbox.snapshot();

  await stage.writeFile();
  await stage.cdktf('deploy', '--auto-approve');
  output.print(await describeBothSides(sandbox));
  await proveLinks(sandbox, proofs);

  await stage.cdktf('diff');
  proofs.hold('a second diff shows no changes', (await stage.plannedChanges()) === 0);

  const { [REMOVED]: removed, ...others } = objectIds(sandbox);
  await stage.writeFile([REMOVED]);
  await stage.cdktf('deploy', '--auto-approve');
  const remaining = objectIds(sandbox);
  proofs.hold(
    `the connection ${REMOVED} left Dynatrace with its entry in the file`,
    removed !== undefined && !(REMOVED in remaining),
  );
  proofs.hold('the other connections kept their object ids', equal(remaining, others));

  await stage.cdktf('destroy', '--auto-approve');
  proofs.hold('both sides are as they were before', equal(await sandbox.snapshot(), before));
  return proofs.summary();
}

function objectIds({ dynatrace }: Sandbox): Record<string, string> {
  return Object.fromEntries(connectionsOf(dynatrace).map(({ value, objectId }) => [String(value.name), objectId]));
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
