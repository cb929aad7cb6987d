import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GrpcServer, serveGrpc, type UnaryMethod } from './grpc';

export type Network = 'unix' | 'tcp';

/** A provider that runs in this process, which must not block while Terraform runs. */
export interface PluginServer {
  /** Value for TF_REATTACH_PROVIDERS. */
  reattach: string;
  close(): Promise<void>;
}

/** Longest path of a unix socket that every supported system takes, in bytes. macOS allows the least. */
const MAX_SOCKET_PATH = 103;

/**
 * Serves version 5 of Terraform's plugin protocol to Terraforms that are told to reattach.
 *
 * @param source of the provider, `hashicorp/null`
 * @param network `unix` is a socket that only this user can open
 */
export async function servePlugin(
  source: string,
  methods: Record<string, UnaryMethod>,
  network: Network,
): Promise<PluginServer> {
  const directory = network === 'unix' ? await socketDirectory() : undefined;
  let server: GrpcServer;
  try {
    server = await serveGrpc(methods, directory ? { path: join(directory, 's') } : { host: '127.0.0.1', port: 0 });
  } catch (error) {
    if (directory) await rm(directory, { recursive: true });
    throw error;
  }
  return {
    reattach: JSON.stringify({
      [source]: {
        Protocol: 'grpc',
        ProtocolVersion: 5,
        Pid: process.pid,
        Test: true,
        Addr: { Network: network, String: server.address },
      },
    }),
    async close() {
      await server.close();
      if (directory) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function socketDirectory(): Promise<string> {
  const fits = Buffer.byteLength(join(tmpdir(), 'plugin-XXXXXX', 's')) <= MAX_SOCKET_PATH;
  return mkdtemp(join(fits ? tmpdir() : '/tmp', 'plugin-'));
}
