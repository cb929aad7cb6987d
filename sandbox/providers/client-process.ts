import { readdir, readFile, readlink } from 'node:fs/promises';

/** What a program of a client runs with. */
export interface ClientProcess {
  /** Its working directory. */
  directory: string;
  environment: Record<string, string>;
}

/** The ports of a TCP connection on this machine. */
export interface Connection {
  /** Of the client. */
  remotePort: number;
  /** Of the server. */
  localPort: number;
}

/** How often the table of sockets is read: Linux gives it in pieces, and may skip a line while others come and go. */
const READS = 3;

/**
 * Finds the process of this user at the other end of a TCP connection from this machine: a provider that Terraform
 * starts inherits its directory and environment, one that it reattaches to does not. Reads Linux's /proc.
 *
 * @throws Error when no process of this user holds that end.
 */
export async function clientProcess(connection: Connection): Promise<ClientProcess> {
  let pid: string | undefined;
  for (let read = 0; read < READS && !pid; read += 1) {
    const inode = await socketInode(connection);
    pid = inode && (await holderOf(`socket:[${inode}]`));
  }
  if (!pid) throw new Error(`no process of this user has the port ${connection.remotePort}`);
  const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter(Boolean);
  return {
    directory: await readlink(`/proc/${pid}/cwd`),
    environment: Object.fromEntries(variables.map(split)),
  };
}

const ESTABLISHED = '01';

/**
 * The table has one line per socket: its own address in hexadecimal second, the other end's third, its state fourth, its
 * user eighth, its inode tenth. Both ends are compared, since sockets to different servers may have the same port.
 */
async function socketInode({ remotePort, localPort }: Connection): Promise<string | undefined> {
  const end = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  // What is closed lingers under the same port, without an inode.
  const found = lines.find(
    ([, own, other, state, , , , uid]) =>
      own?.endsWith(end(remotePort)) &&
      other?.endsWith(end(localPort)) &&
      state === ESTABLISHED &&
      Number(uid) === process.getuid?.(),
  );
  return found?.[9];
}

async function holderOf(link: string): Promise<string | undefined> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process that was started just now is the likeliest.
  for (const pid of pids.sort((a, b) => Number(b) - Number(a))) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')));
    if (links.includes(link)) return pid;
  }
  return undefined;
}

function split(variable: string): [string, string] {
  const at = variable.indexOf('=');
  return [variable.slice(0, at), variable.slice(at + 1)];
}
