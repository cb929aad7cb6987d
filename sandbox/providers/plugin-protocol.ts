import { bytesOf, decodeMessage, encodeMessage, type Message } from './protobuf';

/** One attribute of a schema; its type as Terraform writes types in JSON. */
export interface Attribute {
  name: string;
  type: '"string"' | '["map","string"]' | '["list","string"]';
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
}

/** An error that Terraform shows beside the attribute that caused it. */
export class DiagnosticError extends Error {
  override name = 'DiagnosticError';

  constructor(
    readonly attribute: string,
    readonly summary: string,
    readonly detail: string,
  ) {
    super(`${summary}: ${detail}`);
  }
}

const SCHEMA_FIELDS = { resource: 2, data: 3 } as const;

/** The answer to GetSchema: a provider without settings, and one resource or data source. */
export function schemaResponse(
  kind: keyof typeof SCHEMA_FIELDS,
  type: string,
  attributes: readonly Attribute[],
): Buffer {
  const block = attributes.map(({ name, type: written, required, optional, computed }): [number, Buffer] => [
    2,
    encodeMessage([
      [1, name],
      [2, written],
      [4, required || undefined],
      [5, optional || undefined],
      [6, computed || undefined],
    ]),
  ]);
  const schema = encodeMessage([[2, encodeMessage(block)]]);
  return encodeMessage([
    // Terraform panics on a provider schema without a block, be it an empty one.
    [1, encodeMessage([[2, Buffer.alloc(0)]])],
    [
      SCHEMA_FIELDS[kind],
      encodeMessage([
        [1, type],
        [2, schema],
      ]),
    ],
    [6, encodeMessage([[2, true]])],
  ]);
}

/** The path to an attribute of the root. */
export function attributePath(name: string): Buffer {
  return encodeMessage([[1, encodeMessage([[1, name]])]]);
}

export function diagnostic({ attribute, summary, detail }: DiagnosticError): Buffer {
  return encodeMessage([
    [1, 1],
    [2, summary],
    [3, detail],
    [4, attributePath(attribute)],
  ]);
}

/** The answer to a Validate call; empty when nothing is wrong. */
export function validationResponse(errors: DiagnosticError[]): Buffer {
  return encodeMessage(errors.map((error) => [1, diagnostic(error)]));
}

/** Attributes that a configuration must leave to the provider. Source: terraform-plugin-framework, attribute_validation.go. */
export function readOnlyErrors(attributes: readonly Attribute[], config: object): DiagnosticError[] {
  const given = Object.entries(config).flatMap(([name, value]) => (value === null ? [] : [name]));
  return attributes
    .filter(({ name, required, optional }) => !required && !optional && given.includes(name))
    .map(
      ({ name }) =>
        new DiagnosticError(
          name,
          'Invalid Configuration for Read-Only Attribute',
          'Cannot set value for this attribute as the provider has marked it as read-only. ' +
            'Remove the configuration line setting the value.\n\n' +
            'Refer to the provider documentation or contact the provider developers for additional information ' +
            'about configurable and read-only attributes that are supported.',
        ),
    );
}

/** The MessagePack bytes of a field that holds a value. @throws RangeError when it holds none. */
export function valueIn(message: Message, field: number): Buffer {
  const msgpack = bytesOf(decodeMessage(bytesOf(message, field) ?? Buffer.alloc(0)), 1);
  if (!msgpack) throw new RangeError(`field ${field} holds no value`);
  return msgpack;
}

export function dynamicValue(msgpack: Uint8Array): Buffer {
  return encodeMessage([[1, msgpack]]);
}
