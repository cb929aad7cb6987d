import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../../terraform/run';

/** A page as a browser shows it. */
export interface Rendered {
  /** The document after it was parsed and laid out. */
  dom: string;
  /** A picture of the window, as PNG. */
  screenshot: Buffer;
  width: number;
  height: number;
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--hide-scrollbars',
  '--window-size=1280,1000',
];

/** Opens a file in headless Chromium. @throws Error when Chromium is missing or fails */
export async function render(file: string): Promise<Rendered> {
  const directory = await mkdtemp(join(tmpdir(), 'chromium-'));
  const url = pathToFileURL(file).href;
  const picture = join(directory, 'page.png');
  try {
    const dom = await chromium([`--user-data-dir=${join(directory, 'dom')}`, '--dump-dom', url]);
    await chromium([`--user-data-dir=${join(directory, 'picture')}`, `--screenshot=${picture}`, url]);
    const screenshot = await readFile(picture);
    return { dom, screenshot, width: screenshot.readUInt32BE(16), height: screenshot.readUInt32BE(20) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function chromium(args: string[]): Promise<string> {
  try {
    const { code, stdout, stderr } = await runCommand('chromium', [...FLAGS, ...args], { timeoutMs: 120_000 });
    if (code === 0) return stdout;
    throw new Error(`chromium ended with exit code ${code}: ${stderr.slice(-2_000)}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error("chromium is missing on PATH: install Debian's package `chromium` (apt-get install chromium)");
  }
}
