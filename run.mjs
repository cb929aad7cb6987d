// Bundles a TypeScript entry and runs it: `node run.mjs main.ts`, `node run.mjs commands/main.ts demo --help`.
// The scripts that Terraform will run are bundled beside it, into dist/scripts.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import Module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', absWorkingDir: root, write: false };

/** The one file that Terraform's local-exec needs: no node_modules where it runs. */
export async function bundleScripts() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['scripts/main.ts'],
    outfile: join(dist, 'scripts', 'dynatrace.cjs'),
    minify: true,
    legalComments: 'linked',
  });
  await Promise.all(outputFiles.map(({ path, contents }) => replace(path, contents)));
}

/** Several runs may bundle at once, and one may read what another writes. */
async function replace(path, contents) {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
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
