import type { UnaryMethod } from './grpc';
import {
  applyResource,
  decodeResource,
  encodeResource,
  NULL_RESOURCE_ATTRIBUTES,
  type NullResource,
  planResource,
  resourceFromState,
} from './null-resource';
import {
  attributePath,
  dynamicValue,
  readOnlyErrors,
  schemaResponse,
  validationResponse,
  valueIn,
} from './plugin-protocol';
import { type Network, type PluginServer, servePlugin } from './plugin-server';
import { bytesOf, decodeMessage, encodeMessage, type Message } from './protobuf';

/**
 * Starts a stand-in for the hashicorp/null provider in this process: `null_resource` with version 5 of Terraform's
 * plugin protocol. It is no replacement outside of the sandbox: no data source, no import.
 *
 * Terraform reaches it through TF_REATTACH_PROVIDERS, so this process must not block while Terraform runs.
 *
 * @param network @default 'unix', a socket that only this user can open; 'tcp' on Windows
 */
export function startNullProvider(
  network: Network = process.platform === 'win32' ? 'tcp' : 'unix',
): Promise<PluginServer> {
  return servePlugin('hashicorp/null', METHODS, network);
}

const EMPTY: UnaryMethod = () => Buffer.alloc(0);

const METHODS: Record<string, UnaryMethod> = {
  '/tfplugin5.Provider/GetSchema': () => schemaResponse('resource', 'null_resource', NULL_RESOURCE_ATTRIBUTES),
  '/tfplugin5.Provider/PrepareProviderConfig': EMPTY,
  '/tfplugin5.Provider/Configure': EMPTY,
  '/tfplugin5.Provider/Stop': EMPTY,

  '/tfplugin5.Provider/ValidateResourceTypeConfig': (request) =>
    validationResponse(readOnlyErrors(NULL_RESOURCE_ATTRIBUTES, resourceIn(decodeMessage(request), 2) ?? {})),

  '/tfplugin5.Provider/UpgradeResourceState': (request) => {
    const rawState = decodeMessage(bytesOf(decodeMessage(request), 3) ?? Buffer.alloc(0));
    const json = bytesOf(rawState, 1);
    if (!json) throw new RangeError('the state of this null_resource was written by a Terraform before 0.12');
    return encodeMessage([[1, encoded(resourceFromState(json.toString()))]]);
  },

  '/tfplugin5.Provider/ReadResource': (request) => {
    const message = decodeMessage(request);
    return encodeMessage([
      [1, encoded(resourceIn(message, 2))],
      [3, bytesOf(message, 3)],
    ]);
  },

  '/tfplugin5.Provider/PlanResourceChange': (request) => {
    const message = decodeMessage(request);
    const { planned, replace } = planResource(resourceIn(message, 2), resourceIn(message, 3));
    return encodeMessage([
      [1, encoded(planned)],
      [2, replace ? attributePath('triggers') : undefined],
      [3, bytesOf(message, 5)],
    ]);
  },

  '/tfplugin5.Provider/ApplyResourceChange': (request) => {
    const message = decodeMessage(request);
    return encodeMessage([
      [1, encoded(applyResource(resourceIn(message, 3)))],
      [2, bytesOf(message, 5)],
    ]);
  },
};

function resourceIn(message: Message, field: number): NullResource | null {
  return decodeResource(valueIn(message, field));
}

function encoded(resource: NullResource | null): Buffer {
  return dynamicValue(encodeResource(resource));
}
