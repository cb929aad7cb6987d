import { strToU8, zipSync } from 'fflate';
import { requireBundleOf } from '../../../scripts/dynatrace/app-bundle';

const APP = 'dynatrace.aws.connector';
const zipOf = (files: Record<string, string>, options: { level?: 0 | 6; comment?: string } = {}) => {
  const { level = 6, comment = '' } = options;
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), {
    level,
  });
  const whole = Buffer.concat([zip, Buffer.from(comment)]);
  whole.writeUInt16LE(comment.length, zip.length - 2);
  return whole;
};
const yaml = (id: string) => `name: 'AWS'\nid: ${id}\nversion: 1.0.0\nactions:\n  - id: other\n`;

describe('an app bundle', () => {
  it.each([
    ['a manifest in YAML', zipOf({ 'ui/index.html': '<html>', 'manifest.yaml': yaml(APP) })],
    ['a quoted id', zipOf({ 'manifest.yaml': yaml(`"${APP}" # the connector`) })],
    ['a manifest in JSON', zipOf({ 'manifest.json': JSON.stringify({ id: APP }, null, 2) })],
    ['stored files', zipOf({ a: 'x', 'manifest.yaml': yaml(APP) }, { level: 0 })],
    ['a comment', zipOf({ 'manifest.yaml': yaml(APP) }, { comment: 'made by hand' })],
  ])('with %s is recognised', (_, zip) => {
    expect(() => requireBundleOf(APP, zip)).not.toThrow();
  });

  const zip = zipOf({ 'manifest.yaml': yaml(APP) });
  const directory = zip.lastIndexOf('PK\u0001\u0002');
  const broken = (at: number) => {
    const copy = Buffer.from(zip);
    copy.writeUInt32LE(0xffffffff, at);
    return copy;
  };
  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is no zip', Buffer.from('<html>Sign in</html>'.repeat(99))],
    ['is cut', zip.subarray(0, zip.length - 30)],
    ['has no files', zipOf({})],
    ['has no manifest', zipOf({ 'app/manifest.yaml': yaml(APP) })],
    ['has a manifest without an id', zipOf({ 'manifest.yaml': 'name: x\nactions:\n  - id: a\n' })],
    ['has a manifest that is no JSON', zipOf({ 'manifest.json': '{"id":' })],
    ['has an id that is no text', zipOf({ 'manifest.json': '{"id":1}' })],
    ['points beyond its end', broken(zip.length - 6)],
    ['has no directory where it says', broken(directory)],
    ['points to no file', broken(directory + 42)],
    ['has content that cannot be unpacked', broken(30 + 'manifest.yaml'.length)],
  ])('that %s is refused', (_, content) => {
    expect(() => requireBundleOf(APP, content)).toThrow('it is not a zip file with the id of an app');
    expect(() => requireBundleOf(APP, content)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('of another app is refused, and both are named', () => {
    expect(() => requireBundleOf(APP, zipOf({ 'manifest.yaml': yaml('my.app') }))).toThrow(
      `the app bundle must be that of ${APP} (\`app.bundle\`): it is the bundle of my.app.`,
    );
  });
});
