import { EnvironmentError, environmentIdOf, isLoopback, parseEnvironment } from '../../model/environment';

const PRODUCTION = {
  id: 'abc12345',
  url: 'https://abc12345.apps.dynatrace.com',
  classicUrl: 'https://abc12345.live.dynatrace.com',
  domain: 'abc12345.apps.dynatrace.com',
  ssoUrl: 'https://sso.dynatrace.com/sso/oauth2/token',
  accountUrl: 'https://api.dynatrace.com',
  issuer: 'https://token.dynatrace.com',
};

const SPRINT = {
  id: 'abc12345',
  url: 'https://abc12345.sprint.apps.dynatracelabs.com',
  classicUrl: 'https://abc12345.sprint.dynatracelabs.com',
  domain: 'abc12345.sprint.apps.dynatracelabs.com',
  ssoUrl: 'https://sso-sprint.dynatracelabs.com/sso/oauth2/token',
  accountUrl: 'https://api-hardening.internal.dynatracelabs.com',
  issuer: 'https://token.example.com',
};

const DEV = {
  id: 'abc12345',
  url: 'https://abc12345.dev.apps.dynatracelabs.com',
  classicUrl: 'https://abc12345.dev.dynatracelabs.com',
  domain: 'abc12345.dev.apps.dynatracelabs.com',
  ssoUrl: 'https://sso-dev.dynatracelabs.com/sso/oauth2/token',
  accountUrl: 'https://api-dev.internal.dynatracelabs.com',
  issuer: 'https://dev.token.dynatracelabs.com',
};

describe('parseEnvironment', () => {
  test.each([
    'abc12345.apps.dynatrace.com',
    'abc12345.live.dynatrace.com',
    'https://abc12345.apps.dynatrace.com',
    'https://abc12345.apps.dynatrace.com/',
    'https://abc12345.live.dynatrace.com/',
    'HTTPS://ABC12345.Apps.Dynatrace.com',
    '  abc12345.apps.dynatrace.com\n',
    'https://abc12345.apps.dynatrace.com:443/',
    'https://abc12345.apps.dynatrace.com/ui/apps/dynatrace.automations/workflows?sort=a#top',
    'https://abc12345.live.dynatrace.com/#settings/hub',
    'https://abc12345.apps.dynatrace.com/platform/classic/environment-api/v2',
    'abc12345.live.dynatrace.com/api/v2',
  ])('reads a production environment from "%s"', (text) => {
    expect(parseEnvironment(text)).toEqual(PRODUCTION);
  });

  test.each(['abc12345.sprint.apps.dynatracelabs.com', 'https://abc12345.sprint.dynatracelabs.com/ui'])(
    'reads a sprint environment from "%s"',
    (text) => {
      expect(parseEnvironment(text, { issuer: 'https://token.example.com' })).toEqual(SPRINT);
    },
  );

  test.each(['abc12345.dev.apps.dynatracelabs.com', 'https://abc12345.dev.dynatracelabs.com/'])(
    'reads a dev environment from "%s"',
    (text) => {
      expect(parseEnvironment(text)).toEqual(DEV);
    },
  );

  test('lets addresses be set beside it', () => {
    const overrides = {
      ssoUrl: 'https://sso.example.com/token',
      accountUrl: 'https://account.example.com',
      issuer: 'https://issuer.example.com',
    };

    expect(parseEnvironment('abc12345.apps.dynatrace.com', overrides)).toEqual({ ...PRODUCTION, ...overrides });
  });

  test.each([
    ['http://127.0.0.1:4610', '127.0.0.1:4610', 'http://127.0.0.1:4610'],
    ['http://localhost:4610/ui', 'localhost:4610', 'http://localhost:4610'],
    ['https://dynatrace.example.com/', 'dynatrace.example.com', 'https://dynatrace.example.com'],
    ['dynatrace.example.com:8443', 'dynatrace.example.com:8443', 'https://dynatrace.example.com:8443'],
    // No environment of a stage has a port, so this is a host like any other.
    [
      'https://abc12345.apps.dynatrace.com:8443',
      'abc12345.apps.dynatrace.com:8443',
      'https://abc12345.apps.dynatrace.com:8443',
    ],
  ])('takes the host of "%s" as it is, when all addresses are set', (text, domain, url) => {
    const overrides = { ssoUrl: 'https://a/token', accountUrl: 'https://b', issuer: 'https://c' };

    expect(parseEnvironment(text, overrides)).toEqual({ id: domain, domain, url, classicUrl: url, ...overrides });
  });

  test.each([
    [
      'abc12345',
      /^must look like abc12345\.apps\.dynatrace\.com; any other host needs `ssoUrl`, `accountUrl` and `issuer` as well$/,
    ],
    ['dynatrace.com', /^must look like/],
    ['abc12345.apps.dynatrace.com.example.com', /^must look like/],
    ['abc12345.sprint.apps.dynatracelabs.com', /^needs `issuer` as well/],
    ['https://managed.example.com/e/11111111-2222-3333-4444-555555555555/', /^must be a SaaS environment/],
    ['https://activegate:9999/e/abc12345/api/v2', /^must be a SaaS environment/],
    ['http://abc12345.apps.dynatrace.com', /^must use https$/],
    ['ftp://abc12345.apps.dynatrace.com', /^must use https$/],
    ['http://127.0.0.1.example.com', /^must use https$/],
    ['https://user:password@abc12345.apps.dynatrace.com', /^must not contain credentials/],
    ['token@abc12345.apps.dynatrace.com', /^must not contain credentials/],
    ['', /^must be the address of a Dynatrace environment, such as abc12345\.apps\.dynatrace\.com$/],
    ['https://', /^must be the address/],
    ['my tenant', /^must be the address/],
  ])('refuses "%s"', (text, message) => {
    expect(() => parseEnvironment(text)).toThrow(EnvironmentError);
    expect(() => parseEnvironment(text)).toThrow(message);
  });

  test.each([
    { ssoUrl: 'https://a/token', accountUrl: 'https://b' },
    { ssoUrl: 'https://a/token', issuer: 'https://c' },
    { accountUrl: 'https://b', issuer: 'https://c' },
  ])('refuses a host of its own with only some addresses: %j', (overrides) => {
    expect(() => parseEnvironment('dynatrace.example.com', overrides)).toThrow(/^must look like/);
  });

  test('does not repeat credentials in its message', () => {
    expect(() => parseEnvironment('https://user:hunter2@abc12345.apps.dynatrace.com')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['127.100.20.254', true],
  ['10.127.0.0.1', false],
  ['[::1]', true],
  ['::1', false],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['10.0.0.1', false],
])('isLoopback("%s") is %s', (hostname, expected) => {
  expect(isLoopback(hostname)).toBe(expected);
});

it.each([
  ['https://abc12345.apps.dynatrace.com', 'abc12345'],
  ['https://abc12345.live.dynatrace.com/', 'abc12345'],
  ['https://XYZ.sprint.apps.dynatracelabs.com', 'xyz'],
  ['https://dynatrace.example.com:8443/x', 'dynatrace.example.com:8443'],
  ['http://127.0.0.1:8080', '127.0.0.1:8080'],
])('tells the id of %s without knowing its other addresses', (url, id) => {
  expect(environmentIdOf(url)).toBe(id);
});
