import { generateKeyPairSync } from 'node:crypto';
import { xmlText } from '../../aws/xml';
import {
  ACCOUNT,
  AUDIENCE,
  assumeWithToken,
  createRole,
  freshAws,
  ISSUER,
  iam,
  type Parameters,
  PROVIDER_ARN,
  roleArn,
  SUBJECT,
  sessionIn,
  sts,
  trust,
} from './client';
import { makeKeys, startIssuer, type TestIssuer } from './issuer';

let issuer: TestIssuer;
let now = Date.now();
const aws = freshAws(() => ({ clock: () => now }));

beforeEach(async () => {
  now = Date.now();
  issuer = await startIssuer();
  aws().jwksUrls[ISSUER] = issuer.url;
});
afterEach(() => issuer.close());

async function connect(trustPolicy = trust()): Promise<void> {
  await iam(aws(), 'CreateOpenIDConnectProvider', { Url: ISSUER, ClientIDList: [AUDIENCE] });
  await createRole(aws(), 'ops', { AssumeRolePolicyDocument: trustPolicy });
}

function assume(parameters: Parameters = {}) {
  return assumeWithToken(aws(), { WebIdentityToken: issuer.token(), ...parameters });
}

const DENIED = {
  status: 403,
  code: 'AccessDenied',
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
};

describe('a token that the role trusts', () => {
  test('gives a session with which STS can be called', async () => {
    await connect();
    const { status, result } = await assume({ DurationSeconds: 900 });
    expect(status).toBe(200);
    expect(xmlText(result, 'SubjectFromWebIdentityToken')).toBe(SUBJECT);
    expect(xmlText(result, 'Audience')).toBe(AUDIENCE);
    expect(xmlText(result, 'Provider')).toBe(PROVIDER_ARN);
    expect(xmlText(result, 'AssumedRoleUser', 'Arn')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/ops/session`);
    expect(Date.parse(xmlText(result, 'Credentials', 'Expiration') ?? '')).toBeCloseTo(now + 900_000, -4);

    const signer = sessionIn(result);
    const identity = await sts(aws(), 'GetCallerIdentity', {}, signer);
    expect(xmlText(identity.result, 'Arn')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/ops/session`);
    expect(await sts(aws(), 'GetCallerIdentity', {}, { ...signer, sessionToken: 'x' })).toMatchObject({
      code: 'InvalidClientTokenId',
    });
    now += 900_000;
    expect(await sts(aws(), 'GetCallerIdentity', {}, signer)).toMatchObject({ status: 403, code: 'ExpiredToken' });
  });

  test('may take its audience from azp', async () => {
    const condition = { 'token.dynatrace.com:aud': AUDIENCE, 'token.dynatrace.com:oaud': 'tenant' };
    await connect(trust({ Condition: { StringEquals: condition } }));
    expect((await assume({ WebIdentityToken: issuer.token({ aud: 'tenant', azp: AUDIENCE }) })).status).toBe(200);
  });

  test('may be checked by its amr', async () => {
    const Condition = { 'ForAnyValue:StringEquals': { 'token.dynatrace.com:amr': 'authenticated' } };
    await connect(trust({ Condition }));
    expect((await assume({ WebIdentityToken: issuer.token({ amr: ['authenticated'] }) })).status).toBe(200);
    expect(await assume()).toMatchObject(DENIED);
  });

  test('is enough for any of several subjects', async () => {
    const subjects = ['dtid:connection/other', SUBJECT];
    await connect(trust({ Condition: { StringEquals: { 'token.dynatrace.com:sub': subjects } } }));
    expect((await assume()).status).toBe(200);
  });

  test('is checked with keys at an address that the configuration names', async () => {
    await connect();
    issuer.configuration.jwks_uri = `${issuer.url}/.well-known/jwks.json`;
    expect((await assume()).status).toBe(200);
  });

  test('is checked with keys that stand at the address itself', async () => {
    await connect();
    aws().jwksUrls[ISSUER] = `${issuer.url}/.well-known/jwks.json`;
    expect((await assume()).status).toBe(200);
  });
});

describe('a role that does not trust the token denies it', () => {
  test.each([
    ['another subject', { 'token.dynatrace.com:sub': 'dtid:connection/other' }],
    ['another audience', { 'token.dynatrace.com:aud': 'xyz98765.apps.dynatrace.com/app-id/dynatrace.aws.connector' }],
    ['keys of another issuer', { 'dev.token.dynatracelabs.com:sub': SUBJECT }],
    ['a claim that the token lacks', { 'token.dynatrace.com:amr': 'x' }],
  ])('by %s', async (_what, StringEquals) => {
    await connect(trust({ Condition: { StringEquals } }));
    expect(await assume()).toMatchObject(DENIED);
  });

  test.each([
    ['another provider', { Principal: { Federated: `${PROVIDER_ARN}/x` } }],
    ['another principal', { Principal: { AWS: ACCOUNT } }],
    ['another action', { Action: 'sts:AssumeRole' }],
    ['a denial', { Effect: 'Deny' }],
  ])('by %s', async (_what, replaced) => {
    await connect(trust(replaced));
    expect(await assume()).toMatchObject(DENIED);
  });

  test('so does a role that does not exist, or not under that path', async () => {
    await connect();
    expect(await assume({ RoleArn: roleArn('gone') })).toMatchObject(DENIED);
    expect(await assume({ RoleArn: roleArn('ops', '/teams/') })).toMatchObject(DENIED);
  });
});

