// Bundles a TypeScript entry and runs it: `node run.mjs main.ts`, `node run.mjs commands/main.ts demo --help`.
// The scripts that Terraform will run are bundled beside it, into dist/scripts.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import Module from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', absWorkingDir: root, write: false };

/** What Terraform's local-exec needs: one file without node_modules, and its launcher for runners without Node.js. */
export async function bundleScripts() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['scripts/main.ts'],
    outfile: join(dist, 'scripts', 'dynatrace.cjs'),
    minify: true,
    legalComments: 'linked',
  });
  const launcher = await readFile(join(root, 'scripts', 'launch.sh'), 'utf8');
  await Promise.all([
    ...outputFiles.map(({ path, contents }) => replace(path, contents)),
    // A checkout on Windows may have changed the line ends.
    replace(join(dist, 'scripts', 'launch.sh'), Buffer.from(launcher.replaceAll('\r\n', '\n'))),
  ]);
}

/** Several runs may bundle at once, and one may read what another writes. */
async function replace(path, contents) {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  // Not beside it: what lies there goes into the synthesized output.
  const temporary = join(dist, `${basename(path)}.${process.pid}`);
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

async function run(entry, args) {
  const outfile = join(dist, entry.replace(/\.ts$/, '.cjs'));
  const [{ outputFiles }] = await Promise.all([
    build({ ...common, entryPoints: [entry], outfile, packages: 'external', sourcemap: 'inline' }),
    bundleScripts(),
  ]);
  process.argv = [process.argv[0], outfile, ...args];
  const module = new Module(outfile);
  module.filename = outfile;
  module.paths = Module._nodeModulePaths(root);
  module._compile(outputFiles[0].text, outfile);
}

const [entry, ...args] = process.argv.slice(2);
if (entry && resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  process.setSourceMapsEnabled(true);
  await run(entry, args);
}
