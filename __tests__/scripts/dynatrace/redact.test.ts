import { createRedactor } from '../../../scripts/dynatrace/redact';

describe('redact', () => {
  it('takes out every value that it was given', () => {
    const redact = createRedactor(['s3cret/+value']);
    redact.add('another-secret');
    redact.add(undefined);

    expect(redact('a s3cret/+value b another-secret')).toBe('a *** b ***');
  });

  // Its base64 has both signs that base64 for URLs writes in another way.
  const secret = '>>>???s3cret/+"va lue"\\é(1)*';
  const strict = (code: string) => `%${code.charCodeAt(0).toString(16).toUpperCase()}`;
  const forms: [string, string][] = [
    ['as it is', secret],
    ['a component of a URL', encodeURIComponent(secret)],
    ['a component of a URL in small letters', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['a component of a strict URL', encodeURIComponent(secret).replace(/[()*]/g, strict)],
    ['a field of a form', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON with escaped slashes', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
    ['JSON in ASCII', JSON.stringify(secret).slice(1, -1).replace('é', '\\u00e9')],
    ['hex', Buffer.from(secret).toString('hex')],
    ['hex in capitals', Buffer.from(secret).toString('hex').toUpperCase()],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 for URLs', Buffer.from(secret).toString('base64url')],
  ];
  it.each(forms)('takes a value out that is written as %s', (_, form) => {
    expect(createRedactor([secret])(`a ${form} b`)).toMatch(/^a \*\*\*=* b$/);
  });

  describe.each(['', 'x', 'xy'])('in base64, ending with "%s"', (end) => {
    const value = `${secret}${end}`;
    const bytes = Buffer.from(value).length;

    it.each([
      ['', '~x'],
      ['u', '~x'],
      ['us', '~xyz'],
      ['use', '~xyz'],
      ['user', '~'],
    ])('leaves only what "%s" and "%s" around it have a share in', (before, after) => {
      const text = Buffer.from(`${before}${value}${after}`);
      const shared = [Math.ceil((before.length * 8) / 6), Math.floor(((before.length + bytes) * 8) / 6)] as const;

      for (const encoding of ['base64', 'base64url'] as const) {
        const whole = text.toString(encoding);
        expect(createRedactor([value])(whole)).toBe(`${whole.slice(0, shared[0])}***${whole.slice(shared[1])}`);
      }
    });
  });

  it('masks a longer value as a whole, though a shorter one is a part of it', () => {
    expect(createRedactor(['secret', 'secret-and-more'])('secret-and-more secret')).toBe('*** ***');
  });

  it('takes out what looks like a token', () => {
    const redact = createRedactor();

    expect(redact('x dt0c01.ABC.DEF-1 y')).toBe('x *** y');
    expect(redact('authorization: Bearer abc.def-ghi, Api-Token wxyz, Basic dXNlcjpw, Basic settings')).toBe(
      'authorization: Bearer ***, Api-Token ***, Basic ***, Basic settings',
    );
    expect(redact('eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln')).toBe('***');
  });

  it('leaves ordinary text and values too short to be a secret', () => {
    const redact = createRedactor(['ab', '']);

    expect(redact('about dt0s02.PUBLIC ids')).toBe('about dt0s02.PUBLIC ids');
  });
});
