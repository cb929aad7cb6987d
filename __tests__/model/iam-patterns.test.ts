import { includes, overlaps } from '../../model/iam-patterns';

it.each([
  ['ec2:*', 'ec2:Start*', true],
  ['ec2:*', 'ec2:*', true],
  ['ec2:Start*', 'ec2:*', false],
  ['*', 'a\nb', true],
  ['a?c', 'abc', true],
  ['a?c', 'a?c', true],
  ['a?c', 'a*c', false],
  ['a?c', 'ac', false],
  ['ec2:Stop', 'xec2:Stop', false],
  ['ec2:Stop', 'ec2:StopX', false],
  ['a.c', 'abc', false],
  ['a+(b)[c]{d}^$|\\', 'a+(b)[c]{d}^$|\\', true],
])('%j includes %j: %s', (wide, narrow, expected) => {
  expect(includes(wide, narrow)).toBe(expected);
});

it.each([
  ['s3:*', 's3:Get*', true],
  ['*Object', 's3:Get*', true],
  ['*Object', 's3:Get*Tagging', false],
  ['a*b', 'c*', false],
  ['a*b', 'ab', true],
  ['a*b', 'a', false],
  ['a*', 'a', true],
  ['a?', 'ab', true],
  ['a?', 'a', false],
  ['a?', 'a*', true],
  ['??', 'a', false],
  ['ab', 'ac', false],
  ['ab', 'a', false],
  ['', '*', true],
  ['', '', true],
  ['', '?', false],
  ['*', '*', true],
  ['*a*', '*b*', true],
])('%j overlaps %j: %s', (one, other, expected) => {
  expect([overlaps(one, other), overlaps(other, one)]).toEqual([expected, expected]);
});

it('ends for many wildcards', () => {
  expect(overlaps(`${'*a'.repeat(30)}b`, 'a'.repeat(60))).toBe(false);
  expect(overlaps('*a'.repeat(30), 'a'.repeat(60))).toBe(true);
});
