import { accountUuidOf, resolveCredentials, secretsOf } from '../../../scripts/dynatrace/credentials';

const PAIR = { DT_CLIENT_ID: 'id', DT_CLIENT_SECRET: 'secret' };

describe('credentials', () => {
  const resolve = (env: NodeJS.ProcessEnv, access = {}) => resolveCredentials(env, { allowApiToken: false, ...access });

  it('prefers an OAuth client to a platform token to an API token', () => {
    const tokens = { DYNATRACE_PLATFORM_TOKEN: 'platform', DYNATRACE_API_TOKEN: 'api' };

    expect(resolve({ ...PAIR, ...tokens })).toMatchObject({
      kind: 'oauth-client',
      clientId: 'id',
      clientSecret: 'secret',
    });
    expect(resolve(tokens, { allowApiToken: true })).toMatchObject({ kind: 'platform-token', token: 'platform' });
    expect(resolve({ DYNATRACE_API_TOKEN: 'api' }, { allowApiToken: true })).toMatchObject({ kind: 'api-token' });
  });

  it('prefers anything under the prefix of the tenant', () => {
    const env = { ...PAIR, PROD_DYNATRACE_PLATFORM_TOKEN: 'prod' };

    expect(resolve(env, { credentials: 'PROD' })).toMatchObject({ variable: 'PROD_DYNATRACE_PLATFORM_TOKEN' });
    expect(resolve(env, { credentials: 'DEV' })).toMatchObject({ variable: 'DT_CLIENT_ID' });
    expect(resolve(env)).toMatchObject({ variable: 'DT_CLIENT_ID' });
  });

  it('ignores variables that are set to nothing', () => {
    expect(resolve({ DT_CLIENT_ID: ' ', DYNATRACE_PLATFORM_TOKEN: ' token\n' })).toMatchObject({ token: 'token' });
  });

  it.each([
    [{}, {}, 'Export DT_CLIENT_ID and DT_CLIENT_SECRET, or DYNATRACE_PLATFORM_TOKEN.'],
    [{}, { credentials: 'PROD' }, 'Export PROD_DT_CLIENT_ID and PROD_DT_CLIENT_SECRET'],
    [{ DT_CLIENT_ID: 'id' }, {}, 'DT_CLIENT_SECRET is not set'],
    [{ PROD_DT_CLIENT_SECRET: 'x' }, { credentials: 'PROD' }, 'PROD_DT_CLIENT_ID is not set'],
    [{ DYNATRACE_API_TOKEN: 'api' }, {}, 'an API token is not accepted (DYNATRACE_API_TOKEN)'],
  ])('says what is missing in %j with %j', (env, access, message) => {
    expect(() => resolve(env, access)).toThrow(message);
    expect(() => resolve(env, access)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it.each([
    ['a line break', 'dt0s16.ab\ncd', 'U+000A in position 10 of 12'],
    ['a control character', 'abc\u0000def', 'U+0000 in position 4 of 7'],
    ['a typographic character', 'dt0s16\u2013ab', 'U+2013 in position 7 of 9'],
    ['a space', 'Bearer abc', 'U+0020 in position 7 of 10'],
  ])('refuses a credential with %s inside, without showing it', (_, token, said) => {
    const envs = [
      { DYNATRACE_PLATFORM_TOKEN: token },
      { ...PAIR, DT_CLIENT_SECRET: token },
      { ...PAIR, DT_CLIENT_ID: token },
    ];
    for (const env of envs) {
      expect(() => resolve(env)).toThrow(said);
      expect(() => resolve(env)).toThrow(
        expect.objectContaining({ exitCode: 2, message: expect.not.stringContaining(token) }),
      );
    }
  });

  it('takes the account from the file before the environment, in either form', () => {
    const access = { ssoUrl: '', accountUrl: '', classicUrl: '', allowApiToken: false, credentials: 'PROD' };
    const env = { DT_ACCOUNT_ID: 'urn:dtaccount:plain', PROD_DT_ACCOUNT_ID: 'prod' };

    expect(accountUuidOf(env, { ...access, accountUuid: 'file' })).toBe('file');
    expect(accountUuidOf(env, access)).toBe('prod');
    expect(accountUuidOf(env, { ...access, credentials: undefined })).toBe('plain');
    expect(accountUuidOf({}, access)).toBeUndefined();
  });

  it('knows every secret in the environment, whatever its prefix', () => {
    const env = {
      ...PAIR,
      PROD_DT_CLIENT_SECRET: 'other',
      X_DYNATRACE_API_TOKEN: 'api',
      DT_ACCOUNT_ID: 'a',
      PATH: '/',
      HTTPS_PROXY: 'http://user:pass%2Fword@proxy.example.com:8080',
      http_proxy: 'http://proxy.example.com',
      HTTP_PROXY: 'no url',
      https_proxy: 'http://user:100%25%zz@proxy.example.com',
    };

    expect(secretsOf(env).sort()).toEqual(['100%25%zz', 'api', 'id', 'other', 'pass/word', 'secret']);
  });
});
