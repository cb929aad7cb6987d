import { didYouMean, suggestion, wordList } from '../../deployment/suggest';

const KNOWN = ['environment', 'accountUuid', 'ssoUrl', 'ops'];

test.each([
  ['enviroment', 'environment'],
  ['Environment', 'environment'],
  ['account_uuid', 'accountUuid'],
  ['sso-url', 'ssoUrl'],
  ['op', 'ops'],
])('"%s" probably means %s', (written, meant) => {
  expect(suggestion(written, KNOWN)).toBe(meant);
  expect(didYouMean(written, KNOWN)).toBe(`did you mean \`${meant}\`?`);
});

test.each(['region', 'o', '', 'e'.repeat(101)])('"%s" means none of them', (written) => {
  expect(suggestion(written, KNOWN)).toBeUndefined();
  expect(didYouMean(written, KNOWN)).toBeUndefined();
});

test('nothing is suggested from nothing', () => {
  expect(suggestion('ops', [])).toBeUndefined();
});

test('a list of words ends after twenty', () => {
  const words = Array.from({ length: 22 }, (_, index) => `w${index}`);

  expect(wordList(['a', 'b'])).toBe('`a`, `b`');
  expect(wordList(words)).toMatch(/`w19` and 2 more$/);
});
