import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** The oldest time that every tool takes without a warning. */
const FIXED_TIME = new Date('1980-01-01T00:00:00Z');

/** Where gzip says which system wrote a file; 255 stands for an unknown one. */
const GZIP_SYSTEM = { offset: 9, unknown: 255 };

interface PackedDirectory {
  archive: Buffer;
  /** Names of the files, from the directory's root. */
  files: string[];
}

/**
 * Packs a stack's directory as tar.gz, its content at the root, as HCP Terraform takes it. Names are sorted, and times,
 * owners and modes fixed, so that the same content gives the same archive. Terraform's working data stays out.
 */
export async function packDirectory(directory: string): Promise<PackedDirectory> {
  const files = (await filesBelow(directory)).sort();
  const tar = pack();
  const chunks: Buffer[] = [];
  const drained = (async () => {
    for await (const chunk of tar) chunks.push(chunk as Buffer);
  })();
  for (const name of files) {
    tar.entry({ name, mode: 0o644, mtime: FIXED_TIME, uid: 0, gid: 0 }, await readFile(join(directory, name)));
  }
  tar.finalize();
  await drained;
  const archive = gzipSync(Buffer.concat(chunks), { level: 9 });
  archive[GZIP_SYSTEM.offset] = GZIP_SYSTEM.unknown;
  return { archive, files };
}

async function filesBelow(directory: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(directory, below), { withFileTypes: true });
  const names = await Promise.all(
    entries.map((entry) => {
      const name = posix.join(below, entry.name);
      if (entry.name === '.terraform') return [];
      if (entry.isDirectory()) return filesBelow(directory, name);
      return entry.isFile() ? [name] : [];
    }),
  );
  return names.flat();
}
