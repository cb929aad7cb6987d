import {
  ACCOUNT,
  AUDIENCE,
  assumeWithToken,
  awsPolicies,
  createRole,
  freshAws,
  ISSUER,
  iam,
  type Parameters,
  PROVIDER_ARN,
  roleArn,
} from './client';
import { startIssuer, type TestIssuer } from './issuer';

let issuer: TestIssuer;
const aws = freshAws();

beforeEach(async () => {
  issuer = await startIssuer();
  aws().jwksUrls[ISSUER] = issuer.url;
  await iam(aws(), 'CreateOpenIDConnectProvider', { Url: ISSUER, ClientIDList: [AUDIENCE] });
  await createRole(aws(), 'ops');
});
afterEach(() => issuer.close());

function assume(parameters: Parameters = {}) {
  return assumeWithToken(aws(), { WebIdentityToken: issuer.token(), ...parameters });
}

test('a session is as long as its role allows', async () => {
  expect(await assume({ DurationSeconds: 3601 })).toMatchObject({
    status: 400,
    code: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  });
  await iam(aws(), 'UpdateRole', { RoleName: 'ops', MaxSessionDuration: 7200 });
  expect((await assume({ DurationSeconds: 7200 })).status).toBe(200);
});

test.each([
  [{ DurationSeconds: 899 }, /'899' at 'durationSeconds'.*greater than or equal to 900$/],
  [{ DurationSeconds: 43_201 }, /'43201' at 'durationSeconds'.*less than or equal to 43200$/],
  [{ RoleSessionName: 'a' }, /'a' at 'roleSessionName'.*greater than or equal to 2$/],
  [{ RoleSessionName: 'a'.repeat(65) }, /'roleSessionName'.*less than or equal to 64$/],
  [{ RoleSessionName: 'a b' }, /'roleSessionName'.*regular expression pattern/],
  [{ RoleArn: 'ops' }, /'ops' at 'roleArn'.*greater than or equal to 20$/],
  [{ RoleArn: roleArn('a'.repeat(2048)) }, /'roleArn'.*less than or equal to 2048$/],
  [{ RoleArn: 'a-role-that-is-no-arn-at-all' }, /^a-role-that-is-no-arn-at-all is invalid$/],
  [{ RoleArn: PROVIDER_ARN }, /^Request ARN is invalid$/],
  [{ RoleArn: roleArn('ops').replace('arn:aws:', 'arn:aws-cn:') }, /^Request ARN is invalid$/],
  [{ WebIdentityToken: '' }, /'webIdentityToken'.*not be null$/],
  [{ Policy: ' '.repeat(2049) }, /'policy'.*less than or equal to 2048$/],
  [{ PolicyArns: Array(11).fill({ arn: 'x' }) }, /'policyArns'.*less than or equal to 10$/],
  [{ PolicyArns: [{ arn: 'ReadOnlyAccess' }] }, /^ARN ReadOnlyAccess is not valid\.$/],
  [{ PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/gone` }] }, /does not exist or is not attachable\.$/],
])('a session with %j is a validation error', async (parameters: Parameters, message) => {
  expect(await assume(parameters)).toMatchObject({
    status: 400,
    code: 'ValidationError',
    message: expect.stringMatching(message),
  });
});

test('a session may have up to ten session policies of AWS', async () => {
  const PolicyArns = awsPolicies(10).map((arn) => ({ arn }));
  expect((await assume({ PolicyArns })).status).toBe(200);
});

test('a session takes no session policy that IAM would refuse', async () => {
  expect(await assume({ Policy: '{}' })).toMatchObject({ status: 400, code: 'MalformedPolicyDocument' });
});
