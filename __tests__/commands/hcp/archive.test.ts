import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packDirectory } from '../../../commands/hcp/archive';
import { readArchive } from '../../../sandbox/index';

const directories: string[] = [];

afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true }))));

async function directoryWith(files: Record<string, string>, mode = 0o600): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'päck me-'));
  directories.push(directory);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content, { mode });
    await utimes(join(directory, name), mode, mode);
  }
  return directory;
}

describe('packDirectory', () => {
  it('puts the content of the directory at the root of the archive', async () => {
    const long = `assets/${'deep/'.repeat(30)}dynatrace.cjs`;
    const directory = await directoryWith({ 'cdk.tf.json': '{}', [long]: 'script', '.terraform.lock.hcl': 'lock' });

    const { archive, files } = await packDirectory(directory);

    expect(files).toEqual(['.terraform.lock.hcl', long, 'cdk.tf.json']);
    expect(await readArchive(archive)).toEqual([
      expect.objectContaining({ name: '.terraform.lock.hcl', content: Buffer.from('lock') }),
      expect.objectContaining({ name: long, content: Buffer.from('script') }),
      expect.objectContaining({ name: 'cdk.tf.json', content: Buffer.from('{}'), mode: 0o644 }),
    ]);
  });

  it('gives the same archive wherever, whenever and by whomever the files were written', async () => {
    const one = await directoryWith({ a: '1', b: '2' });
    const other = await directoryWith({ b: '2', a: '1' }, 0o755);

    expect((await packDirectory(one)).archive.equals((await packDirectory(other)).archive)).toBe(true);
  });

  it('leaves out what Terraform downloaded, and links', async () => {
    const directory = await directoryWith({ 'cdk.tf.json': '{}', '.terraform/providers/aws': 'large' });
    await symlink('/etc/hostname', join(directory, 'link'));

    expect((await packDirectory(directory)).files).toEqual(['cdk.tf.json']);
  });
});
