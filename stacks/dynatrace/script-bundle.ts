import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { remembering } from '../../deployment/memo';
import type { Deployment } from '../../deployment/schema';

/** The bundled scripts, copied into the stack's directory so that it runs where no checkout exists. */
export class ScriptBundle extends Construct {
  /** Runs the bundle; a kind and a verb follow. */
  readonly program: string[];
  /** The same as a line for a shell. */
  readonly command: string;

  /**
   * @param directory of `dynatrace.cjs` and its launcher
   * @param runner `node` calls Node.js directly, `posix` through the launcher that looks for it
   */
  constructor(scope: Construct, directory: string, runner: Deployment['runner']) {
    super(scope, 'scripts');
    const asset = new TerraformAsset(this, 'bundle', {
      path: directory,
      type: AssetType.DIRECTORY,
      assetHash: digestOf(directory),
    });
    const path = `\${path.module}/${asset.path}`;
    this.program = runner === 'node' ? ['node', `${path}/dynatrace.cjs`] : ['sh', `${path}/launch.sh`];
    this.command = this.program.join(' ');
  }
}

/** cdktf's own hash of a folder depends on the order in which the file system lists it, and leaves out names. */
const digestOf = remembering((directory) => {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory).sort()) {
    const content = readFileSync(join(directory, name));
    hash.update(`${name}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
});
