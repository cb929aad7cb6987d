import type { ResolvedStack } from '../../../deployment/resolved-stack';
import { desiredKinds } from '../../../stacks/dynatrace';
import { type Parts, stackWith } from '../../support/deployment';

function preflightOf(stack: ResolvedStack) {
  const { all } = desiredKinds(stack).preflight.instances;
  if (!all) throw new Error('no preflight');
  return all;
}

const permissionsOf = (parts: Parts) =>
  preflightOf(stackWith(parts)).options.permissions.map(({ permission }) => permission);
const coversOf = (parts: Parts) => preflightOf(stackWith(parts)).content.covers;

describe('preflight', () => {
  it('asks for the schemas and names that the connections need', () => {
    const { options } = preflightOf(
      stackWith({
        connections: {
          ops: { account: 'main', name: 'aws ops' },
          auto: { account: 'main', schema: 'enhanced', adopt: true },
        },
      }),
    );

    expect(options.schemas).toEqual([
      'builtin:hyperscaler-authentication.aws.connection',
      'builtin:hyperscaler-authentication.connections.aws',
      'builtin:dt-javascript-runtime.allowed-outbound-connections',
    ]);
    expect(options.names).toEqual([
      { schema: 'builtin:hyperscaler-authentication.aws.connection', name: 'aws ops', adopt: false },
      { schema: 'builtin:hyperscaler-authentication.connections.aws', name: 'auto', adopt: true },
    ]);
  });

  it.each<[object, string[]]>([
    [{ install: 'require' }, []],
    [{ install: 'bundle', bundle: 'app.zip' }, ['app-engine:apps:install']],
    [{ install: 'hub' }, ['app-engine:apps:install', 'hub:catalog:read']],
    [
      { install: 'hub', onDestroy: 'uninstall' },
      ['app-engine:apps:install', 'hub:catalog:read', 'app-engine:apps:delete'],
    ],
  ])('asks for what the app needs with %j', (app, expected) => {
    const usual = permissionsOf({});

    expect(
      permissionsOf({ tenant: { app } })
        .filter((permission) => !usual.includes(permission))
        .sort(),
    ).toEqual(expected.sort());
  });

  it.each([
    ['require', true, 'dynatrace.aws.connector'],
    ['hub', true, undefined],
    ['require', false, undefined],
  ])('with install: %s and the app in this stack (%s) requires %s', (install, holdsTenant, app) => {
    const stack = stackWith({ tenant: { app: { install } } });

    expect(preflightOf({ ...stack, holdsTenant }).options.requires_app).toBe(app);
  });

  it('asks for nothing about the app in a stack that does not hold it', () => {
    const stack = stackWith({ tenant: { app: { install: 'hub' } } });

    expect(JSON.stringify(preflightOf({ ...stack, holdsTenant: false }).options)).not.toContain('apps:install');
  });

  it('writes its permissions as the statements of a policy, for people', () => {
    expect(preflightOf(stackWith()).content.statements).toMatch(/^ALLOW app-engine:apps:run, .*;\n/);
  });

  it('runs again when, and only when, something that it covers changes', () => {
    const connections = { ops: { account: 'main' } };

    expect(coversOf({ connections })).toBe(coversOf({}));
    expect(coversOf({ tenant: { allowedHosts: ['example.com'] } })).not.toBe(coversOf({}));
    expect(coversOf({ connections: { ops: { account: 'main', name: 'other' } } })).not.toBe(coversOf({}));
    expect(
      coversOf({ connections: { ops: { account: 'main', permissions: { statements: [{ actions: 'ec2:*' }] } } } }),
    ).toBe(coversOf({}));
  });

  it('does not run again for a connection that moves to another key', () => {
    expect(coversOf({ connections: { next: { account: 'main', movedFrom: 'ops' } } })).toBe(coversOf({}));
  });
});
