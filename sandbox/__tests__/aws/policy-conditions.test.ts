import {
  isConditionOperator,
  matchesWildcards,
  meetsCondition,
  type RequestContext,
} from '../../aws/policy-conditions';

const context: RequestContext = {
  'issuer:sub': ['dtid:connection/ops'],
  'issuer:aud': ['one', 'two'],
  'aws:sourceip': ['127.0.0.1'],
  'aws:currenttime': ['2026-11-24T06:00:00Z'],
  'aws:count': ['7'],
  'aws:secure': ['true'],
  'aws:arn': ['arn:aws:iam::123456789012:role/ops'],
};

function meets(operator: string, key: string, ...values: string[]): boolean {
  return meetsCondition({ operator, key, values }, context);
}

describe('meetsCondition', () => {
  test.each([
    ['StringEquals', 'issuer:sub', ['dtid:connection/ops'], true],
    ['StringEquals', 'ISSUER:Sub', ['other', 'dtid:connection/ops'], true],
    ['StringEquals', 'issuer:sub', ['DTID:connection/ops'], false],
    ['StringEquals', 'issuer:sub', ['dtid:connection/*'], false],
    ['StringEqualsIgnoreCase', 'issuer:sub', ['DTID:connection/ops'], true],
    ['StringLike', 'issuer:sub', ['dtid:*/op?'], true],
    ['StringLike', 'issuer:sub', ['dtid:connection/op'], false],
    ['StringNotEquals', 'issuer:sub', ['other'], true],
    ['StringNotEquals', 'issuer:sub', ['other', 'dtid:connection/ops'], false],
    ['StringNotLike', 'issuer:sub', ['dtid:*'], false],
    ['ArnLike', 'aws:arn', ['arn:aws:iam::*:role/ops'], true],
    ['ArnNotEquals', 'aws:arn', ['arn:aws:iam::123456789012:role/ops'], false],
    ['Bool', 'aws:secure', ['True'], true],
    ['BinaryEquals', 'aws:secure', ['dHJ1ZQ=='], false],
    ['IpAddress', 'aws:sourceip', ['10.0.0.0/8', '127.0.0.0/8'], true],
    ['IpAddress', 'aws:sourceip', ['::1'], false],
    ['NotIpAddress', 'aws:sourceip', ['127.0.0.1'], false],
    ['NumericEquals', 'aws:count', ['7.0'], true],
    ['NumericNotEquals', 'aws:count', ['7'], false],
    ['NumericLessThan', 'aws:count', ['7'], false],
    ['NumericLessThanEquals', 'aws:count', ['7'], true],
    ['NumericGreaterThan', 'aws:count', ['6'], true],
    ['NumericGreaterThanEquals', 'aws:count', ['8'], false],
    ['DateLessThan', 'aws:currenttime', ['2026-11-25T00:00:00Z'], true],
    ['DateLessThanEquals', 'aws:currenttime', ['2026-11-24T06:00:00Z'], true],
    ['DateGreaterThan', 'aws:currenttime', ['2026-11-25T00:00:00Z'], false],
    ['DateGreaterThanEquals', 'aws:currenttime', ['2026-11-24T06:00:00Z'], true],
    ['DateEquals', 'aws:currenttime', ['2026-11-24T07:00:00+01:00'], true],
    ['DateNotEquals', 'aws:currenttime', ['2026-11-24T06:00:00Z'], false],
    ['Null', 'issuer:email', ['true'], true],
    ['Null', 'issuer:sub', ['true'], false],
    ['Null', 'issuer:sub', ['false'], true],
  ])('%s of %s with %j is %s', (operator, key, values, expected) => {
    expect(meets(operator, key, ...values)).toBe(expected);
  });

  test.each([
    ['StringEquals', false],
    ['StringLike', false],
    ['StringEqualsIfExists', true],
    ['StringNotEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAllValues:StringEquals', true],
  ])('%s of a key that the request lacks is %s', (operator, expected) => {
    expect(meets(operator, 'issuer:email', 'anything')).toBe(expected);
  });

  test.each([
    ['StringEquals', ['one'], true],
    ['ForAnyValue:StringEquals', ['one'], true],
    ['ForAllValues:StringEquals', ['one'], false],
    ['ForAllValues:StringEquals', ['one', 'two', 'three'], true],
    ['StringNotEquals', ['one'], false],
  ])('%s of a key with two values with %j is %s', (operator, values, expected) => {
    expect(meets(operator, 'issuer:aud', ...values)).toBe(expected);
  });

  test('meets nothing under an operator that does not exist', () => {
    expect(meets('StringSounds', 'issuer:sub', 'dtid:connection/ops')).toBe(false);
  });
});

test.each([
  ['StringEquals', true],
  ['ForAllValues:StringLikeIfExists', true],
  ['Null', true],
  ['NullIfExists', false],
  ['ForSomeValues:StringEquals', false],
  ['stringequals', false],
])('isConditionOperator(%p) is %s', (name, expected) => {
  expect(isConditionOperator(name)).toBe(expected);
});

test('matchesWildcards takes everything but * and ? as it is', () => {
  expect(matchesWildcards('a.b', 'a.b')).toBe(true);
  expect(matchesWildcards('axb', 'a.b')).toBe(false);
  expect(matchesWildcards('arn:aws:s3:::x/y\nz', 'arn:aws:s3:::x/*')).toBe(true);
});
