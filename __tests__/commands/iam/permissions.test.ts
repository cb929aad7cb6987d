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
});