describe('a token that STS refuses', () => {
  beforeEach(() => connect());

  test.each(['x.y', 'x.y.z', '....', Buffer.from('null').toString('base64url').concat('.e30.x')])(
    '%s',
    async (token) => {
      expect(await assume({ WebIdentityToken: token })).toMatchObject({
        status: 400,
        code: 'InvalidIdentityToken',
        message: expect.stringContaining('is not a valid JWT'),
      });
    },
  );

  test.each(['iss', 'sub', 'aud', 'exp', 'iat'])('lacks the claim %s', async (claim) => {
    expect(await assume({ WebIdentityToken: issuer.token({ [claim]: undefined }) })).toMatchObject({
      status: 400,
      code: 'InvalidIdentityToken',
      message: `Missing a required claim: ${claim}`,
    });
  });

  test('has expired', async () => {
    const exp = Math.floor(now / 1000);
    expect(await assume({ WebIdentityToken: issuer.token({ exp }) })).toMatchObject({
      status: 400,
      code: 'ExpiredTokenException',
      message: `Token expired: current date/time ${exp} must be before the expiration date/time ${exp}`,
    });
  });

  test.each(['iat', 'nbf'])('has its %s in the future', async (claim) => {
    const token = issuer.token({ [claim]: Math.floor(now / 1000) + 301, exp: Math.floor(now / 1000) + 900 });
    expect(await assume({ WebIdentityToken: token })).toMatchObject({ status: 400, code: 'InvalidIdentityToken' });
  });

  test.each(['https://dev.token.dynatracelabs.com', `${ISSUER}/`, 'token.dynatrace.com'])(
    'is of the issuer %s, for which there is no provider',
    async (iss) => {
      expect(await assume({ WebIdentityToken: issuer.token({ iss }) })).toMatchObject({
        status: 400,
        code: 'InvalidIdentityToken',
        message: `No OpenIDConnect provider found in your account for ${iss}`,
      });
    },
  );

  test.each([['xyz'], [[AUDIENCE, 'xyz']]])('has the audience %j, which the provider does not list', async (aud) => {
    expect(await assume({ WebIdentityToken: issuer.token({ aud }) })).toMatchObject({
      status: 400,
      code: 'InvalidIdentityToken',
      message: 'Incorrect token audience',
    });
  });

  test('is signed by another key', async () => {
    const other = await startIssuer(makeKeys());
    await other.close();
    expect(await assume({ WebIdentityToken: other.token() })).toMatchObject({
      status: 400,
      code: 'InvalidIdentityToken',
      message: 'The ID Token provided has an invalid signature',
    });
  });

  test('was changed after it was signed', async () => {
    const [header, , signature] = issuer.token().split('.');
    const [, claims] = issuer.token({ sub: SUBJECT, admin: true }).split('.');
    expect(await assume({ WebIdentityToken: [header, claims, signature].join('.') })).toMatchObject({
      code: 'InvalidIdentityToken',
    });
  });

  test.each([{ kid: 'key-2' }, { alg: 'none' }, { alg: 'HS256' }])('has the header %j', async (header) => {
    expect(await assume({ WebIdentityToken: issuer.token({}, header) })).toMatchObject({
      status: 400,
      code: 'InvalidIdentityToken',
      message: expect.stringContaining("Couldn't retrieve verification key"),
    });
  });

  test('is of an issuer whose keys are nowhere', async () => {
    delete aws().jwksUrls[ISSUER];
    expect(await assume()).toMatchObject({ status: 400, code: 'InvalidIdentityToken' });
  });

  test('is of an issuer whose configuration names another issuer', async () => {
    issuer.configuration.issuer = 'https://other.example.com';
    expect(await assume()).toMatchObject({ status: 400, code: 'InvalidIdentityToken' });
  });

  test('is of an issuer whose keys cannot be read', async () => {
    issuer.faults.add({ path: /jwks/, status: 200, body: { keys: [{ kty: 'RSA', kid: 'key-1' }] } });
    expect(await assume()).toMatchObject({ status: 400, code: 'InvalidIdentityToken' });
    issuer.faults.add({ path: /jwks/, status: 200, body: {} });
    expect(await assume()).toMatchObject({ status: 400, code: 'InvalidIdentityToken' });
  });

  test('is of an issuer that does not answer, or not with JSON', async () => {
    issuer.faults.add({ path: /./, status: 500 });
    expect(await assume()).toMatchObject({ status: 400, code: 'IDPCommunicationError' });
    issuer.faults.add({ path: /./, status: 200, body: '<html>' });
    expect(await assume()).toMatchObject({ status: 400, code: 'IDPCommunicationError' });
    await issuer.close();
    expect(await assume()).toMatchObject({ status: 400, code: 'IDPCommunicationError' });
  });

  test('is signed with an elliptic key, which the issuer does not list as RSA', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1' }];
    issuer.faults.add({ path: /jwks/, status: 200, body: { keys } });
    expect(await assume()).toMatchObject({ status: 400, code: 'InvalidIdentityToken' });
  });
});
