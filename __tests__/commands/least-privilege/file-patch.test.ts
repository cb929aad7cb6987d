import { patchFile } from '../../../commands/least-privilege/file-patch';
import type { Suggestion } from '../../../commands/least-privilege/suggestion';

const nothing: Suggestion = { actions: [], statements: [], unused: [], left: [] };

function patched(text: string, changes: Partial<Suggestion>, connection = 'ops'): string {
  return patchFile(text, [{ tenant: 'prod', connection, suggestion: { ...nothing, ...changes } }]);
}

const FILE = `# Who may do what.
name: team # never change

accounts:
  main: { id: "123456789012", region: eu-central-1 }
tenants:
  prod:
    environment: 'abc12345.apps.dynatrace.com'
    connections:
      # For the night shift.
      ops:
        account: main   # the only one
        permissions:
          actions:
          # Needed since May.
          - ec2-start-instances
          - s3-list-buckets
      dev: {account: main}
`;

describe('patchFile', () => {
  it('adds entries, and keeps comments and the rest of the file', () => {
    const after = patched(FILE, {
      actions: [
        'ec2-stop-instances',
        { action: 'lambda-invoke', resources: ['arn:aws:lambda:us-east-1:1:function:a'] },
      ],
      statements: [{ actions: ['ec2:CreateTags'], resources: ['*'] }],
    });

    const added = after.split('\n').filter((line) => !FILE.split('\n').includes(line));
    expect(added.map((line) => line.trim())).toEqual([
      '- ec2-stop-instances',
      '- action: lambda-invoke',
      'resources:',
      '- arn:aws:lambda:us-east-1:1:function:a',
      'statements:',
      '- actions:',
      '- ec2:CreateTags',
      'resources:',
      '- "*"',
    ]);
    for (const comment of ['# Who may do what.', '# never change', '# For the night shift.', '# Needed since May.']) {
      expect(after).toContain(comment);
    }
  });

  it('writes permissions where a connection has none', () => {
    expect(patched(FILE, { actions: ['ec2-stop-instances'] }, 'dev')).toContain(
      'dev: { account: main, permissions: { actions: [ ec2-stop-instances ] } }',
    );
  });

  it('removes entries, and a list that has no more', () => {
    expect(patched(FILE, { unused: [1] })).not.toContain('s3-list-buckets');
    const empty = patched(FILE, { unused: [0, 1] });
    expect(empty).toContain('permissions: {}');
    expect(empty).not.toContain('actions:');
  });

  it('leaves a file alone that needs nothing', () => {
    expect(patched(FILE, {})).toBe(FILE);
  });

  it('keeps the line breaks of Windows', () => {
    const after = patched(FILE.replaceAll('\n', '\r\n'), { actions: ['ec2-stop-instances'] });

    expect(after.split('\r\n')).toHaveLength(FILE.split('\n').length + 1);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each([
    ['an alias', 'ops: &ops { account: main }\n      dev: *ops'],
    [
      'permissions by an alias',
      'ops: { account: main, permissions: &p { actions: [] } }\n      dev: { account: main, permissions: *p }',
    ],
    [
      'a list by an alias',
      'ops: { account: main, permissions: { actions: &a [] } }\n      dev: { account: main, permissions: { actions: *a } }',
    ],
    ['a merge', 'ops: &ops { account: main, permissions: { actions: [] } }\n      dev: { <<: *ops, name: dev }'],
  ])('refuses a connection with %s, which would change another one', (_, connections) => {
    const text = `tenants:\n  prod:\n    connections:\n      ${connections}\n`;

    expect(() => patched(text, { actions: ['ec2-stop-instances'] }, 'dev')).toThrow(
      '`tenants.prod.connections.dev` takes its permissions from elsewhere in the file',
    );
  });

  it.each([
    ['an alias', 'ops: &ops { account: main }\n      dev: *ops'],
    ['a merge', 'ops: &ops { account: main }\n      dev: { <<: *ops, name: dev }'],
    [
      'permissions by an alias',
      'ops: { account: main, permissions: &p { actions: [] } }\n      dev: { account: main, permissions: *p }',
    ],
    [
      'a list by an alias',
      'ops: { account: main, permissions: { actions: &a [] } }\n      dev: { account: main, permissions: { actions: *a } }',
    ],
  ])('refuses a connection that another one takes %s from', (_, connections) => {
    const text = `tenants:\n  prod:\n    connections:\n      ${connections}\n`;

    expect(() => patched(text, { actions: ['ec2-stop-instances'] }, 'ops')).toThrow(
      'other parts of the file take the permissions of `tenants.prod.connections.ops` by an alias (*) or a merge (<<)',
    );
  });

  it('changes a connection that another one merges in, which has permissions of its own', () => {
    const others = '      dev:\n        <<: *ops\n        permissions: { actions: [] }\n';
    const text = `tenants:\n  prod:\n    connections:\n      ops: &ops\n        account: main\n${others}`;

    expect(patched(text, { actions: ['ec2-stop-instances'] }, 'ops')).toBe(
      `tenants:\n  prod:\n    connections:\n      ops: &ops\n        account: main\n        permissions:\n          actions:\n            - ec2-stop-instances\n${others}`,
    );
  });

  it('adds permissions of its own to a connection that merges in others', () => {
    const text =
      'tenants:\n  prod:\n    connections:\n      ops: &ops { account: main }\n      dev:\n        <<: *ops\n';

    expect(patched(text, { actions: ['ec2-stop-instances'] }, 'dev')).toBe(
      `${text}        permissions:\n          actions:\n            - ec2-stop-instances\n`,
    );
  });
});
