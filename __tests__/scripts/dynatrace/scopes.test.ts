import { missingScopes, namedScopes, scopesIn, without } from '../../../scripts/dynatrace/scopes';

test.each([
  ['brackets', 'OAuth client is missing following scopes [ a:b,  c:d ]', ['a:b', 'c:d']],
  ['brackets, in whatever case', 'Missing Following Scopes [x:y]', ['x:y']],
  ['a text that calls it invalid', 'invalid_scope: c:d', ['c:d']],
  ['a text that calls it invalid after empty brackets', 'missing following scopes [] invalid_scope c:d', ['c:d']],
  ['no text that calls them all invalid', 'invalid_scope: a:b c:d', []],
  ['no text that calls none invalid', 'invalid_scope', []],
  ['no text that calls none anything', 'the scope c:d', []],
])('scopes that a client lacks are named by %s', (_, text, named) => {
  expect(namedScopes(text, ['a:b', 'c:d'])).toEqual(named);
});

test.each([
  [['a:b'], 'lacks a:b. Add it in', 'that has it, because'],
  [['a:b', 'c:d'], 'lacks a:b, c:d. Add them in', 'that has them, because'],
])('a lack of %j is told with its cure', (scopes, lack, cure) => {
  const error = missingScopes(scopes, 'DT_CLIENT_ID');

  expect(error.message).toContain(`the OAuth client in DT_CLIENT_ID ${lack} Account Management`);
  expect(error.message).toContain(cure);
  expect(error.response).toEqual({
    status: 400,
    message: 'invalid_scope',
    violations: [],
    missingScopes: scopes,
    missingPermissions: [],
  });
});

test.each([
  ['a:b  c:d', ['a:b', 'c:d']],
  ['', undefined],
  [undefined, undefined],
])('a token with the scope %j has the scopes %j', (scope, scopes) => {
  expect(scopesIn(scope)).toEqual(scopes);
});

test('scopes that are known are taken away', () => {
  expect(without(['a', 'b', 'c'], ['b', 'd'])).toEqual(['a', 'c']);
});
