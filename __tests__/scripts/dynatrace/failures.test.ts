import type { Credentials } from '../../../scripts/dynatrace/credentials';
import {
  AuthorizationError,
  ConflictError,
  RejectedError,
  type ResponseFacts,
  TransientError,
} from '../../../scripts/dynatrace/errors';
import { failureOf, readFailure, readFailureBody } from '../../../scripts/dynatrace/failures';

const NOTHING = { violations: [], missingScopes: [], missingPermissions: [] };
const facts = (change: Partial<ResponseFacts> = {}): ResponseFacts => ({
  status: 400,
  message: 'status 400',
  ...NOTHING,
  ...change,
});

describe('a failure is read from', () => {
  test('no JSON', () => {
    const response = { status: 502, headers: {}, text: 'bad gateway', bytes: Buffer.alloc(0) };

    expect(readFailure(response)).toEqual(
      facts({ status: 502, message: 'status 502, no content type, "bad gateway"' }),
    );
  });

  test.each<[string, unknown, Partial<ResponseFacts>]>([
    ['null', null, {}],
    ['an empty list', [], {}],
    ['a text', 'no', {}],
    ['an envelope', { error: { code: 409, message: 'taken' } }, { status: 409, message: 'taken' }],
    ['one item', { code: 404, message: 'gone' }, { status: 404, message: 'gone' }],
    ['the code beside the envelope', { code: 404, error: { message: 'gone' } }, { status: 404, message: 'gone' }],
    [
      'the item that failed',
      [null, { code: 200 }, { error: { code: 409, message: 'taken' } }],
      { status: 409, message: 'taken' },
    ],
    ['the first item where none is an envelope', [{ message: 'first' }, { message: 'second' }], { message: 'first' }],
    ['codes that are no numbers', { code: '404', error: { code: 'X', message: 'gone' } }, { message: 'gone' }],
    ['a token endpoint', { error: 'invalid', error_description: 'not you' }, { message: 'not you' }],
    ['another token endpoint', { errorCode: 1, errorMessage: 'not you' }, { message: 'not you' }],
    ['messages that are no texts', { message: '', error_description: 1, errorMessage: null }, {}],
  ])('%s', (_, body, change) => {
    expect(readFailureBody(body, 400)).toEqual(facts(change));
  });

  test('violations of every form', () => {
    const body = {
      error: {
        constraintViolations: [null, { path: 'builtin:x/0/a/b', message: 'is bad' }, { path: null }],
        details: { constraintViolations: [{ path: 'c', message: 'is worse' }] },
        errorsMap: { name: 'must not be blank', size: 5 },
      },
    };

    expect(readFailureBody(body, 400).violations).toEqual([
      { path: 'a/b', message: 'is bad' },
      { path: undefined, message: '' },
      { path: 'c', message: 'is worse' },
      { path: 'name', message: 'must not be blank' },
      { path: 'size', message: '5' },
    ]);
  });

  test.each([
    ['builtin:x/0/a', 'a'],
    ['builtin:x/0', 'builtin:x/0'],
    ['a/b/c', 'a/b/c'],
  ])('a violation at %s, which is told as %s', (path, told) => {
    const [violation] = readFailureBody({ constraintViolations: [{ path, message: 'x' }] }, 400).violations;

    expect(violation?.path).toBe(told);
  });

  test('the scopes and permissions that it names', () => {
    const details = { missingScopes: ['a:b', null, ''], missingPermissions: ['c:d', 1] };

    expect(readFailureBody({ error: { details } }, 403)).toMatchObject({
      missingScopes: ['a:b'],
      missingPermissions: ['c:d'],
    });
  });

  test('lists that are none', () => {
    const error = { constraintViolations: 'x', details: { missingScopes: 'x', missingPermissions: {} } };

    expect(readFailureBody({ error }, 400)).toEqual(facts());
  });

  test.each([
    ['[settings:objects:read, settings.read]', ['settings:objects:read']],
    ['[ a:b ]', ['a:b']],
    ['[]', []],
    ['nothing', []],
  ])('a text that asks for one of %s', (scopes, missing) => {
    const message = `OAuth token is missing required scope. Use one of: ${scopes}`;

    expect(readFailureBody({ message }, 403).missingScopes).toEqual(missing);
  });
});

