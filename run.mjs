// Bundles a TypeScript entry and runs it: `node run.mjs main.ts`, `node run.mjs commands/demo.ts --help`.
// The scripts that Terraform will run are bundled beside it, into dist/scripts.
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', absWorkingDir: root };

/** The one file that Terraform's local-exec needs: no node_modules where it runs. */
export function bundleScripts() {
  return build({
    ...common,
    entryPoints: ['scripts/main.ts'],
    outfile: join(dist, 'scripts', 'dynatrace.cjs'),
    minify: true,
    legalComments: 'linked',
  });
}

async function run(entry, args) {
  const outfile = join(dist, entry.replace(/\.ts$/, '.cjs'));
  await Promise.all([
    build({ ...common, entryPoints: [entry], outfile, packages: 'external', sourcemap: 'inline' }),
    bundleScripts(),
  ]);
  process.argv = [process.argv[0], outfile, ...args];
  createRequire(import.meta.url)(outfile);
}

const [entry, ...args] = process.argv.slice(2);
if (entry && resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  process.setSourceMapsEnabled(true);
  await run(entry, args);
}
