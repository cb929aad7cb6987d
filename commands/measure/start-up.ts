import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PACKAGE } from '../../terraform/project';
import { bareNode, median } from './measure';

const RESOURCE = { schema: 'bench', owner: 'bench', key: 'bench', name: 'bench', role_arn: 'bench', policy_arns: '' };

/** How long the bundled script takes from its start until its first request arrives, and how often a bare Node.js fits. */
export async function startUp(runs: number): Promise<{ seconds: number; ratio: number }> {
  let arrived = () => {};
  const server = createServer((_, response) => {
    arrived();
    response.writeHead(500).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = {
    ...process.env,
    DT_CLIENT_ID: 'bench',
    DT_CLIENT_SECRET: 'bench',
    DYNATRACE_RESOURCE: JSON.stringify({ environment: url, ...RESOURCE }),
    DYNATRACE_TENANT: JSON.stringify({ ssoUrl: `${url}/sso`, accountUrl: url, classicUrl: url, allowApiToken: false }),
  };
  const script = join(PACKAGE, 'dist', 'scripts', 'dynatrace.cjs');

  async function firstRequest(): Promise<number> {
    const started = performance.now();
    const request = new Promise<number>((resolve) => {
      arrived = () => resolve((performance.now() - started) / 1000);
    });
    const child = spawn(process.execPath, [script, 'legacy-connection', 'create'], { env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    const seconds = await request;
    child.kill('SIGKILL');
    await ended;
    return seconds;
  }

  const figures: { bare: number[]; script: number[] } = { bare: [], script: [] };
  for (let run = 0; run < runs; run += 1) {
    figures.bare.push(await bareNode());
    figures.script.push(await firstRequest());
  }
  server.close();
  server.closeAllConnections();
  const seconds = median(figures.script);
  return { seconds, ratio: seconds / median(figures.bare) };
}
