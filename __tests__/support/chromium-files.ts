import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-stream';

const ROOT = resolve(__dirname, '..', '..');

/** A browser that can be started, with what its environment needs. */
export interface BrowserFiles {
  executable: string;
  env: Record<string, string>;
}

/** The package has a browser for this platform alone. */
const IS_PACKAGED = process.platform === 'linux' && process.arch === 'x64';

/** Whether there is a browser: that of a development dependency, or one that CHROMIUM names or that is on PATH. */
export function hasBrowser(): boolean {
  return IS_PACKAGED || installed() !== undefined;
}

/** The browser of `@sparticuz/chromium`, unpacked once; elsewhere the one that is installed. @throws Error without one */
export async function findBrowser(): Promise<BrowserFiles> {
  if (IS_PACKAGED) return unpacked();
  const executable = installed();
  if (executable === undefined) throw new Error('there is no Chromium on PATH, and CHROMIUM names none');
  return { executable, env: {} };
}

function installed({ CHROMIUM, PATH = '' } = process.env): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const onPath = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [CHROMIUM ?? '', ...onPath].find((path) => path !== '' && existsSync(path));
}

async function unpacked(): Promise<BrowserFiles> {
  const require = createRequire(__filename);
  const main = require.resolve('@sparticuz/chromium');
  const packed = join(main.slice(0, main.lastIndexOf(join('@sparticuz', 'chromium'))), '@sparticuz', 'chromium', 'bin');
  const { version } = require(join(dirname(packed), 'package.json')) as { version: string };
  const directory = join(ROOT, 'node_modules', '.cache', `chromium-${version}`);
  if (!existsSync(directory)) await unpack(packed, directory);
  const env = { LD_LIBRARY_PATH: join(directory, 'lib'), FONTCONFIG_PATH: directory };
  return { executable: join(directory, 'chromium'), env };
}

/** Several test files may unpack at once: each into a folder of its own, and the first one stays. */
async function unpack(packed: string, directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  const folder = await mkdtemp(`${directory}-`);
  const source = (name: string) => createReadStream(join(packed, name)).pipe(createBrotliDecompress());
  await pipeline(source('chromium.br'), createWriteStream(join(folder, 'chromium'), { mode: 0o755 }));
  for (const name of ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br']) await unpackTar(source(name), folder);
  const fonts = `<fontconfig><dir>${join(directory, 'fonts')}</dir><dir>/usr/share/fonts</dir></fontconfig>`;
  await writeFile(join(folder, 'fonts.conf'), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">${fonts}`);
  try {
    await rename(folder, directory);
  } catch (error) {
    await rm(folder, { recursive: true });
    if (!existsSync(directory)) throw error;
  }
}

async function unpackTar(source: NodeJS.ReadableStream, folder: string): Promise<void> {
  const entries = extract();
  const reading = pipeline(source, entries);
  for await (const entry of entries) {
    const path = join(folder, entry.header.name);
    if (entry.header.type === 'directory') {
      await mkdir(path, { recursive: true });
      entry.resume();
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(entry), createWriteStream(path, { mode: entry.header.mode }));
  }
  await reading;
}
