import { edited, expectProblem, problemsOf, withAccount } from '../support';

const NINETY_NINE = Array.from({ length: 99 }, (_, index) => `a${index}`);
const OTHER_TENANT = `  staging:
    environment: xyz98765.apps.dynatrace.com
    connections: {ops: {account: main}}
`;

function customDomain(domain: string): string {
  return edited(
    'environment: abc12345.apps.dynatrace.com\n',
    `environment: ${domain}
    ssoUrl: https://sso.example.com/token
    accountUrl: https://api.example.com
    issuer: https://token.example.com
`,
  );
}

describe('the audiences of an account', () => {
  test('may be 100 with those of its tenants', () => {
    expect(problemsOf(withAccount(`extraAudiences: [${NINETY_NINE}]`))).toEqual([]);
  });

  test('may not be 101 with those of its tenants', () => {
    expectProblem(
      withAccount('providerOwner: prod', `extraAudiences: [${NINETY_NINE}]`) + OTHER_TENANT,
      'audience-count accounts.main.extraAudiences 7:5',
      'must have at most 100 audiences on its OIDC provider, including those of the tenants, got 101',
    );
  });

  test('are counted by issuer, for each has a provider of its own', () => {
    const dev = OTHER_TENANT.replace('xyz98765.apps.dynatrace.com', 'xyz98765.dev.apps.dynatracelabs.com');

    expect(problemsOf(withAccount(`extraAudiences: [${NINETY_NINE}]`) + dev)).toEqual([]);
  });

  test('count once when a tenant is among the further ones', () => {
    const own = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';

    expect(problemsOf(withAccount(`extraAudiences: [${[...NINETY_NINE, own]}]`))).toEqual([]);
  });

  test('are reported at the account when all of them come from tenants', () => {
    const tenants = Array.from(
      { length: 101 },
      (_, index) => `  t${index}: {environment: abc${index}.apps.dynatrace.com, connections: {ops: {account: main}}}\n`,
    );

    const text = withAccount('providerOwner: t0');

    expect(problemsOf(text.slice(0, text.indexOf('  prod:')) + tenants.join(''))).toEqual([
      'audience-count accounts.main 3:3',
    ]);
  });

  test('do not count when something else keeps the provider', () => {
    const tenants = Array.from(
      { length: 101 },
      (_, index) => `  t${index}: {environment: abc${index}.apps.dynatrace.com, connections: {ops: {account: main}}}\n`,
    );
    const text = withAccount('oidcProvider: existing');

    expect(problemsOf(text.slice(0, text.indexOf('  prod:')) + tenants.join(''))).toEqual([]);
  });
});

describe('the audience of a tenant', () => {
  test('may not be longer than IAM takes', () => {
    expectProblem(
      customDomain(`${'a.'.repeat(110)}example.com`),
      'audience-form tenants.prod.environment 8:5',
      'is too long: its audience has 262 characters, and IAM allows 255',
    );
  });

  test('may not have a wildcard', () => {
    expectProblem(
      customDomain('"*.example.com"'),
      'audience-form tenants.prod.environment 8:5',
      'must not contain "*" or "?", got "*.example.com"',
    );
  });
});
