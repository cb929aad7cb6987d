import {
  AuthorizationError,
  ConfigurationError,
  ConflictError,
  DynatraceError,
  describeViolations,
  exitCodeOf,
  isAbsent,
  isUnanswered,
  messageOf,
  RejectedError,
  TransientError,
  unlessAbsent,
} from '../../../scripts/dynatrace/errors';

describe('DynatraceError', () => {
  test.each([
    ['what failed', {}, 'it failed'],
    ['where', { where: '`name`' }, 'it failed (`name`)'],
    ['what was said', { said: 'Too long.' }, 'it failed: Too long'],
    ['the cure', { cure: 'Use another name.' }, 'it failed. Use another name.'],
    ['all', { where: 'a', said: 'b. ', cure: 'c' }, 'it failed (a): b. c'],
    ['lines as one', { said: ' first \n\n  second\r\n' }, 'it failed: first second'],
    ['nothing that is empty', { where: '', said: '', cure: '' }, 'it failed'],
  ])('tells %s in one line', (_, details, line) => {
    expect(new DynatraceError('it failed', details).message).toBe(line);
  });

  test('ends only a sentence that a cure follows', () => {
    expect(new DynatraceError('it failed...', { cure: 'Try again.' }).message).toBe('it failed. Try again.');
    expect(new DynatraceError('it failed. ').message).toBe('it failed.');
  });

  test('keeps what a caller decides by', () => {
    const response = { status: 404, message: 'gone', violations: [], missingScopes: [], missingPermissions: [] };
    const cause = new Error('reset');
    const error = new DynatraceError('it failed', { cure: 'Wait.', cause, response, unanswered: true });

    expect(error).toMatchObject({ cure: 'Wait.', cause, response, status: 404, unanswered: true });
    expect(new DynatraceError('it failed')).toMatchObject({ status: undefined, unanswered: false });
  });
});

test.each([
  [DynatraceError, 'DynatraceError', 1],
  [ConfigurationError, 'ConfigurationError', 2],
  [AuthorizationError, 'AuthorizationError', 3],
  [ConflictError, 'ConflictError', 4],
  [TransientError, 'TransientError', 5],
  [RejectedError, 'RejectedError', 6],
])('%p is named and has an exit code of its own', (Failure, name, code) => {
  const error = new Failure('it failed');

  expect(error.name).toBe(name);
  expect(exitCodeOf(error)).toBe(code);
});

test('whatever else is thrown is a bug', () => {
  expect(exitCodeOf(new Error('x'))).toBe(1);
  expect(exitCodeOf('x')).toBe(1);
});

test('only a request without an answer is unanswered', () => {
  expect(isUnanswered(new TransientError('x', { unanswered: true }))).toBe(true);
  expect(isUnanswered(new TransientError('x'))).toBe(false);
  expect(isUnanswered(Object.assign(new Error('x'), { unanswered: true }))).toBe(false);
});

describe('what does not exist', () => {
  const answered = (status: number) => ({
    response: { status, message: 'x', violations: [], missingScopes: [], missingPermissions: [] },
  });
  const absent = new RejectedError('no', answered(404));

  test.each<[string, unknown, boolean]>([
    ['a refusal with 404', absent, true],
    ['any other refusal', new RejectedError('no', answered(400)), false],
    ['a refusal without an answer', new RejectedError('no'), false],
    ['404 from what is not the API', new TransientError('no', answered(404)), false],
    ['a bug', Object.assign(new Error('no'), { status: 404 }), false],
  ])('is told by %s', (_, error, told) => {
    expect(isAbsent(error)).toBe(told);
  });

  test('leads to nothing, and everything else to what it leads to', async () => {
    expect(await unlessAbsent(Promise.resolve('x'))).toBe('x');
    expect(await unlessAbsent(Promise.reject(absent))).toBeUndefined();
    await expect(unlessAbsent(Promise.reject(new ConflictError('no')))).rejects.toThrow('no');
  });
});

describe('messageOf', () => {
  test('is that of a failure of our own', () => {
    expect(messageOf(new ConflictError('it is taken', { cure: 'Use another.' }))).toBe('it is taken. Use another.');
  });

  test('names what is unexpected, and how to see more', () => {
    const cure = 'Set DYNATRACE_DEBUG=1 to see where';

    expect(messageOf(new TypeError('x is\n  not a function.'))).toBe(
      `unexpected failure: TypeError: x is not a function. ${cure}`,
    );
    expect(messageOf('nothing')).toBe(`unexpected failure: nothing. ${cure}`);
  });

  test('shows where it happened when asked', () => {
    process.env.DYNATRACE_DEBUG = '1';

    expect(messageOf(new TypeError('x'))).toMatch(/^unexpected failure: TypeError: x at .*errors\.test\.ts/);
    expect(messageOf('nothing')).toBe('unexpected failure: nothing. Set DYNATRACE_DEBUG=1 to see where');
  });
});

test('violations are told with their paths, and the message where there are none', () => {
  const response = { status: 400, message: 'refused', missingScopes: [], missingPermissions: [] };
  const violations = [{ path: 'webIdentity/roleArn', message: 'must not be null' }, { message: 'too many' }];

  expect(describeViolations({ ...response, violations })).toBe('`webIdentity/roleArn` must not be null; too many');
  expect(describeViolations({ ...response, violations: [] })).toBe('refused');
});
