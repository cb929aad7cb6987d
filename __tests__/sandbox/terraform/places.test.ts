import { join } from 'node:path';
import {
  configurationDirectory,
  configurationFile,
  impliedMirrors,
  pluginCache,
  type Surroundings,
  softwareDirectories,
} from '../../../sandbox/terraform/places';

const on = (platform: NodeJS.Platform, environment: NodeJS.ProcessEnv = {}): Surroundings => ({
  platform,
  environment,
  home: '/home/me',
  workingDirectory: '/project',
});

describe('where Terraform keeps things', () => {
  test('on Linux', () => {
    expect(configurationFile(on('linux'))).toBe('/home/me/.terraformrc');
    expect(configurationDirectory(on('linux'))).toBe('/home/me/.terraform.d');
    expect(impliedMirrors(on('linux'))).toEqual([
      '/project/terraform.d/plugins',
      '/home/me/.terraform.d/plugins',
      '/home/me/.local/share/terraform/plugins',
      '/usr/local/share/terraform/plugins',
      '/usr/share/terraform/plugins',
    ]);
    expect(softwareDirectories(on('linux'))).toContain('/opt');
  });

  test('on Linux with XDG directories', () => {
    const mirrors = impliedMirrors(on('linux', { XDG_DATA_HOME: '/data', XDG_DATA_DIRS: '/a::/b' }));

    expect(mirrors.slice(2)).toEqual(['/data/terraform/plugins', '/a/terraform/plugins', '/b/terraform/plugins']);
  });

  test('on macOS', () => {
    expect(impliedMirrors(on('darwin')).slice(2)).toEqual([
      '/home/me/Library/Application Support/io.terraform/plugins',
      '/Library/Application Support/io.terraform/plugins',
    ]);
  });

  test('on Windows', () => {
    const windows = on('win32', { APPDATA: '/roaming', ProgramData: '/programdata' });

    expect(configurationFile(windows)).toBe(join('/roaming', 'terraform.rc'));
    expect(configurationDirectory(on('win32'))).toBe(join('/home/me', 'AppData', 'Roaming', 'terraform.d'));
    expect(impliedMirrors(windows).slice(1)).toEqual([
      join('/roaming', 'terraform.d', 'plugins'),
      join('/roaming', 'HashiCorp', 'Terraform', 'plugins'),
    ]);
    expect(softwareDirectories(windows)).toEqual(['/programdata']);
  });

  test('the plugin cache is the one that is set, else the one of cdktf', () => {
    expect(pluginCache(on('linux', { TF_PLUGIN_CACHE_DIR: '/cache' }))).toBe('/cache');
    expect(pluginCache(on('linux'))).toBe('/home/me/.terraform.d/plugin-cache');
  });

  test('the directories to look through can be given', () => {
    expect(softwareDirectories({ ...on('linux'), softwareDirectories: ['/mine'] })).toEqual(['/mine']);
  });
});
