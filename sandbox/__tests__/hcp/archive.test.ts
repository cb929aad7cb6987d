import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { readArchive, unpackArchive } from '../../hcp/archive';

async function archiveOf(...entries: (Pick<Header, 'name'> & Partial<Header>)[]): Promise<Buffer> {
  const tar = pack();
  for (const header of entries) tar.entry(header as Header, header.type ? '' : 'content');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

describe('readArchive', () => {
  it.each(['../outside', '/etc/passwd', 'a/../../outside'])('refuses %s', async (name) => {
    await expect(readArchive(await archiveOf({ name }))).rejects.toThrow(`${name} lies outside of the archive`);
  });

  it('refuses links', async () => {
    const archive = await archiveOf({ name: 'link', type: 'symlink', linkname: '/etc/passwd' });

    await expect(readArchive(archive)).rejects.toThrow('link is a symlink');
  });

  it('refuses what is no archive', async () => {
    await expect(readArchive(Buffer.from('zip'))).rejects.toThrow();
  });
});

describe('unpackArchive', () => {
  it('writes files into the folders that they need', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'unpack-'));

    await unpackArchive(await archiveOf({ name: 'a/', type: 'directory' }, { name: 'a/b/c' }), directory);

    expect(await readFile(join(directory, 'a', 'b', 'c'), 'utf8')).toBe('content');
    await rm(directory, { recursive: true });
  });
});
