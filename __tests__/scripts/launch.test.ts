import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { type SandboxServer, serve } from '../../sandbox/index';
import { runCommand } from '../../terraform/run';

const TOOLS = ['cat', 'curl', 'gzip', 'ln', 'mkdir', 'mv', 'rm', 'sed', 'sha256sum', 'sleep', 'tar', 'tr', 'uname'];
/** Every kind of shell on this machine, once each: `sh` is often a link to one of the others. */
const SHELLS = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([name = ''], index, all) => {
  const path = onPath(name);
  const others = all.slice(index + 1).map(([other = '']) => onPath(other));
  return path && !others.some((other) => other && realpathSync(other) === realpathSync(path));
});

jest.setTimeout(60_000);

describe.each(SHELLS)('launch.sh under %s', (...shell) => {
  let directory: string;
  let mirror: SandboxServer;
  let archive: Buffer;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'läunch er-'));
    mkdirSync(join(directory, 'bin'));
    for (const tool of [...TOOLS, shell[0] as string]) {
      symlinkSync(onPath(tool) as string, join(directory, 'bin', tool));
    }
    archive = await archiveOf(fakeNode('v24.18.0'));
    mirror = await serve(() => ({ status: 200, body: archive }));
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'assets', 'launch.sh'), launcher(archive));
    writeFileSync(join(directory, 'assets', 'dynatrace.cjs'), '');
  });

  afterEach(async () => {
    await mirror.close();
    rmSync(directory, { recursive: true });
  });

  const launch = (env: Record<string, string> = {}) => {
    const [file = '', ...options] = shell;
    return runCommand(join(directory, 'bin', file), [...options, './assets/launch.sh', 'hub-app', 'create'], {
      cwd: directory,
      env: { PATH: join(directory, 'bin'), DYNATRACE_NODE_MIRROR: mirror.url, ...env },
    });
  };

  const addNode = (version: string, path = join(directory, 'bin', 'node')) => {
    writeFileSync(path, fakeNode(version));
    chmodSync(path, 0o755);
    return path;
  };

  it('calls the node on PATH with the script and its arguments', async () => {
    addNode('v20.18.1');

    const result = await launch({ DYNATRACE_NODE_DOWNLOAD: '1' });

    expect(result).toMatchObject({
      code: 0,
      stderr: '',
      stdout: 'v20.18.1 ran ./assets/dynatrace.cjs hub-app create\n',
    });
    expect(mirror.log).toEqual([]);
  });

  it.each(['v20.18.0', 'v18.20.8', 'v8.17.0'])('passes over %s on PATH for the one that is given', async (old) => {
    addNode(old);
    const given = addNode('v22.3.0', join(directory, 'a node'));

    const result = await launch({ DYNATRACE_NODE: given });

    expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^v22\.3\.0 ran /) });
  });

  it('names every cure in one line when there is no node', async () => {
    const result = await launch();

    expect(result.code).toBe(2);
    expect(result.stderr.trimEnd().split('\n')).toEqual([
      'launch.sh: Node.js 20.18.1 or newer is needed here, and node on PATH is missing: install it (for HCP Terraform ' +
        'in an agent image, see examples/hcp-agent), or set DYNATRACE_NODE to the path of one, or set ' +
        'DYNATRACE_NODE_DOWNLOAD=1 to download Node.js 24.18.0',
    ]);
    expect(mirror.log).toEqual([]);
  });

  it('says what it found when nothing that is there will do', async () => {
    addNode('v18.20.8');

    const result = await launch({ DYNATRACE_NODE: '/nowhere/node' });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('node on PATH is v18.20.8, DYNATRACE_NODE (/nowhere/node) is missing: install it');
  });

  it('says so when the node on PATH does not start', async () => {
    const broken = join(directory, 'bin', 'node');
    writeFileSync(broken, '#!/bin/sh\nexit 1\n');
    chmodSync(broken, 0o755);

    expect((await launch()).stderr).toContain('node on PATH does not run');
  });

  it('downloads once when it may, and keeps what it downloaded', async () => {
    const first = await launch({ DYNATRACE_NODE_DOWNLOAD: '1' });
    const second = await launch({ DYNATRACE_NODE_DOWNLOAD: '1' });

    expect(first).toMatchObject({ code: 0, stdout: 'v24.18.0 ran ./assets/dynatrace.cjs hub-app create\n' });
    expect(second).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
    expect(mirror.log.map(({ path }) => path)).toEqual([`/v24.18.0/node-v24.18.0-linux-${architecture()}.tar.gz`]);
    expect(readdirSync(join(directory, '.terraform', 'dynatrace-node'))).toEqual([
      `node-v24.18.0-linux-${architecture()}`,
    ]);
  });

  it('downloads once for scripts that start at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => launch({ DYNATRACE_NODE_DOWNLOAD: '1' })));

    expect(results.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      Array(10).fill({ code: 0, stdout: 'v24.18.0 ran ./assets/dynatrace.cjs hub-app create\n' }),
    );
    expect(mirror.log).toHaveLength(1);
  });

  it.each([
    ['a process that was killed', (dead: string) => `${hostname()} ${dead}`],
    ['another machine', () => `another-host ${process.pid}\n`],
    ['an earlier release', (dead: string) => dead],
    ['nobody', () => ''],
    ['something else', () => 'not a lock\n'],
  ])('takes a lock over at once from %s', async (_, content) => {
    const cache = join(directory, '.terraform', 'dynatrace-node');
    mkdirSync(cache, { recursive: true });
    const { stdout: dead } = await runCommand('sh', ['-c', 'echo $$']);
    writeFileSync(join(cache, 'lock'), content(dead));
    // Whoever waits would need it.
    rmSync(join(directory, 'bin', 'sleep'));

    expect(await launch({ DYNATRACE_NODE_DOWNLOAD: '1' })).toMatchObject({ code: 0 });
    expect(existsSync(join(cache, 'lock'))).toBe(false);
  });

  it('locks where the file system has no links', async () => {
    rmSync(join(directory, 'bin', 'ln'));
    const fake = join(directory, 'bin', 'ln');
    writeFileSync(fake, '#!/bin/sh\nexit 1\n', { mode: 0o755 });

    const results = await Promise.all(Array.from({ length: 5 }, () => launch({ DYNATRACE_NODE_DOWNLOAD: '1' })));

    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(mirror.log.length).toBeGreaterThan(0);
    expect(readdirSync(join(directory, '.terraform', 'dynatrace-node'))).toHaveLength(1);
  });

  it('never runs a download with another checksum, and leaves nothing of it behind', async () => {
    archive = await archiveOf(fakeNode('v24.18.0-tampered'));

    const result = await launch({
      DYNATRACE_NODE_DOWNLOAD: '1',
      DYNATRACE_NODE_MIRROR: mirror.url.replace('//', '//user:secret@'),
    });

    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`.tar.gz must have the SHA-256 `);
    expect(result.stderr).toContain(`got ${sha256(archive)}: it is not Node.js 24.18.0 as released, so it was not run`);
    expect(result.stderr).not.toContain('secret');
    expect(readdirSync(join(directory, '.terraform', 'dynatrace-node'))).toEqual([]);
  });

  it('passes on why a download failed', async () => {
    mirror.faults.add({ path: /./, times: 5, status: 404 });

    const result = await launch({ DYNATRACE_NODE_DOWNLOAD: '1' });

    expect(result.code).toBe(5);
    expect(result.stderr).toMatch(/cannot be downloaded: .*404.*; try again, or set DYNATRACE_NODE_MIRROR/);
    expect(readdirSync(join(directory, '.terraform', 'dynatrace-node'))).toEqual([]);
  });

  it('says so when the pinned build does not run on this system', async () => {
    archive = await archiveOf('#!/nowhere/interpreter\n');
    writeFileSync(join(directory, 'assets', 'launch.sh'), launcher(archive));

    const result = await launch({ DYNATRACE_NODE_DOWNLOAD: '1' });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('Node.js 24.18.0 does not run here, because official builds need glibc 2.28');
  });

  it('needs a program that downloads', async () => {
    rmSync(join(directory, 'bin', 'curl'));

    const result = await launch({ DYNATRACE_NODE_DOWNLOAD: '1' });

    expect(result.code).toBe(2);
    // busybox brings a wget of its own.
    if (shell[0] === 'busybox') expect(result.stderr).toContain('wget');
    else expect(result.stderr).toContain('downloading Node.js needs curl or wget, and neither is on PATH');
  });
});

function fakeNode(version: string): string {
  return `#!/bin/sh\n[ "$1" != --version ] || { echo ${version}; exit; }\necho ${version} ran "$@"\n`;
}

async function archiveOf(node: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: `node-v24.18.0-linux-${architecture()}/bin/node`, mode: 0o755 }, node);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

/** The launcher, with the checksum of a stand-in for Node.js in place of the real one. */
function launcher(archive: Buffer): string {
  const text = readFileSync(join(__dirname, '..', '..', 'scripts', 'launch.sh'), 'utf8');
  return text.replace(/^(sha256_linux_\w+)=[0-9a-f]{64}$/gm, `$1=${sha256(archive)}`);
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function architecture(): string {
  return process.arch === 'arm64' ? 'arm64' : 'x64';
}

function onPath(name: string): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find((path) => existsSync(path));
}
