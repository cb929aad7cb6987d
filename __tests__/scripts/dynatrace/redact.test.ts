import { createRedactor } from '../../../scripts/dynatrace/redact';

describe('redact', () => {
  it('takes out every value that it was given, also when encoded', () => {
    const redact = createRedactor(['s3cret/+value']);
    redact.add('another-secret');

    expect(redact('a s3cret/+value b s3cret%2F%2Bvalue c another-secret')).toBe('a *** b *** c ***');
  });

  it('takes out what looks like a token', () => {
    const redact = createRedactor();

    expect(redact('x dt0c01.ABC.DEF-1 y')).toBe('x *** y');
    expect(redact('authorization: Bearer abc.def-ghi, Api-Token xyz')).toBe('authorization: Bearer ***, Api-Token ***');
    expect(redact('eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln')).toBe('***');
  });

  it('leaves ordinary text and values too short to be a secret', () => {
    const redact = createRedactor(['ab', '']);

    expect(redact('about dt0s02.PUBLIC ids')).toBe('about dt0s02.PUBLIC ids');
  });
});
