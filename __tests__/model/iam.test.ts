import { inlinePolicy, partitionOf, policySize, providerArn, roleArn, type Trust, trustPolicy } from '../../model/iam';

const TRUST: Trust = {
  providerArn: 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com',
  issuer: 'https://token.dynatrace.com',
  audience: 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
  subjects: ['dtid:connection/ops'],
};

test.each([
  ['eu-central-1', 'aws'],
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-gov-east-1', 'aws-us-gov'],
])('the region %s is of the partition %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test.each([
  ['https://token.dynatrace.com', 'arn:aws-cn:iam::123456789012:oidc-provider/token.dynatrace.com'],
  ['https://token.example.com/path', 'arn:aws-cn:iam::123456789012:oidc-provider/token.example.com/path'],
])('the provider of %s has the ARN %s', (issuer, arn) => {
  expect(providerArn('aws-cn', '123456789012', issuer)).toBe(arn);
});

test.each([
  ['/', 'arn:aws:iam::123456789012:role/ops'],
  ['/team/', 'arn:aws:iam::123456789012:role/team/ops'],
])('a role under %s has the ARN %s', (path, arn) => {
  expect(roleArn('aws', '123456789012', path, 'ops')).toBe(arn);
});

describe('trustPolicy', () => {
  test('trusts exactly one audience and one subject', () => {
    expect(trustPolicy(TRUST)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: TRUST.providerArn },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'token.dynatrace.com:aud': TRUST.audience,
              'token.dynatrace.com:sub': 'dtid:connection/ops',
            },
          },
        },
      ],
    });
  });

  test('lists several subjects', () => {
    const subjects = ['dtid:connection/ops', 'dt:connection-id/abc'];

    expect(trustPolicy({ ...TRUST, subjects }).Statement[0].Condition.StringEquals['token.dynatrace.com:sub']).toEqual(
      subjects,
    );
  });

  test("takes the condition keys from the provider's issuer", () => {
    const { StringEquals } = trustPolicy({ ...TRUST, issuer: 'https://dev.token.dynatracelabs.com' }).Statement[0]
      .Condition;

    expect(Object.keys(StringEquals)).toEqual(['dev.token.dynatracelabs.com:aud', 'dev.token.dynatracelabs.com:sub']);
  });

  test.each([
    ['no audience', { audience: '' }],
    ['a wildcard in the audience', { audience: '*/app-id/dynatrace.aws.connector' }],
    ['an empty subject', { subjects: ['dtid:connection/ops', ''] }],
    ['a wildcard in a subject', { subjects: ['dtid:connection/*'] }],
    ['a question mark in a subject', { subjects: ['dtid:connection/op?'] }],
  ])('refuses %s', (_, part) => {
    expect(() => trustPolicy({ ...TRUST, ...part })).toThrow(RangeError);
    expect(() => trustPolicy({ ...TRUST, ...part })).toThrow(
      /^a trust policy needs an exact audience and subject, got "/,
    );
  });

  test('refuses no subject at all', () => {
    expect(() => trustPolicy({ ...TRUST, subjects: [] })).toThrow(
      new RangeError('a trust policy needs at least one subject'),
    );
  });
});

describe('inlinePolicy', () => {
  const LIST_REGIONS = { Effect: 'Allow', Action: 'account:ListRegions', Resource: '*' };

  test('lets the actions list regions', () => {
    expect(inlinePolicy([])).toEqual({ Version: '2012-10-17', Statement: [LIST_REGIONS] });
  });

  test('adds the statements of the file in their order', () => {
    const statements = [
      { Sid: 'A', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
      { Effect: 'Deny', Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::b/*'] },
    ] as const;

    expect(inlinePolicy(structuredClone(statements) as never).Statement).toEqual([LIST_REGIONS, ...statements]);
  });
});

test('policySize counts no white space outside of strings', () => {
  expect(policySize({ a: 'b c' })).toBe('{"a":"b c"}'.length);
  expect(policySize(inlinePolicy([]))).toBe(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"account:ListRegions","Resource":"*"}]}'.length,
  );
});
