/** A field's value: text and bytes travel length-delimited, numbers and flags as varints. `undefined` leaves it out. */
export type FieldValue = Uint8Array | string | number | boolean | undefined;

/** A decoded message: per field number its values in the order they came. */
export type Message = Map<number, (Buffer | number)[]>;

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/**
 * Encodes one protobuf message. Repeated fields are entries with the same number; a map is a repeated message
 * with the key in field 1 and the value in field 2.
 */
export function encodeMessage(fields: [number, FieldValue][]): Buffer {
  const parts: Uint8Array[] = [];
  for (const [number, value] of fields) {
    if (value === undefined) continue;
    if (typeof value === 'number' || typeof value === 'boolean') {
      parts.push(varint(number * 8 + VARINT), varint(Number(value)));
    } else {
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      parts.push(varint(number * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes);
    }
  }
  return Buffer.concat(parts);
}

/**
 * Decodes one protobuf message.
 *
 * @throws RangeError when it is cut short or holds a kind of field that the plugin protocol does not use.
 */
export function decodeMessage(bytes: Buffer): Message {
  const message: Message = new Map();
  let offset = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[offset++];
      if (byte === undefined) throw new RangeError('the message ends inside a number');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (offset < bytes.length) {
    const tag = readVarint();
    const number = Math.floor(tag / 8);
    let value: Buffer | number;
    if (tag % 8 === VARINT) {
      value = readVarint();
    } else if (tag % 8 === LENGTH_DELIMITED) {
      const length = readVarint();
      if (offset + length > bytes.length) throw new RangeError(`the message ends inside field ${number}`);
      value = bytes.subarray(offset, offset + length);
      offset += length;
    } else {
      throw new RangeError(`field ${number} has wire type ${tag % 8}, which is not supported`);
    }
    message.set(number, [...(message.get(number) ?? []), value]);
  }
  return message;
}

/** The bytes of a field, the last one when it is repeated; nothing when it is absent. */
export function bytesOf(message: Message, number: number): Buffer | undefined {
  const value = message.get(number)?.at(-1);
  return typeof value === 'number' ? undefined : value;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
