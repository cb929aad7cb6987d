// Bundles a TypeScript entry and runs it: `node run.mjs main.ts`, `node run.mjs commands/main.ts demo --help`.
// The scripts that Terraform will run are bundled beside it, into dist/scripts.
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** Where esbuild finds what takes the place of a module of Node.js. */
const WITHOUT = 'without';

/** All that undici reads of `node:http`, which is slow to load: a class, and the bytes of headers, as Node.js has them. */
const HTTP = 'exports.IncomingMessage = class {}; exports.maxHeaderSize = 16384;';

/** Leaves modules out that are loaded at the start and never used, which shortens it. */
const without = (filter) => ({
  name: WITHOUT,
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => (filter.test(path) ? { path, namespace: WITHOUT } : undefined));
    onLoad({ filter: /./, namespace: WITHOUT }, () => ({ contents: HTTP }));
    onLoad({ filter }, () => ({ contents: 'module.exports = {};' }));
  },
});

/** Parts of undici that requests over HTTP/1 never reach, and Node.js's own client. */
const UNUSED_BY_SCRIPTS = /node_modules[\\/]undici[\\/]lib[\\/](web[\\/]|dispatcher[\\/]client-h2\.js)|^node:http$/;

const SCRIPT_FILES = ['dynatrace.cjs', 'launch.sh', 'LICENSE.undici'];

/** Synthesis, and what it is compared with. */
const WITH_LIBRARIES = ['main.ts', 'commands/measure/libraries-alone.ts'];

/** What cdktf zips assets with. */
const UNUSED_BY_SYNTHESIS = /node_modules[\\/]archiver[\\/]index\.js/;

/**
 * What Terraform's local-exec needs, and nothing else, because the whole folder goes into the synthesized output: one
 * file without node_modules, its launcher for runners without Node.js, and the licence of what is bundled in.
 */
export async function bundleScripts() {
  const folder = join(dist, 'scripts');
  await bundle('scripts/main.ts', join(folder, 'dynatrace.cjs'), {
    minify: true,
    legalComments: 'none',
    plugins: [without(UNUSED_BY_SCRIPTS)],
  });
  const launcher = await readFile(join(root, 'scripts', 'launch.sh'), 'utf8');
  // A checkout on Windows may have changed the line ends.
  await replace(join(folder, 'launch.sh'), Buffer.from(launcher.replaceAll('\r\n', '\n')));
  await replace(join(folder, 'LICENSE.undici'), await readFile(join(root, 'node_modules', 'undici', 'LICENSE')));
  const strangers = (await readdir(folder)).filter((name) => !SCRIPT_FILES.includes(name));
  await Promise.all(strangers.map((name) => rm(join(folder, name), { force: true })));
}

/** Bundles an entry, unless what it was made of last time is unchanged: loading esbuild takes longer than most runs. */
async function bundle(entry, outfile, options) {
  const record = join(dist, `${entry.replaceAll('/', '-')}.inputs.json`);
  if (isCurrent(record, outfile)) return;
  const { build } = await import('esbuild');
  const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', absWorkingDir: root };
  const { outputFiles, metafile } = await build({
    ...common,
    ...options,
    entryPoints: [entry],
    outfile,
    metafile: true,
    write: false,
  });
  const files = Object.keys(metafile.inputs).filter((path) => !path.startsWith(`${WITHOUT}:`));
  const inputs = ['run.mjs', ...files].map((path) => [path, stamp(path)]);
  await Promise.all(outputFiles.map(({ path, contents }) => replace(path, contents)));
  await replace(record, Buffer.from(JSON.stringify(inputs)));
}

function isCurrent(record, outfile) {
  try {
    statSync(outfile);
    return JSON.parse(readFileSync(record, 'utf8')).every(([path, last]) => stamp(path) === last);
  } catch {
    return false;
  }
}

function stamp(path) {
  const { mtimeMs, size } = statSync(join(root, path));
  return `${mtimeMs} ${size}`;
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
  // Synthesis runs at every command of cdktf, and starts in half the time as one file.
  const options = WITH_LIBRARIES.includes(entry)
    ? { plugins: [without(UNUSED_BY_SYNTHESIS)] }
    : { packages: 'external' };
  await Promise.all([bundle(entry, outfile, options), bundleScripts()]);
  process.argv = [process.argv[0], outfile, ...args];
  createRequire(import.meta.url)(outfile);
}

const [entry, ...args] = process.argv.slice(2);
if (entry && resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  await run(entry, args);
}
