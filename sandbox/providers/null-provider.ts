import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GrpcServer, serveGrpc, type UnaryMethod } from './grpc';
import {
  applyResource,
  decodeResource,
  encodeResource,
  NULL_RESOURCE_ATTRIBUTES,
  type NullResource,
  planResource,
  resourceFromState,
} from './null-resource';
import { bytesOf, decodeMessage, encodeMessage, type Message } from './protobuf';

export interface NullProvider {
  /** Value for TF_REATTACH_PROVIDERS. */
  reattach: string;
  close(): Promise<void>;
}

/** Longest path of a unix socket that every supported system takes, in bytes. macOS allows the least. */
const MAX_SOCKET_PATH = 103;

/**
 * Starts a stand-in for the hashicorp/null provider in this process: `null_resource` with version 5 of Terraform's
 * plugin protocol. It is no replacement outside of the sandbox: no data source, no import.
 *
 * Terraform reaches it through TF_REATTACH_PROVIDERS, so this process must not block while Terraform runs.
 *
 * @param network @default 'unix', a socket that only this user can open; 'tcp' on Windows
 */
export async function startNullProvider(
  network: 'unix' | 'tcp' = process.platform === 'win32' ? 'tcp' : 'unix',
): Promise<NullProvider> {
  const directory = network === 'unix' ? await socketDirectory() : undefined;
  let server: GrpcServer;
  try {
    server = await serveGrpc(METHODS, directory ? { path: join(directory, 's') } : { host: '127.0.0.1', port: 0 });
  } catch (error) {
    if (directory) await rm(directory, { recursive: true });
    throw error;
  }
  return {
    reattach: JSON.stringify({
      'hashicorp/null': {
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
  const fits = Buffer.byteLength(join(tmpdir(), 'null-XXXXXX', 's')) <= MAX_SOCKET_PATH;
  return mkdtemp(join(fits ? tmpdir() : '/tmp', 'null-'));
}

const EMPTY: UnaryMethod = () => Buffer.alloc(0);

const METHODS: Record<string, UnaryMethod> = {
  '/tfplugin5.Provider/GetSchema': getSchema,
  '/tfplugin5.Provider/PrepareProviderConfig': EMPTY,
  '/tfplugin5.Provider/ValidateResourceTypeConfig': EMPTY,
  '/tfplugin5.Provider/Configure': EMPTY,
  '/tfplugin5.Provider/Stop': EMPTY,

  '/tfplugin5.Provider/UpgradeResourceState': (request) => {
    const rawState = decodeMessage(bytesOf(decodeMessage(request), 3) ?? Buffer.alloc(0));
    const json = bytesOf(rawState, 1);
    if (!json) throw new RangeError('the state of this null_resource was written by a Terraform before 0.12');
    return encodeMessage([[1, dynamicValue(resourceFromState(json.toString()))]]);
  },

  '/tfplugin5.Provider/ReadResource': (request) => {
    const message = decodeMessage(request);
    return encodeMessage([
      [1, dynamicValue(resourceIn(message, 2))],
      [3, bytesOf(message, 3)],
    ]);
  },

  '/tfplugin5.Provider/PlanResourceChange': (request) => {
    const message = decodeMessage(request);
    const { planned, replace } = planResource(resourceIn(message, 2), resourceIn(message, 3));
    const pathToTriggers = encodeMessage([[1, encodeMessage([[1, 'triggers']])]]);
    return encodeMessage([
      [1, dynamicValue(planned)],
      [2, replace ? pathToTriggers : undefined],
      [3, bytesOf(message, 5)],
    ]);
  },

  '/tfplugin5.Provider/ApplyResourceChange': (request) => {
    const message = decodeMessage(request);
    return encodeMessage([
      [1, dynamicValue(applyResource(resourceIn(message, 3)))],
      [2, bytesOf(message, 5)],
    ]);
  },
};

function getSchema(): Buffer {
  const attributes = NULL_RESOURCE_ATTRIBUTES.map(({ name, type, optional, computed }): [number, Buffer] => [
    2,
    encodeMessage([
      [1, name],
      [2, type],
      [5, optional || undefined],
      [6, computed || undefined],
    ]),
  ]);
  // Terraform panics on a provider schema without a block, be it an empty one.
  const providerSchema = encodeMessage([[2, Buffer.alloc(0)]]);
  const resourceSchema = encodeMessage([[2, encodeMessage(attributes)]]);
  return encodeMessage([
    [1, providerSchema],
    [
      2,
      encodeMessage([
        [1, 'null_resource'],
        [2, resourceSchema],
      ]),
    ],
    [6, encodeMessage([[2, true]])],
  ]);
}

function resourceIn(message: Message, field: number): NullResource | null {
  const msgpack = bytesOf(decodeMessage(bytesOf(message, field) ?? Buffer.alloc(0)), 1);
  if (!msgpack) throw new RangeError(`field ${field} holds no value`);
  return decodeResource(msgpack);
}

function dynamicValue(resource: NullResource | null): Buffer {
  return encodeMessage([[1, encodeResource(resource)]]);
}