describe('a failure is thrown', () => {
  const CLIENT = { kind: 'oauth-client', variable: 'DT_CLIENT_ID' } as Credentials;
  const PLATFORM = { kind: 'platform-token', variable: 'PLATFORM_TOKEN' } as Credentials;
  const API = { kind: 'api-token', variable: 'API_TOKEN' } as Credentials;
  const PERMISSIONS = [
    { permission: 'settings:objects:read', schemaId: 'builtin:x' },
    { permission: 'app-engine:apps:run' },
  ];
  const thrown = (response: ResponseFacts, credentials = CLIENT, permissions = PERMISSIONS, options = {}) =>
    failureOf('read it', response, permissions, credentials, options);

  test.each([
    [401, AuthorizationError, 'not allowed to'],
    [403, AuthorizationError, 'not allowed to'],
    [409, ConflictError, 'could not'],
    [412, ConflictError, 'could not'],
    [429, TransientError, 'could not'],
    [499, RejectedError, 'could not'],
    [500, TransientError, 'could not'],
    [404, RejectedError, 'could not'],
  ])('by its status: %s', (status, Failure, what) => {
    const response = facts({ status, message: 'no' });
    const error = thrown(response);

    expect(error).toBeInstanceOf(Failure);
    expect(error.response).toBe(response);
    expect(error.message.split('. ')[0]).toBe(`${what} read it: no (status ${status})`);
  });

  test('with what was tried, and whether it may have had an effect', () => {
    const error = thrown(facts({ status: 500, message: 'no' }), CLIENT, [], { tried: 'tried once', unanswered: true });

    expect(error.message).toBe(
      'could not read it: no (status 500, tried once). Run it again later: it continues where it stopped.',
    );
    expect(error.unanswered).toBe(true);
  });

  test('with its violations instead of the message', () => {
    const violations = [{ path: 'name', message: 'is too long' }];

    expect(thrown(facts({ violations })).message).toBe('could not read it: `name` is too long (status 400)');
  });

  test.each<[string, Partial<ResponseFacts>, Credentials, string]>([
    [
      'the scopes that are missing',
      { missingScopes: ['a:b', 'c:d'], missingPermissions: ['e:f'] },
      CLIENT,
      'Add the scope a:b, c:d to the credentials in DT_CLIENT_ID.',
    ],
    [
      'the permissions that are missing, as narrow as they are needed',
      { missingPermissions: ['settings:objects:read'] },
      CLIENT,
      'Grant it with this policy: ALLOW settings:objects:read WHERE settings:schemaId = "builtin:x";',
    ],
    [
      'a missing permission that nobody asked for',
      { missingPermissions: ['e:f'] },
      CLIENT,
      'Grant it with this policy: ALLOW e:f;',
    ],
    [
      'credentials that are not accepted',
      { status: 401 },
      PLATFORM,
      'Check that the credentials in PLATFORM_TOKEN are valid for this environment.',
    ],
    ['an API token', {}, API, 'Check that the token in API_TOKEN has the scopes settings.read and settings.write.'],
    [
      'a platform token',
      {},
      PLATFORM,
      'Check whether the token in PLATFORM_TOKEN has expired. If it has not, grant the permission with this policy: ' +
        'ALLOW settings:objects:read WHERE settings:schemaId = "builtin:x";\nALLOW app-engine:apps:run;',
    ],
    [
      'an OAuth client',
      {},
      CLIENT,
      'Grant the permission with this policy: ' +
        'ALLOW settings:objects:read WHERE settings:schemaId = "builtin:x";\nALLOW app-engine:apps:run;',
    ],
  ])('with the cure for %s', (_, change, credentials, cure) => {
    expect(thrown(facts({ status: 403, ...change }), credentials).cure).toBe(cure);
  });

  test('with the scopes of the account API, which are no permissions', () => {
    const permissions = ['account-idm-read', 'account-idm-write', 'a:b'].map((permission) => ({ permission }));

    expect(thrown(facts({ status: 403 }), CLIENT, permissions as typeof PERMISSIONS).cure).toBe(
      'Add the scope account-idm-read, account-idm-write to the OAuth client in DT_CLIENT_ID.',
    );
  });
});
