import { ExtData, encode } from '@msgpack/msgpack';
import {
  applyResource,
  decodeResource,
  encodeResource,
  type NullResource,
  planResource,
  resourceFromState,
} from '../../providers/null-resource';

const unknown = new ExtData(0, new Uint8Array([0]));
const resource = (triggers: NullResource['triggers'], id: NullResource['id'] = '1'): NullResource => ({ id, triggers });

describe('planning a null_resource', () => {
  test('a new one has an unknown id', () => {
    const plan = planResource(null, resource({ a: '1' }, null));

    expect(plan).toEqual({ planned: resource({ a: '1' }, unknown), replace: false });
  });

  test('a removed one stays removed', () => {
    expect(planResource(resource({ a: '1' }), null)).toEqual({ planned: null, replace: false });
  });

  test.each<[string, NullResource['triggers'], NullResource['triggers']]>([
    ['nothing changes', { a: '1' }, { a: '1' }],
    ['there are no triggers', null, null],
    ['no triggers become an empty map', null, {}],
    ['an empty map goes away', {}, null],
    ['a null value stays', { a: null }, { a: null }],
    ['a key with a null value is new', { a: '1' }, { a: '1', b: null }],
    ['all keys are new and null', null, { a: null }],
  ])('the resource stays when %s', (_, before, after) => {
    const plan = planResource(resource(before), resource(after));

    expect(plan).toEqual({ planned: resource(after), replace: false });
  });

  test.each<[string, NullResource['triggers'], NullResource['triggers']]>([
    ['a value changes', { a: '1' }, { a: '2' }],
    ['a key is new', { a: '1' }, { a: '1', b: '1' }],
    ['a key goes away', { a: '1', b: '1' }, { a: '1' }],
    ['a key with a null value goes away', { a: null }, {}],
    ['a value becomes null', { a: '1' }, { a: null }],
    ['the first trigger comes', null, { a: '1' }],
    ['all triggers go away', { a: '1' }, null],
    ['a value is unknown', { a: '1' }, { a: unknown }],
    ['the whole map is unknown', { a: '1' }, unknown],
  ])('the resource is replaced when %s', (_, before, after) => {
    const plan = planResource(resource(before), resource(after));

    expect(plan).toEqual({ planned: resource(after, unknown), replace: true });
  });
});

describe('applying a null_resource', () => {
  test('an unknown id becomes a decimal number, another one each time', () => {
    const ids = [1, 2].map(() => applyResource(resource({ a: '1' }, unknown))?.id);

    expect(ids[0]).toMatch(/^\d{1,19}$/);
    expect(ids[1]).toMatch(/^\d{1,19}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('an id that is known stays, and so does absence', () => {
    expect(applyResource(resource({ a: '1' }, '7'))).toEqual(resource({ a: '1' }, '7'));
    expect(applyResource(null)).toBeNull();
  });
});

describe('the encoding of a null_resource', () => {
  test('unknown values survive, with what is known about them', () => {
    const refined = new ExtData(12, new Uint8Array([0x81, 1, 0xc2]));
    const original = resource({ plain: 'ä', refined, none: null }, unknown);

    expect(decodeResource(encodeResource(original))).toEqual(original);
  });

  test('both attributes are always present', () => {
    expect(resourceFromState('{"id":"5"}')).toEqual({ id: '5', triggers: null });
    expect(decodeResource(encodeResource(null))).toBeNull();
  });

  test.each([
    ['text', 'text', 'expected a null_resource object'],
    ['an unknown value', unknown, 'expected a null_resource object'],
    ['another attribute', { id: '1', inputs: {} }, 'null_resource has no attribute "inputs"'],
  ])('%s is refused', (_, value, message) => {
    expect(() => decodeResource(encode(value))).toThrow(new RangeError(message));
  });
});
