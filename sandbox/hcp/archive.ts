import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** A file of an archive. */
interface ArchivedFile {
  name: string;
  content: Buffer;
  mode: number;
  modified: Date;
}

/**
 * Reads a tar.gz.
 *
 * @throws Error when it is none, or holds anything but files and folders inside of itself.
 */
export async function readArchive(archive: Buffer): Promise<ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  const entries = extract();
  entries.end(gunzipSync(archive));
  for await (const entry of entries) {
    const { name, type, mode = 0o644, mtime = new Date(0) } = entry.header;
    if (isAbsolute(name) || normalize(name).startsWith('..')) throw new Error(`${name} lies outside of the archive`);
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (type === 'file') files.push({ name, content: Buffer.concat(chunks), mode, modified: mtime });
    else if (type !== 'directory') throw new Error(`${name} is a ${type}`);
  }
  return files;
}

/** Unpacks a tar.gz below a directory. */
export async function unpackArchive(archive: Buffer, directory: string): Promise<void> {
  for (const { name, content, mode } of await readArchive(archive)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode });
  }
}
