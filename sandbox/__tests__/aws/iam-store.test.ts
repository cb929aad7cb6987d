import { ACCOUNT, AUDIENCE, assumeWithToken, createRole, freshAws, ISSUER, iam, trust } from './client';
import { startIssuer, type TestIssuer } from './issuer';

const DENIED = {
  status: 403,
  code: 'AccessDenied',
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
};

let issuer: TestIssuer;
let now = Date.now();
const aws = freshAws(() => ({ clock: () => now }));

beforeEach(async () => {
  now = Date.now();
  issuer = await startIssuer();
  aws().jwksUrls[ISSUER] = issuer.url;
});
afterEach(() => issuer.close());

function assume() {
  return assumeWithToken(aws(), { WebIdentityToken: issuer.token() });
}

describe('while a change spreads', () => {
  test('STS sees what was there before', async () => {
    await iam(aws(), 'CreateOpenIDConnectProvider', { Url: ISSUER, ClientIDList: [AUDIENCE] });
    aws().propagationSeconds = 10;
    now += 10_000;
    await createRole(aws(), 'ops');
    expect(await assume()).toMatchObject(DENIED);
    now += 10_000;
    expect((await assume()).status).toBe(200);

    await iam(aws(), 'UpdateAssumeRolePolicy', { RoleName: 'ops', PolicyDocument: trust({ Effect: 'Deny' }) });
    now += 9_999;
    expect((await assume()).status).toBe(200);
    now += 1;
    expect(await assume()).toMatchObject(DENIED);

    await iam(aws(), 'UpdateAssumeRolePolicy', { RoleName: 'ops', PolicyDocument: trust() });
    now += 10_000;
    await iam(aws(), 'DeleteRole', { RoleName: 'ops' });
    expect((await assume()).status).toBe(200);
    expect((await aws().snapshot())[ACCOUNT]?.roles).toEqual([]);
    aws().propagationSeconds = 0;
    expect(await assume()).toMatchObject(DENIED);
  });

  test('a new provider is not known yet', async () => {
    aws().propagationSeconds = 10;
    await iam(aws(), 'CreateOpenIDConnectProvider', { Url: ISSUER, ClientIDList: [AUDIENCE] });
    await createRole(aws(), 'ops');
    expect(aws().propagationSeconds).toBe(10);
    expect(await assume()).toMatchObject({
      code: 'InvalidIdentityToken',
      message: `No OpenIDConnect provider found in your account for ${ISSUER}`,
    });
  });
});
