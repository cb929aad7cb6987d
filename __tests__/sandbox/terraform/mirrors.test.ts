import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { newestInMirror, scanForMirrors } from '../../../sandbox/terraform/mirrors';
import { put, putPackage, removeTemporary, temporary } from './support';

afterEach(removeTemporary);

const source = 'registry.terraform.io/hashicorp/aws';
const requirement = { source, version: '>= 5.81, < 7', platform: 'linux_amd64' };

describe('newestInMirror', () => {
  test('takes the newest version that fits, unpacked or packed', async () => {
    const mirror = temporary();
    for (const version of ['5.80.0', '5.81.0', '5.100.0', '7.0.0']) putPackage(mirror, 'aws', version, 'linux_amd64');
    expect(await newestInMirror(mirror, requirement)).toBe('5.100.0');

    put(join(mirror, source, 'terraform-provider-aws_6.1.0_linux_amd64.zip'));
    expect(await newestInMirror(mirror, requirement)).toBe('6.1.0');
  });

  test('follows links, as a plugin cache has them', async () => {
    const [mirror, cache] = [temporary(), temporary()];
    putPackage(mirror, 'aws', '5.100.0', 'linux_amd64');
    mkdirSync(join(cache, source, '5.100.0'), { recursive: true });
    symlinkSync(join(mirror, source, '5.100.0', 'linux_amd64'), join(cache, source, '5.100.0', 'linux_amd64'));

    expect(await newestInMirror(cache, requirement)).toBe('5.100.0');
  });

  test.each<[string, (mirror: string) => void]>([
    ['nothing', () => {}],
    ['packages for other platforms', (mirror) => putPackage(mirror, 'aws', '5.100.0', 'linux_arm64')],
    [
      'a packed one for another platform',
      (mirror) => put(join(mirror, source, 'terraform-provider-aws_6.1.0_linux_arm64.zip')),
    ],
    ['other versions', (mirror) => putPackage(mirror, 'aws', '4.67.0', 'linux_amd64')],
    ['prereleases', (mirror) => putPackage(mirror, 'aws', '6.0.0-beta1', 'linux_amd64')],
    ['another provider', (mirror) => putPackage(mirror, 'awscc', '6.0.0', 'linux_amd64')],
    ['a directory without the program', (mirror) => put(join(mirror, source, '5.100.0', 'linux_amd64', 'README.md'))],
    ['the index of a network mirror', (mirror) => put(join(mirror, source, 'index.json'), '{}')],
  ])('finds none where there is %s', async (_, fill) => {
    const mirror = temporary();
    fill(mirror);

    expect(await newestInMirror(mirror, requirement)).toBeUndefined();
  });

  test('finds none in a directory that does not exist', async () => {
    expect(await newestInMirror('/no/such/mirror', requirement)).toBeUndefined();
  });
});

describe('scanForMirrors', () => {
  const host = 'registry.terraform.io';
  const hold = (directory: string) => mkdirSync(join(directory, host), { recursive: true });

  test('finds mirrors under any name, down to four levels', async () => {
    const root = temporary();
    for (const path of ['', 'plugins', 'a/b/c', 'a/b/c/d', 'x/node_modules']) hold(join(root, path));

    expect(await scanForMirrors([root, '/no/such/root'], host)).toEqual([
      root,
      join(root, 'plugins'),
      join(root, 'a/b/c'),
    ]);
  });

  test('passes over other registries, files, links, and directories that it cannot read', async () => {
    const [root, elsewhere] = [temporary(), temporary()];
    hold(elsewhere);
    mkdirSync(join(root, 'closed'));
    chmodSync(join(root, 'closed'), 0o000);
    mkdirSync(join(root, 'tofu', 'registry.opentofu.org'), { recursive: true });
    put(join(root, 'file', host));
    symlinkSync(elsewhere, join(root, 'link'));
    hold(join(root, 'good'));

    const found = await scanForMirrors([root], host);

    chmodSync(join(root, 'closed'), 0o755);
    expect(found).toEqual([join(root, 'good')]);
  });
});
