import { decode, encode } from '@msgpack/msgpack';
import { type ClientProcess, clientProcess } from './client-process';
import { type ExternalConfig, runExternalProgram } from './external-program';
import type { UnaryCall, UnaryMethod } from './grpc';
import {
  type Attribute,
  DiagnosticError,
  diagnostic,
  dynamicValue,
  readOnlyErrors,
  schemaResponse,
  validationResponse,
  valueIn,
} from './plugin-protocol';
import { type Network, type PluginServer, servePlugin } from './plugin-server';
import { decodeMessage, encodeMessage } from './protobuf';

const ATTRIBUTES: Attribute[] = [
  { name: 'id', type: '"string"', computed: true },
  { name: 'program', type: '["list","string"]', required: true },
  { name: 'query', type: '["map","string"]', optional: true },
  { name: 'result', type: '["map","string"]', computed: true },
  { name: 'working_dir', type: '"string"', optional: true },
];

const EMPTY: UnaryMethod = () => Buffer.alloc(0);

/**
 * Starts a stand-in for the hashicorp/external provider in this process. Over TCP, where Linux tells which process
 * calls, programs run in that Terraform's directory and environment, and only for this user; over a socket of this user
 * they run in those of this process.
 *
 * @param network @default 'tcp' on Linux, else 'unix'
 * @throws RangeError where 'tcp' is asked for elsewhere: anybody on the machine could have programs run
 */
export async function startExternalProvider(
  network: Network = process.platform === 'linux' ? 'tcp' : 'unix',
): Promise<PluginServer> {
  if (network === 'tcp' && process.platform !== 'linux') {
    throw new RangeError('over TCP the stand-in for hashicorp/external needs Linux');
  }
  return servePlugin('hashicorp/external', methods(), network);
}

function methods(): Record<string, UnaryMethod> {
  const running = new Set<AbortController>();
  return {
    '/tfplugin5.Provider/GetSchema': () => schemaResponse('data', 'external', ATTRIBUTES),
    '/tfplugin5.Provider/PrepareProviderConfig': EMPTY,
    '/tfplugin5.Provider/Configure': EMPTY,

    '/tfplugin5.Provider/ValidateDataSourceConfig': (request) => {
      const config = decode(valueIn(decodeMessage(request), 2)) as ExternalConfig;
      const errors = readOnlyErrors(ATTRIBUTES, config);
      if (Array.isArray(config.program) && config.program.length === 0) {
        const detail = 'Attribute program list must contain at least 1 elements, got: 0';
        errors.push(new DiagnosticError('program', 'Invalid Attribute Value', detail));
      }
      return validationResponse(errors);
    },

    '/tfplugin5.Provider/ReadDataSource': async (request, call) => {
      const config = decode(valueIn(decodeMessage(request), 2)) as ExternalConfig;
      const abort = new AbortController();
      running.add(abort);
      try {
        const signal = AbortSignal.any([abort.signal, call.signal]);
        const result = await runExternalProgram(config, await clientOf(call), signal);
        return encodeMessage([[1, dynamicValue(encode({ ...config, result, id: '-' }))]]);
      } catch (error) {
        if (error instanceof DiagnosticError) return encodeMessage([[2, diagnostic(error)]]);
        throw error;
      } finally {
        running.delete(abort);
      }
    },

    '/tfplugin5.Provider/Stop': () => {
      for (const abort of running) abort.abort();
      return Buffer.alloc(0);
    },
  };
}

async function clientOf({ connection }: UnaryCall): Promise<ClientProcess> {
  if (connection) return clientProcess(connection);
  return { directory: process.cwd(), environment: process.env as Record<string, string> };
}
