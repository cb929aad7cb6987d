import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerraformStack, Testing } from 'cdktf';
import { ScriptBundle } from '../../../stacks/dynatrace/script-bundle';
import { removeTemporary, temporary } from '../../support/machine';

afterEach(removeTemporary);

function bundleOf(files: Record<string, string>, runner: 'node' | 'posix' = 'node'): ScriptBundle {
  const directory = join(temporary(), 'scripts');
  mkdirSync(directory);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return new ScriptBundle(new TerraformStack(Testing.app(), 'prod'), directory, runner);
}

describe('ScriptBundle', () => {
  it.each([
    ['node', /^node \$\{path\.module\}\/assets\/\w+\/[0-9a-f]{32}\/dynatrace\.cjs$/],
    ['posix', /^sh \$\{path\.module\}\/assets\/\w+\/[0-9a-f]{32}\/launch\.sh$/],
  ] as const)('runs with the runner %s by a path inside of the stack', (runner, command) => {
    const bundle = bundleOf({ 'dynatrace.cjs': '' }, runner);

    expect(bundle.command).toMatch(command);
    expect(bundle.program.join(' ')).toBe(bundle.command);
  });

  it('has the same path for the same files, and another one for other names or contents', () => {
    const files = { 'launch.sh': 'a', 'dynatrace.cjs': 'b' };
    const { command } = bundleOf(files);

    expect(bundleOf({ 'dynatrace.cjs': 'b', 'launch.sh': 'a' }).command).toBe(command);
    expect(bundleOf({ ...files, 'launch.sh': 'c' }).command).not.toBe(command);
    expect(bundleOf({ 'run.sh': 'a', 'dynatrace.cjs': 'b' }).command).not.toBe(command);
    expect(bundleOf({ 'dynatrace.cjs': 'b\nlaunch.sh\n1\na' }).command).not.toBe(command);
  });
});
