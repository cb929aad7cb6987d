import { type Accessor, encodeAccessor, isUuid, parseAccessor } from '../../model/accessor';

describe('accessor', () => {
  const accessors: [string, Accessor][] = [
    ['all-users', { type: 'all-users' }],
    ['user:someone@example.com', { type: 'user', who: 'someone@example.com' }],
    ['group:Team: "A"\n', { type: 'group', who: 'Team: "A"\n' }],
    ['service-user:create:x', { type: 'service-user', who: 'create:x' }],
  ];
  it.each(accessors)('is written as %j and read back', (text, accessor) => {
    expect(encodeAccessor(accessor)).toBe(text);
    expect(parseAccessor(text)).toEqual(accessor);
  });

  it.each(['', 'user', 'user:', 'nobody', 'owner:x', 'all-users:', 'x user:y'])('is not what %j stands for', (text) => {
    expect(parseAccessor(text)).toBeUndefined();
  });

  it('tells a uuid from a name', () => {
    expect(isUuid('0c8a1f1e-1111-2222-3333-ABCDEF012345')).toBe(true);
    expect(isUuid('0c8a1f1e-1111-2222-3333-abcdef01234')).toBe(false);
    expect(isUuid('0c8a1f1e-1111-2222-3333-abcdef0123456')).toBe(false);
    expect(isUuid('x0c8a1f1e-1111-2222-3333-abcdef012345')).toBe(false);
  });
});
