import { edited, expectProblem, GOOD, problemsOf, withConnection } from '../support';

const OTHER_TENANT =
  '  other:\n    environment: xyz98765.apps.dynatrace.com\n    connections:\n      ops:\n        account: main\n';

/** With the owner of the OIDC provider, which several tenants need. */
const shared = (text: string) =>
  edited('    region: eu-central-1\n', '    region: eu-central-1\n    providerOwner: prod\n', text);

describe('role names', () => {
  test('must differ in an account, whatever their case and path', () => {
    const text = `${withConnection('role: {name: Workflows}')}      other:\n        account: main\n        role: {name: WORKFLOWS, path: /a/}\n`;

    expectProblem(
      text,
      'role-name-twice tenants.prod.connections.other.role.name 15:16',
      'must differ from the role name of `tenants.prod.connections.ops`, got "WORKFLOWS"',
    );
  });

  test('must differ between tenants', () => {
    expect(
      problemsOf(`${shared(withConnection('role: {name: own}'))}${OTHER_TENANT}        role: {name: own}\n`),
    ).toEqual(['role-name-twice tenants.other.connections.ops.role.name 19:16']);
  });

  test('may be equal in two accounts', () => {
    const text = edited('tenants:\n', '  spare: {id: "210987654321", region: eu-central-1}\ntenants:\n');

    expect(
      problemsOf(`${text}        role: {name: own}\n      other:\n        account: spare\n        role: {name: own}\n`),
    ).toEqual([]);
  });

  test('are asked for when two defaults are cut to the same 64 characters', () => {
    const key = 'k'.repeat(60);
    const text = edited('ops:', `${key}a:`).concat(`      ${key}b:\n        account: main\n`);

    expectProblem(
      text,
      `role-name-twice tenants.prod.connections.${key}b 12:7`,
      `needs \`role.name\`, because its default dynatrace-prod-${'k'.repeat(49)} is also the role name of \`tenants.prod.connections.${key}a\``,
    );
  });

  test('are not compared while one of them is wrong in itself', () => {
    const text = `${withConnection('role: {name: dynatrace-prod-other}')}      other:\n        account: main\n        role: {name: "a b"}\n`;

    expect(problemsOf(text)).toHaveLength(1);
  });

  test('of shared roles count once', () => {
    expect(problemsOf(`${GOOD}      other:\n        account: main\n        roleOf: ops\n`)).toEqual([]);
  });
});

describe('the trust policy of a shared role', () => {
  const sharing = (count: number, lines: string) =>
    GOOD +
    Array.from({ length: count }, (_, index) => `      con${index}: {account: main, roleOf: ops, ${lines}}\n`).join('');

  test('must fit, counted with the names of the connections', () => {
    expectProblem(
      sharing(20, `schema: legacy, name: "${'n'.repeat(90)}"`).replace(/n{90}/g, () => nextName()),
      'trust-policy-size tenants.prod.connections.ops 10:7',
      expect.stringMatching(
        /^must have a trust policy of at most 2048 characters; 21 connections make it \d{4}, so give some of them a role of their own$/,
      ),
    );
  });

  test('must fit, with object ids taken as 200 characters', () => {
    expect(problemsOf(sharing(5, 'schema: enhanced'))).toEqual([]);
    expectProblem(
      sharing(9, 'schema: enhanced'),
      'trust-policy-size tenants.prod.connections.ops 10:7',
      expect.stringContaining('; 10 connections make it'),
    );
  });

  let names = 0;
  function nextName(): string {
    names += 1;
    return `${names}`.padStart(90, 'n');
  }
});
