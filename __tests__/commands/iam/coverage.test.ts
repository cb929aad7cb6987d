import { ANYTHING, coverageOf, type PolicyStatement, readPolicy, type Target } from '../../../commands/iam/coverage';

const ONE: Target = { arn: 'arn:aws:ec2:us-east-1:123456789012:instance/i-1', literal: true };
const OTHER: Target = { arn: 'arn:aws:ec2:us-east-1:123456789012:instance/i-2', literal: true };
const SOME: Target = { arn: `arn:aws:ec2:${ANYTHING}:123456789012:instance/${ANYTHING}`, literal: false };
const NONE: Target = { arn: '*', literal: true };

function allow(
  Action: string | string[],
  Resource: string | string[] = '*',
  rest: PolicyStatement = {},
): PolicyStatement {
  return { Effect: 'Allow', Action, Resource, ...rest };
}

function status(targets: Target[], ...statements: PolicyStatement[]) {
  return coverageOf('ec2:StopInstances', targets, [{ name: 'p', statements }]).status;
}

describe('coverageOf', () => {
  it.each([
    ['the action itself', allow('ec2:StopInstances')],
    ['another case', allow('EC2:stopinstances')],
    ['a wildcard', allow(['s3:*', 'ec2:Stop*'])],
    ['everything', allow('*')],
    ['one sign', allow('ec2:StopInstance?')],
    ['everything but others', { Effect: 'Allow', NotAction: ['s3:*'], Resource: '*' } as PolicyStatement],
    [
      'every resource but others',
      { Effect: 'Allow', Action: 'ec2:*', NotResource: 'arn:aws:s3:::*' } as PolicyStatement,
    ],
    ['every instance', allow('ec2:*', 'arn:aws:ec2:*:*:instance/*')],
    ['every instance of the account', allow('ec2:*', 'arn:aws:ec2:*:123456789012:instance/*')],
  ])('finds an action allowed by %s', (_, statement) => {
    expect(status([SOME, ONE], statement)).toBe('allowed');
  });

  it.each([
    ['another action', allow('ec2:StartInstances')],
    ['a longer action', allow('ec2:StopInstancesX')],
    ['other actions excluded', { Effect: 'Allow', NotAction: 'ec2:*', Resource: '*' } as PolicyStatement],
    ['a resource of another kind', allow('ec2:*', 'arn:aws:ec2:*:*:volume/*')],
    ['another account', allow('ec2:*', 'arn:aws:ec2:*:210987654321:instance/*')],
  ])('misses an action with %s', (_, statement) => {
    expect(status([SOME], statement)).toBe('missing');
    expect(status([ONE], statement)).toBe('missing');
  });

  it('compares resources where both are known, and says where only a run knows', () => {
    expect(status([ONE], allow('ec2:*', ONE.arn))).toBe('allowed');
    expect(status([ONE, OTHER], allow('ec2:*', ONE.arn))).toBe('missing');
    expect(status([SOME], allow('ec2:*', ONE.arn))).toBe('partly');
    expect(status([SOME], allow('ec2:*', 'arn:aws:ec2:us-*:*:instance/i-?'))).toBe('partly');
    expect(status([ONE], allow('ec2:*', 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/instance}'))).toBe('partly');
    expect(status([ONE], { Effect: 'Allow', Action: '*', NotResource: ONE.arn })).toBe('missing');
    expect(status([SOME], { Effect: 'Allow', Action: '*', NotResource: ONE.arn })).toBe('partly');
  });

  it('asks actions without resources on everything', () => {
    expect(status([NONE], allow('ec2:*'))).toBe('allowed');
    expect(status([NONE], allow('ec2:*', 'arn:aws:ec2:*:*:instance/*'))).toBe('missing');
  });

  it('names what narrows, and cannot tell whether a condition holds', () => {
    const Condition = { StringEquals: { 'aws:ResourceTag/a': 'b' } };

    expect(
      coverageOf('ec2:StopInstances', [ONE], [{ name: 'p', statements: [allow('ec2:*', '*', { Condition })] }]),
    ).toEqual({
      status: 'partly',
      details: ['p: on * if {"StringEquals":{"aws:ResourceTag/a":"b"}}'],
    });
    expect(status([ONE], allow('ec2:*', '*', { Condition }), allow('ec2:Stop*'))).toBe('allowed');
  });

  it('lets denials win', () => {
    const deny = (changes: PolicyStatement): PolicyStatement => ({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      ...changes,
    });

    expect(status([ONE], allow('*'), deny({}))).toBe('denied');
    expect(status([ONE], allow('*'), deny({ Action: 's3:*' }))).toBe('allowed');
    expect(status([ONE], allow('*'), deny({ Resource: OTHER.arn }))).toBe('allowed');
    expect(status([SOME], allow('*'), deny({ Resource: OTHER.arn }))).toBe('partly');
    expect(status([ONE], allow('*'), deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))).toBe('partly');
    expect(status([ONE], deny({ Resource: OTHER.arn }))).toBe('missing');
  });
});

describe('readPolicy', () => {
  it('reads one statement as well as several', () => {
    expect(readPolicy('p', JSON.stringify({ Statement: allow('a:B') })).statements).toHaveLength(1);
    expect(readPolicy('p', JSON.stringify({ Statement: [allow('a:B'), allow('a:C')] })).statements).toHaveLength(2);
    expect(readPolicy('p', '{}').statements).toEqual([]);
    expect(() => readPolicy('p', 'no JSON')).toThrow(SyntaxError);
  });
});
