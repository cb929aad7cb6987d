import { grantsOf, grantText, widened } from '../../../commands/iam/permissions';

function policy(...Statement: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function gained(before: string, after: string): string[] {
  return widened(grantsOf(before), grantsOf(after)).map(grantText);
}

const start = { Effect: 'Allow', Action: 'ec2:StartInstances', Resource: 'arn:aws:ec2:*:*:instance/*' };

describe('grantsOf', () => {
  it('is the same for policies that mean the same', () => {
    const one = policy({ Effect: 'Allow', Action: ['b:Y', 'a:X'], Resource: ['*'] });
    const other = policy(
      { Effect: 'Allow', Action: 'a:X', Resource: '*' },
      { Effect: 'Allow', Action: 'b:Y', Resource: '*' },
    );

    expect(grantsOf(one)).toEqual(grantsOf(other));
    expect(grantsOf(policy(start, start))).toHaveLength(1);
  });

  it('says conditions and exceptions in words', () => {
    const conditions = {
      StringEquals: { 'aws:ResourceTag/team': ['b', 'a'] },
      Bool: { 'aws:SecureTransport': 'true' },
    };
    const texts = grantsOf(
      policy({ ...start, Condition: conditions }, { Effect: 'Deny', NotAction: 'iam:*', NotResource: 'arn:x' }),
    ).map(grantText);

    expect(texts).toEqual([
      'Allow ec2:StartInstances on arn:aws:ec2:*:*:instance/* if Bool aws:SecureTransport = true and StringEquals aws:ResourceTag/team = a or b',
      'Deny all but iam:* on all but arn:x',
    ]);
  });
});

describe('widened', () => {
  it('finds what an action, a resource or a lost condition adds', () => {
    expect(gained(policy(start), policy(start, { ...start, Action: 'ec2:StopInstances' }))).toEqual([
      'Allow ec2:StopInstances on arn:aws:ec2:*:*:instance/*',
    ]);
    expect(gained(policy(start), policy({ ...start, Resource: '*' }))).toEqual(['Allow ec2:StartInstances on *']);
    expect(gained(policy({ ...start, Condition: { Bool: { a: 'true' } } }), policy(start))).toHaveLength(1);
  });

  it('knows what wildcards cover, without regard to the case of actions', () => {
    const wide = policy({ Effect: 'Allow', Action: 'EC2:Start*', Resource: 'arn:aws:ec2:*' });

    expect(gained(wide, policy(start))).toEqual([]);
    expect(gained(policy(start), wide)).toHaveLength(1);
    expect(gained(wide, policy({ ...start, Condition: { Bool: { a: 'true' } } }))).toEqual([]);
  });

  it('counts a denial that goes', () => {
    const denied = { ...start, Effect: 'Deny' };

    expect(gained(policy(start, denied), policy(start))).toEqual([
      'Deny ec2:StartInstances on arn:aws:ec2:*:*:instance/*',
    ]);
    expect(gained(policy(start), policy(start, denied))).toEqual([]);
  });

  it('never calls narrowing a gain', () => {
    const deny = { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' };
    const all = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const read = { Effect: 'Allow', Action: 's3:Get*', Resource: '*' };
    const when = (values: string[], more: object = {}) => ({
      ...all,
      Condition: { StringEquals: { 'aws:RequestedRegion': values }, ...more },
    });
    const except = (operator: string, ...values: string[]) => ({ ...all, Condition: { [operator]: { k: values } } });

    // What is no longer denied is not allowed any more either.
    expect(gained(policy(all, deny), policy(read))).toEqual([]);
    expect(gained(policy(read), policy(all, { ...deny, Action: 's3:*' }))).toEqual([]);
    expect(gained(policy(when(['a', 'b'])), policy(when(['a'])))).toEqual([]);
    expect(gained(policy(when(['a'])), policy(when(['a'], { Bool: { 'aws:SecureTransport': 'true' } })))).toEqual([]);
    expect(gained(policy(except('StringNotEquals', 'a')), policy(except('StringNotEquals', 'a', 'b')))).toEqual([]);
  });

  it('finds the gain that a denial, a condition or a value less brings', () => {
    const deny = { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' };
    const all = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const when = (...values: string[]) => ({ ...all, Condition: { StringEquals: { k: values } } });
    const except = (...values: string[]) => ({ ...all, Condition: { StringNotEquals: { k: values } } });

    expect(gained(policy(all, deny), policy({ ...all, Action: 's3:Del*' }))).toEqual(['Deny s3:DeleteObject on *']);
    expect(gained(policy(when('a')), policy(when('a', 'b')))).toHaveLength(1);
    expect(gained(policy(except('a', 'b')), policy(except('a')))).toHaveLength(1);
  });

  it('compares what statements except', () => {
    const but = (...NotAction: string[]) => ({ Effect: 'Allow', NotAction, Resource: '*' });
    const only = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' });

    expect(gained(policy(but('iam:*')), policy(but('iam:*', 's3:*')))).toEqual([]);
    expect(gained(policy(but('iam:*', 's3:*')), policy(but('iam:*')))).toEqual(['Allow all but iam:* on *']);
    expect(gained(policy(but('iam:*')), policy(only('s3:GetObject')))).toEqual([]);
    expect(gained(policy(but('iam:*')), policy(only('iam:Get*')))).toHaveLength(1);
    expect(gained(policy(only('*')), policy(but('iam:*')))).toEqual([]);
    expect(gained(policy(only('s3:*')), policy(but('iam:*')))).toHaveLength(1);
    const deny = { Effect: 'Deny', NotAction: 's3:*', Resource: '*' };
    expect(gained(policy(only('s3:Get*'), deny), policy(only('s3:Get*')))).toEqual([]);
    expect(gained(policy(but('iam:*'), deny), policy(but('iam:*')))).toHaveLength(1);
    expect(
      gained(policy(but('iam:*'), { ...deny, NotAction: undefined, Action: 'iam:*' }), policy(but('iam:*'))),
    ).toEqual([]);
  });
});
