import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { BrowserFiles } from './chromium-files';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--no-zygote',
  '--single-process',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];

export interface Window {
  width: number;
  height: number;
  dark?: boolean;
}

/** A page as a browser shows it. */
export interface Page {
  /** What a JavaScript expression gives on the page. The page's own security policy does not hold for it. */
  evaluate<T>(expression: string): Promise<T>;
  /** A picture of the window, as PNG. */
  screenshot(): Promise<Buffer>;
}

export interface Browser {
  /** Opens an address in a window of its own. */
  open(url: string, window: Window): Promise<Page>;
  close(): Promise<void>;
}

type Message = { id?: number; method?: string; sessionId?: string; result?: object; error?: { message: string } };

/** Starts a browser, and talks to it through pipes in the DevTools protocol. @throws Error when it does not start */
export async function startBrowser({ executable, env }: BrowserFiles): Promise<Browser> {
  const directory = await mkdtemp(join(tmpdir(), 'chromium-'));
  const child = spawn(executable, [...FLAGS, `--user-data-dir=${directory}`, 'about:blank'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, , stderr, input, output] = child.stdio as unknown as [null, null, Readable, Writable, Readable];
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Set<(message: Message) => void>();
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const one of messages) {
      const message = JSON.parse(one) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      for (const listen of listeners) listen(message);
    }
  });
  let gone: Error | undefined;
  child.once('exit', (code) => {
    gone = new Error(`the browser ended with exit code ${code}: ${said}`);
    for (const answer of waiting.values()) answer({ error: { message: gone.message } });
  });

  let last = 0;
  function send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    if (gone) return Promise.reject(gone);
    const id = ++last;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as T);
      });
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  }

  function event(name: string, sessionId: string): Promise<void> {
    return new Promise((resolve) => {
      const listen = (message: Message) => {
        if (message.method !== name || message.sessionId !== sessionId) return;
        listeners.delete(listen);
        resolve();
      };
      listeners.add(listen);
    });
  }

  return {
    async open(url, { width, height, dark = false }) {
      const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
      const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
      const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
      await send('Emulation.setDeviceMetricsOverride', metrics, sessionId);
      await send('Emulation.setEmulatedMedia', { features }, sessionId);
      await send('Page.enable', {}, sessionId);
      const loaded = event('Page.loadEventFired', sessionId);
      await send('Page.navigate', { url }, sessionId);
      await loaded;
      return {
        async evaluate<T>(expression: string) {
          const params = { expression, returnByValue: true };
          type Evaluated = { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
          const { result, exceptionDetails } = await send<Evaluated>('Runtime.evaluate', params, sessionId);
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
          return result.value;
        },
        async screenshot() {
          const { data } = await send<{ data: string }>('Page.captureScreenshot', { format: 'png' }, sessionId);
          return Buffer.from(data, 'base64');
        },
      };
    },
    async close() {
      const ended = once(child, 'exit');
      if (!gone) child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
