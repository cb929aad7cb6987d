import { literal, objectIdPlaceholder, Reference, withReferences } from '../../stacks/expressions';

describe('literal', () => {
  it('escapes template marks in values and keys at any depth', () => {
    const value = literal({ 'a${b}': ['%{if x}', { c: '$${kept}' }], n: 1, flag: true });

    expect(value).toEqual({ 'a$${b}': ['%%{if x}', { c: '$$${kept}' }], n: 1, flag: true });
  });
});

describe('withReferences', () => {
  it('puts references in place of placeholders and escapes the rest', () => {
    const reference = new Reference('null_resource.connection_id["ops"].triggers.object_id');

    const text = withReferences(
      { sub: `dt:connection-id/${objectIdPlaceholder('ops')}`, user: '${aws:username}' },
      { ops: reference },
    );

    expect(text).toBe(
      '{"sub":"dt:connection-id/${null_resource.connection_id["ops"].triggers.object_id}","user":"$${aws:username}"}',
    );
  });
});
