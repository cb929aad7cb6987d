import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftStates } from '../../terraform/left-states';
import { put, removeTemporary, temporary } from '../support/machine';

const started = process.cwd();

afterEach(() => {
  process.chdir(started);
  removeTemporary();
});

function projectWith(states: Record<string, string>): string {
  const project = temporary();
  put(join(project, 'cdktf.json'), '{"app":"true"}');
  mkdirSync(join(project, 'states'));
  for (const [name, text] of Object.entries(states)) writeFileSync(join(project, 'states', name), text);
  process.chdir(project);
  return project;
}

describe('leftStates', () => {
  test('finds states with resources that belong to no stack of the file', () => {
    const held = JSON.stringify({ resources: [{}, {}] });
    const project = projectWith({
      'terraform.prod.tfstate': held,
      'terraform.gone.tfstate': held,
      'terraform.empty.tfstate': JSON.stringify({ resources: [] }),
      'terraform.odd.tfstate': 'no JSON',
      'terraform.gone.tfstate.backup': held,
    });

    expect(leftStates('states', ['prod'])).toEqual([
      { name: 'gone', file: join(project, 'states', 'terraform.gone.tfstate'), resources: 2 },
    ]);
  });

  test('finds nothing where there is no folder', () => {
    projectWith({});

    expect(leftStates('elsewhere', [])).toEqual([]);
  });
});
