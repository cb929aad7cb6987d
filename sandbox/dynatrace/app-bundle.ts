import { inflateRawSync } from 'node:zlib';
import { parse } from 'yaml';

const END_OF_DIRECTORY = 0x06054b50;

/** Reads the app's id, name and version from the manifest of an app bundle, or nothing when it is none. */
export function readAppBundle(zip: Buffer): { id: string; name: string; version: string } | undefined {
  try {
    const text = entryOf(zip, 'manifest.yaml') ?? entryOf(zip, 'manifest.json');
    const { id, name, version } = parse(text ?? '') as Record<string, unknown>;
    if (typeof id !== 'string' || typeof version !== 'string') return undefined;
    return { id, name: String(name ?? id), version };
  } catch {
    return undefined;
  }
}

/** @throws RangeError when the archive is cut off. */
function entryOf(zip: Buffer, wanted: string): string | undefined {
  let end = zip.length - 22;
  while (zip.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const extraLength = zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const local = zip.readUInt32LE(at + 42);
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === wanted) {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const content = zip.subarray(start, start + size);
      return (method === 0 ? content : inflateRawSync(content)).toString('utf8');
    }
    at += 46 + nameLength + extraLength;
  }
  return undefined;
}
