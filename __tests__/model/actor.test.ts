import { type Actor, accessorOf, encodeActor, parseActor } from '../../model/actor';

describe('actor', () => {
  const actors: [string, Actor][] = [
    ['service-user:create:aws:runner', { kind: 'create', name: 'aws:runner' }],
    ['service-user:existing:runner', { kind: 'existing', name: 'runner' }],
    ['group:Operators', { kind: 'group', name: 'Operators' }],
  ];
  it.each(actors)('is written as %j and read back', (text, actor) => {
    expect(encodeActor(actor)).toBe(text);
    expect(parseActor(text)).toEqual(actor);
  });

  it.each(['', 'group:', 'service-user:create:', 'service-user:x', 'user:x', 'all-users'])(
    'is not what %j stands for',
    (text) => {
      expect(parseActor(text)).toBeUndefined();
    },
  );

  it('is shared with as the user or group that it is', () => {
    expect(accessorOf({ kind: 'create', name: 'a' })).toEqual({ type: 'service-user', who: 'a' });
    expect(accessorOf({ kind: 'existing', name: 'a' })).toEqual({ type: 'service-user', who: 'a' });
    expect(accessorOf({ kind: 'group', name: 'a' })).toEqual({ type: 'group', who: 'a' });
  });
});
