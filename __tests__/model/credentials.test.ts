import { findCredentials, variablesFor, wantedVariables } from '../../model/credentials';

describe('credentials', () => {
  const find = (names: string, choice: { credentials?: string; allowApiToken?: boolean } = {}) => {
    const set = names.split(' ');
    return findCredentials((name) => set.includes(name), { allowApiToken: false, ...choice });
  };
  const API = 'DYNATRACE_API_TOKEN';
  const PLATFORM = 'DYNATRACE_PLATFORM_TOKEN';

  it.each([
    [`${API} ${PLATFORM} DT_CLIENT_SECRET DT_CLIENT_ID`, {}, { kind: 'oauth-client', variable: 'DT_CLIENT_ID' }],
    [`${API} ${PLATFORM}`, { allowApiToken: true }, { kind: 'platform-token', variable: PLATFORM }],
    [API, { allowApiToken: true }, { kind: 'api-token', variable: API }],
    [API, {}, { refused: API }],
    [`P_${API}`, { credentials: 'P' }, { refused: `P_${API}` }],
    ['', {}, undefined],
    [`DT_CLIENT_ID ${PLATFORM}`, {}, { missing: 'DT_CLIENT_SECRET' }],
    ['P_DT_CLIENT_SECRET', { credentials: 'P' }, { missing: 'P_DT_CLIENT_ID' }],
    [
      `DT_CLIENT_ID DT_CLIENT_SECRET P_${PLATFORM}`,
      { credentials: 'P' },
      { kind: 'platform-token', variable: `P_${PLATFORM}` },
    ],
    [`DT_CLIENT_ID DT_CLIENT_SECRET P_${PLATFORM}`, {}, { kind: 'oauth-client', variable: 'DT_CLIENT_ID' }],
    [`${PLATFORM} P_${API}`, { credentials: 'P' }, { kind: 'platform-token', variable: PLATFORM }],
  ])('picks from "%s" for %j', (names, choice, found) => {
    expect(find(names, choice)).toEqual(found);
  });

  it('names the variables of a tenant', () => {
    expect(variablesFor('account', { credentials: 'P' })).toEqual(['P_DT_ACCOUNT_ID', 'DT_ACCOUNT_ID']);
    expect(variablesFor('account', {})).toEqual(['DT_ACCOUNT_ID']);
    expect(wantedVariables({ credentials: 'P' })).toEqual({
      pair: 'P_DT_CLIENT_ID and P_DT_CLIENT_SECRET',
      platformToken: `P_${PLATFORM}`,
    });
  });
});
