import { inflateRawSync } from 'node:zlib';
import { ConfigurationError } from './errors';

/** Where an app bundle says what it is. */
const MANIFESTS = ['manifest.yaml', 'manifest.json'];

/** The longest manifest that is unpacked, in bytes. */
const LONGEST = 4 * 1024 * 1024;

/** Signatures and lengths of a zip's records. Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
const END = { signature: 0x06054b50, length: 22, longestComment: 0xffff };
const ENTRY = { signature: 0x02014b50, length: 46 };
const FILE = { signature: 0x04034b50, length: 30 };

/** @throws ConfigurationError unless the bundle is a zip whose manifest has the id of the app. */
export function requireBundleOf(appId: string, zip: Buffer): void {
  const id = idIn(zip);
  if (id === appId) return;
  throw new ConfigurationError(`the app bundle must be that of ${appId}`, {
    where: '`app.bundle`',
    said:
      id === undefined
        ? `it is not a zip file with the id of an app in its ${MANIFESTS.join(' or ')}`
        : `it is the bundle of ${id}`,
    cure: 'Set `app.bundle` to the path of the zip file of that app.',
  });
}

function idIn(zip: Buffer): string | undefined {
  try {
    const manifest = readManifest(zip);
    return manifest === undefined ? undefined : idOf(manifest);
  } catch {
    // Records that point beyond the end, or content that cannot be unpacked.
    return undefined;
  }
}

function readManifest(zip: Buffer): string | undefined {
  const end = endOf(zip);
  const entries = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < entries && zip.readUInt32LE(at) === ENTRY.signature; index += 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + ENTRY.length, at + ENTRY.length + nameLength);
    if (MANIFESTS.includes(name)) {
      const [method, size, offset] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
      return unpack(zip, { method, size, offset });
    }
    at += ENTRY.length + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return undefined;
}

/** The record at the end stands before a comment of any length. */
function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END.length - END.longestComment);
  for (let at = zip.length - END.length; at >= first; at -= 1) {
    if (zip.readUInt32LE(at) === END.signature) return at;
  }
  throw new RangeError('no end');
}

function unpack(zip: Buffer, { method, size, offset }: { method: number; size: number; offset: number }): string {
  if (zip.readUInt32LE(offset) !== FILE.signature) throw new RangeError('no file');
  const start = offset + FILE.length + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const content = zip.subarray(start, start + size);
  return (method === 0 ? content : inflateRawSync(content, { maxOutputLength: LONGEST })).toString('utf8');
}

/** The id at the top of a manifest in JSON, or in YAML as the App Toolkit writes it. */
function idOf(manifest: string): string | undefined {
  if (manifest.trimStart().startsWith('{')) {
    const { id } = JSON.parse(manifest);
    return typeof id === 'string' ? id : undefined;
  }
  return /^id:\s*(["']?)([\w.-]+)\1\s*(?:#.*)?$/m.exec(manifest)?.[2];
}
