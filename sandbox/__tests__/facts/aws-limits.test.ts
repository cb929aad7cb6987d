import { policySize } from '../../facts/aws-limits';

test.each([
  ['{ "a" : [ 1 ] }\n', '{"a":[1]}'],
  ['{"a b":"c \\" d"}', '{"a b":"c \\" d"}'],
  ['{"a":"\\u00e9"}', '{"a":"\\u00e9"}'],
])('white space outside of strings does not count: %s', (text, counted) => {
  expect(policySize(text)).toBe(counted.length);
});
