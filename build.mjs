// Compiles what the package holds into lib/: `npm run build`. Nothing of other packages goes into it but what the
// scripts need, which run where no package is installed.
import { spawnSync } from 'node:child_process';
import { chmod, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleScripts } from './run.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const lib = join(root, 'lib');

const ENTRIES = { index: 'index.ts', main: 'main.ts', commands: 'commands/main.ts' };

function declareTypes() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '--project', 'tsconfig.package.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the types could not be written');
}

/** What is loaded seldom would be missed only by a user. */
async function requireDependencies({ outputs }) {
  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const imports = Object.values(outputs).flatMap((output) => output.imports.map(({ path }) => path));
  const names = imports.map((path) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path).filter((name) => !isBuiltin(name));
  const missing = [...new Set(names)].filter((name) => !(name in dependencies) && !(name in peerDependencies));
  if (missing.length > 0) throw new Error(`package.json must name these as dependencies: ${missing.join(', ')}`);
}

await rm(lib, { recursive: true, force: true });
await bundleScripts();
await cp(join(root, 'dist', 'scripts'), join(lib, 'scripts'), { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ENTRIES,
  outdir: lib,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  metafile: true,
});
await requireDependencies(metafile);
await writeFile(join(lib, 'bin.cjs'), "#!/usr/bin/env node\nrequire('./commands.cjs');\n");
await chmod(join(lib, 'bin.cjs'), 0o755);
declareTypes();
