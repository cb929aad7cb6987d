import { readIdentityPolicy, readTrustPolicy } from '../../aws/policy-validation';
import { trust } from './client';

const role = 'arn:aws:iam::123456789012:role/x';

function identity(replaced: object = {}, document: object = {}): string {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...replaced };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement], ...document });
}

const NO_VENDOR = 'Resource vendor must be fully qualified and cannot contain regexes.';

/** @param message in which % stands for the resource. */
function refusedResource(Resource: string, message: string): [string, string] {
  return [identity({ Resource }), message.replace('%', Resource)];
}

function dated(date: string): string {
  return identity({ Condition: { DateLessThan: { 'aws:CurrentTime': date } } });
}

describe('readTrustPolicy', () => {
  test.each([
    ['the policy of a connection', trust()],
    ['several subjects', trust({ Condition: { StringEquals: { 'token.dynatrace.com:sub': ['a', 'b'] } } })],
    [
      'a provider that does not exist',
      trust({ Principal: { Federated: 'arn:aws:iam::210987654321:oidc-provider/x' } }),
    ],
    ['accounts and users', trust({ Principal: { AWS: ['123456789012', role] }, Action: 'sts:AssumeRole' })],
    ['everybody', trust({ Principal: '*', Action: ['sts:AssumeRole', 'sts:TagSession'] })],
    ['a service', trust({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' })],
    ['an older version', trust().replace('2012', '2008')],
  ])('takes %s', (_what, text) => {
    expect(readTrustPolicy(text, 'aws').statements).toHaveLength(1);
  });

  test.each([
    ['no JSON', '{', 'This policy contains invalid Json'],
    ['a list', '[]', 'Syntax error in policy.'],
    ['no statement', '{"Version":"2012-10-17","Statement":[]}', 'Could not parse the policy: Statement is empty!'],
    ['another version', trust().replace('2012', '2013'), 'The policy must contain a valid version string'],
    ['a field that does not exist', trust({ Actions: 'x' }), 'Syntax error in policy.'],
    ['an effect that does not exist', trust({ Effect: 'allow' }), 'Missing required field Effect'],
    ['no principal', trust({ Principal: undefined }), 'Missing required field Principal'],
    ['an empty principal', trust({ Principal: {} }), 'Missing required field Principal cannot be empty!'],
    ['another kind of principal', trust({ Principal: { User: 'x' } }), 'Invalid principal in policy: "User":"x"'],
    ['a malformed provider', trust({ Principal: { Federated: 'x' } }), 'Invalid principal in policy: "Federated":"x"'],
    ['a malformed account', trust({ Principal: { AWS: '1234' } }), 'Invalid principal in policy: "AWS":"1234"'],
    ['a malformed service', trust({ Principal: { Service: 'ec2' } }), 'Invalid principal in policy: "Service":"ec2"'],
    ['NotPrincipal', trust({ NotPrincipal: { AWS: '*' } }), 'Syntax error in policy.'],
    ['no action', trust({ Action: undefined }), 'Missing required field Action'],
    [
      'an action of another service',
      trust({ Action: 's3:*' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    ['every action', trust({ Action: '*' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
    [
      'an action of STS that opens no role',
      trust({ Action: ['sts:AssumeRoleWithWebIdentity', 'sts:GetCallerIdentity'] }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    ['a resource', trust({ Resource: '*' }), 'Has prohibited field Resource'],
    ['NotResource', trust({ NotResource: '*' }), 'AssumeRole policy must not contain resources.'],
    ['an operator that does not exist', trust({ Condition: { StringIs: { a: 'b' } } }), 'Syntax error in policy.'],
    ['a condition without key', trust({ Condition: { StringEquals: 'b' } }), 'Syntax error in policy.'],
  ])('refuses %s', (_what, text, message) => {
    expect(() => readTrustPolicy(text, 'aws')).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument', status: 400, message }),
    );
  });

  test('refuses a provider of another partition', () => {
    expect(() => readTrustPolicy(trust(), 'aws-cn')).toThrow('Invalid principal in policy: "Federated"');
  });

  test('refuses two statements of one id', () => {
    const { Statement, ...document } = JSON.parse(trust({ Sid: 'a' }));
    const text = JSON.stringify({ ...document, Statement: [...Statement, ...Statement] });
    expect(() => readTrustPolicy(text, 'aws')).toThrow('The Statement Ids in the policy are not unique');
  });
});

describe('readIdentityPolicy', () => {
  test.each([
    ['one statement without a list', identity({}, { Statement: JSON.parse(identity()).Statement[0] })],
    ['the negated fields', identity({ Action: undefined, NotAction: 'iam:*', Resource: undefined, NotResource: role })],
    ['every action', identity({ Action: '*' })],
    [
      'conditions with booleans and numbers',
      identity({ Condition: { Bool: { a: true }, NumericEquals: { b: [1, 2] } } }),
    ],
    ['an id', identity({ Sid: 'Read1' }, { Id: 'x' })],
    [
      'resources of IAM and S3',
      identity({ Resource: [role, 'arn:aws:iam::*:*', 'arn:aws:s3:::b/*', 'arn:*:ec2:*:*:*'] }),
    ],
    ['an access point', identity({ Resource: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/x' })],
    ...['2020-01-31T23:59:59Z', '2020-01', '2020-01-01T00:00:00.123+02:00', '1700000000', '-44-03-15'].map(
      (date): [string, string] => [`the date ${date}`, dated(date)],
    ),
  ])('takes %s', (_what, text) => {
    expect(readIdentityPolicy(text, 'aws').statements).toHaveLength(1);
  });

  test.each([
    ['no JSON', 'x', 'Syntax errors in policy.'],
    ['no statement', '{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
    ['a field that does not exist', identity({}, { Statements: [] }), 'Syntax errors in policy.'],
    ['an id that is no text', identity({}, { Id: 1 }), 'Syntax errors in policy.'],
    ['a version that is no text', identity({}, { Version: 1 }), 'Syntax errors in policy.'],
    ['another version', identity({}, { Version: '2020-01-01' }), 'Syntax errors in policy.'],
    [
      'an older version',
      identity({}, { Version: '2008-10-17' }),
      'Policy document must be version 2012-10-17 or greater.',
    ],
    ['no version', identity({}, { Version: undefined }), 'Policy document must be version 2012-10-17 or greater.'],
    ['both actions', identity({ NotAction: 'x:y' }), 'Syntax errors in policy.'],
    ['both resources', identity({ NotResource: '*' }), 'Syntax errors in policy.'],
    ['an action that is no text', identity({ Action: [1] }), 'Syntax errors in policy.'],
    ['a principal that is a number', identity({ Principal: 1 }), 'Syntax errors in policy.'],
    ['a condition value that is an object', identity({ Condition: { Bool: { a: {} } } }), 'Syntax errors in policy.'],
    ['conditions that are a list', identity({ Condition: [] }), 'Syntax errors in policy.'],
    ['a statement that is a text', identity({}, { Statement: 'x' }), 'Syntax errors in policy.'],
    ['a sid that is a number', identity({ Sid: 1 }), 'Syntax errors in policy.'],
    ['a principal', identity({ Principal: '*' }), 'Policy document should not specify a principal.'],
    ['an id with a space', identity({ Sid: 'a b' }), 'Statement IDs (SID) must be alpha-numeric.'],
    ['no action', identity({ Action: [] }), 'Policy statement must contain actions.'],
    ['no resource', identity({ Resource: undefined }), 'Policy statement must contain resources.'],
    [
      'an action without service',
      identity({ Action: 'GetObject' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    ['two colons', identity({ Action: 's3:Get:Object' }), 'Actions/Condition can contain only one colon.'],
    ['an odd service', identity({ Action: 's_3:Get' }), 'Vendor s_3 is not valid'],
    ['a resource that is no ARN', identity({ Resource: 'bucket' }), 'Resource bucket must be in ARN format or "*".'],
    [
      'a bucket with a region',
      ...refusedResource('arn:aws:s3:eu-west-1::b', 'Resource % can not contain region information.'),
    ],
    [
      'a role with a region',
      ...refusedResource(
        'arn:aws:iam:us-east-1:123456789012:role/x',
        'IAM resource % cannot contain region information.',
      ),
    ],
    [
      'an unknown path of IAM',
      ...refusedResource(
        'arn:aws:iam::123456789012:roles/x',
        'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, ' +
          'mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
      ),
    ],
    ['too few parts', ...refusedResource('arn:aws:s3::b', 'The policy failed legacy parsing')],
    ['no service', ...refusedResource('arn:aws', NO_VENDOR)],
    ['a pattern of services', ...refusedResource('arn:aws:s*:::b', NO_VENDOR)],
    [
      'a partition that does not exist',
      ...refusedResource('arn:error:s3', 'Partition "error" is not valid for resource "arn:error:s3:*:*:*".'),
    ],
    ...['2020-13-01', '2020-01-32', '2020-01-01T25:00:00Z', '2020-01-01-01', 'yesterday', '9223372036854775808'].map(
      (date): [string, string, string] => [`the date ${date}`, dated(date), 'The policy failed legacy parsing'],
    ),
    [
      'another partition',
      identity({ Resource: 'arn:aws-cn:s3:::b' }),
      'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".',
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(() => readIdentityPolicy(text, 'aws')).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument', status: 400, message }),
    );
  });

  test('refuses two statements of one id', () => {
    const [statement] = JSON.parse(identity({ Sid: 'a' })).Statement;
    const text = identity({}, { Statement: [statement, statement] });
    expect(() => readIdentityPolicy(text, 'aws')).toThrow('Statement IDs (SID) in a single policy must be unique.');
  });
});
