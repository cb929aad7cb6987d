import { parsePolicy } from '../../aws/policy-document';
import { type AccessRequest, isAllowed } from '../../aws/policy-evaluation';

const context = { 'issuer:sub': ['ops'] };

function allowed(statements: object | object[], request: Partial<AccessRequest>): boolean {
  const document = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  return isAllowed([document], { action: 's3:GetObject', context, ...request });
}

describe('identity policies', () => {
  const statement = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::bucket/*' };

  test.each([
    [{ resource: 'arn:aws:s3:::bucket/a' }, true],
    [{ resource: 'arn:aws:s3:::other/a' }, false],
    [{ action: 'S3:getobject', resource: 'arn:aws:s3:::bucket/a' }, true],
    [{ action: 's3:PutObject', resource: 'arn:aws:s3:::bucket/a' }, false],
  ])('%j is allowed: %s', (request, expected) => {
    expect(allowed(statement, request)).toBe(expected);
  });

  test('a denial outweighs a permission', () => {
    const denial = { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::bucket/secret' };
    expect(allowed([statement, denial], { resource: 'arn:aws:s3:::bucket/open' })).toBe(true);
    expect(allowed([statement, denial], { resource: 'arn:aws:s3:::bucket/secret' })).toBe(false);
  });

  test('NotAction and NotResource mean everything else', () => {
    const rest = { Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::bucket/*' };
    expect(allowed(rest, { resource: 'arn:aws:s3:::other/a' })).toBe(true);
    expect(allowed(rest, { resource: 'arn:aws:s3:::bucket/a' })).toBe(false);
    expect(allowed(rest, { action: 'iam:GetRole', resource: '*' })).toBe(false);
  });

  test('every condition has to hold', () => {
    const conditional = (Condition: object) => ({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
    expect(allowed(conditional({ StringEquals: { 'issuer:sub': ['dev', 'ops'] } }), { resource: '*' })).toBe(true);
    expect(allowed(conditional({ StringEquals: { 'issuer:sub': 'ops', 'issuer:aud': 'x' } }), { resource: '*' })).toBe(
      false,
    );
    expect(
      allowed(conditional({ StringEquals: { 'issuer:sub': 'ops' }, StringLike: { 'issuer:sub': 'x*' } }), {
        resource: '*',
      }),
    ).toBe(false);
  });
});

describe('trust policies', () => {
  const provider = 'arn:aws:iam::123456789012:oidc-provider/issuer';
  const request = {
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: { kind: 'Federated' as const, ids: [provider] },
  };

  test.each([
    [{ Federated: provider }, true],
    [{ Federated: ['arn:aws:iam::123456789012:oidc-provider/other', provider] }, true],
    [{ Federated: `${provider}/` }, false],
    [{ AWS: '*' }, false],
    ['*', false],
  ])('principal %j trusts the provider: %s', (Principal, expected) => {
    expect(allowed({ Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity' }, request)).toBe(expected);
  });

  test('an account is trusted under any of its names', () => {
    const caller = { action: 'sts:AssumeRole', principal: { kind: 'AWS' as const, ids: ['123456789012'] } };
    expect(allowed({ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:*' }, caller)).toBe(true);
    expect(allowed({ Effect: 'Allow', Principal: '*', Action: 'sts:*' }, caller)).toBe(true);
    expect(allowed({ Effect: 'Allow', Principal: { AWS: '210987654321' }, Action: 'sts:*' }, caller)).toBe(false);
  });
});
