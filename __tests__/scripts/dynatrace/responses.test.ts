import type { TransientError } from '../../../scripts/dynatrace/errors';
import type { HttpResponse } from '../../../scripts/dynatrace/http';
import { excerpt, foreign, isApiFailure, readAnswer, type Service } from '../../../scripts/dynatrace/responses';
import { DONE, isRecord, shape } from '../../../scripts/dynatrace/shapes';

const OBJECT = shape<{ id?: string }>('an object', isRecord, [202]);
const CALL = { what: 'read it', changes: false, redact: (text: string) => text.replace('planted', '***') };

const response = (text: string, more: Partial<HttpResponse> = {}): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  text,
  bytes: Buffer.from(text),
  ...more,
});

describe('an answer', () => {
  test.each([200, 201, 299])('with %s and the shape that is wanted is believed', (status) => {
    expect(readAnswer(response('{"id":"a"}', { status }), OBJECT, CALL)).toEqual({ id: 'a' });
  });

  test.each([
    ['a status below 200', response('{}', { status: 199 })],
    ['a status above 299', response('{}', { status: 300 })],
    ['another shape', response('[]')],
    ['no JSON', response('{')],
    ['no end', response('{}', { cut: true })],
    ['no body', response('')],
  ])('with %s is not', (_, odd) => {
    expect(() => readAnswer(odd, OBJECT, CALL)).toThrow('could not read it: expected an object, got status');
  });

  test('with a status that says enough is not read', () => {
    expect(readAnswer(response('{"id":"a"}', { status: 202 }), OBJECT, CALL)).toBeUndefined();
  });

  test.each(['', ' \n'])('of %j is no content', (text) => {
    expect(readAnswer(response(text), DONE, CALL)).toBeUndefined();
  });
});

describe('a failure', () => {
  const envelope = { error: { code: 404, message: 'not found' } };

  test.each<[string, unknown, Service | undefined]>([
    ['an envelope', envelope, undefined],
    ['a list of envelopes', [envelope, envelope], 'settings'],
    ['an envelope of the account API', envelope, 'account'],
    ['a message and a code', { message: 'gone', code: 404 }, 'account'],
    ['a message and an error code', { errorMessage: 'gone', errorCode: 'X' }, 'account'],
    ['a message and a map', { message: 'gone', errorsMap: {} }, 'account'],
    ['a message and an error', { message: 'gone', error: 'Not Found' }, 'account'],
    ['a message and a payload', { message: 'gone', payload: null }, 'account'],
  ])('is the own one of the API with %s', (_, body, service) => {
    expect(isApiFailure(response(JSON.stringify(body)), service)).toBe(true);
  });

  test.each<[string, unknown, Service | undefined]>([
    ['an empty list', [], undefined],
    ['something else in the list', [envelope, {}], undefined],
    ['null', null, 'account'],
    ['a text for an error', { error: 'gone' }, undefined],
    ['a text for a code', { error: { code: '404', message: 'gone' } }, undefined],
    ['no message in the envelope', { error: { code: 404 } }, undefined],
    ['a message alone', { message: 'no Route matched' }, 'account'],
    ['a code alone', { code: 404 }, 'account'],
    ['a message and a code of another API', { message: 'gone', code: 404 }, 'platform'],
    ['a message and a code of the API that is the default', { message: 'gone', code: 404 }, undefined],
  ])('is one of something else with %s', (_, body, service) => {
    expect(isApiFailure(response(JSON.stringify(body)), service)).toBe(false);
  });

  test.each([
    ['no JSON', response('<html>')],
    ['no end', response(JSON.stringify(envelope), { cut: true })],
  ])('is one of something else with %s', (_, odd) => {
    expect(isApiFailure(odd)).toBe(false);
  });
});

describe('an answer of something else', () => {
  const said = (odd: HttpResponse) => foreign(odd, CALL, 'expected it').message.split('. ')[0];
  const location = 'https://login.example.com/planted?ticket=1#top';

  test.each([300, 302, 399])('names the target of the redirect %s, without its query', (status) => {
    const odd = response('moved', { status, headers: { location } });

    expect(said(odd)).toBe('could not read it: expected it, got a redirect to https://login.example.com/***');
  });

  test('names the target of a redirect without its fragment', () => {
    const odd = response('', { status: 302, headers: { location: 'https://a.example.com/b#secret' } });

    expect(said(odd)).toBe('could not read it: expected it, got a redirect to https://a.example.com/b');
  });

  test.each([
    ['another status below', { status: 299, headers: { location } }],
    ['another status above', { status: 400, headers: { location } }],
    ['a redirect to nowhere', { status: 302, headers: {} }],
  ])('shows the beginning of %s', (_, more) => {
    const got = `status ${more.status}, no content type, "it was ***"`;

    expect(said(response('it was planted', more))).toBe(`could not read it: expected it, got ${got}`);
  });

  test.each([true, false])('says what to check, and whether the call may have had an effect (%s)', (changes) => {
    expect(foreign(response(''), { ...CALL, changes }, 'expected it')).toMatchObject({
      exitCode: 5,
      cure: "Something other than the Dynatrace API may be answering: check the environment's address and the proxy.",
      unanswered: changes,
    } satisfies Partial<TransientError>);
  });
});

test.each<[string, HttpResponse, string]>([
  ['its type', response('a'), 'status 200, application/json, "a"'],
  ['none', response('a', { headers: {} }), 'status 200, no content type, "a"'],
  ['nothing in it', response(' \n '), 'status 200, application/json, empty'],
  ['white space', response('\n a \n\n b '), 'status 200, application/json, "a b"'],
  ['too much', response('a'.repeat(201)), `status 200, application/json, "${'a'.repeat(200)}"`],
  ['no end', response('a', { cut: true }), 'status 200, application/json, more than 8 MiB, "a"'],
])('an excerpt is told with %s', (_, long, text) => {
  expect(excerpt(long)).toBe(text);
});
