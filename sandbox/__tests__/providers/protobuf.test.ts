import { bytesOf, decodeMessage, encodeMessage } from '../../providers/protobuf';

describe('protobuf messages', () => {
  test('fields come back by number, repeated ones in order', () => {
    const bytes = encodeMessage([
      [1, 'first'],
      [2, Buffer.from([1, 2])],
      [2, 'second'],
      [6, true],
      [7, 300],
      [100, 'far'],
    ]);

    const message = decodeMessage(bytes);

    expect(message.get(1)).toEqual([Buffer.from('first')]);
    expect(message.get(2)).toEqual([Buffer.from([1, 2]), Buffer.from('second')]);
    expect(message.get(6)).toEqual([1]);
    expect(message.get(7)).toEqual([300]);
    expect(bytesOf(message, 100)).toEqual(Buffer.from('far'));
  });

  test('the encoding is the one of the specification', () => {
    expect(encodeMessage([[1, 150]]).toString('hex')).toBe('089601');
    expect(encodeMessage([[2, 'testing']]).toString('hex')).toBe('120774657374696e67');
  });

  test('numbers above 32 bits and texts above 127 bytes survive', () => {
    const message = decodeMessage(
      encodeMessage([
        [1, 2 ** 40 + 3],
        [2, 'x'.repeat(70_000)],
      ]),
    );

    expect(message.get(1)).toEqual([2 ** 40 + 3]);
    expect(bytesOf(message, 2)?.length).toBe(70_000);
  });

  test('undefined leaves a field out', () => {
    expect(encodeMessage([[1, undefined]])).toHaveLength(0);
  });

  test('bytesOf gives the last value, and nothing for absent fields and for numbers', () => {
    const message = decodeMessage(
      encodeMessage([
        [1, 'a'],
        [1, 'b'],
        [2, 5],
      ]),
    );

    expect(bytesOf(message, 1)?.toString()).toBe('b');
    expect(bytesOf(message, 2)).toBeUndefined();
    expect(bytesOf(message, 3)).toBeUndefined();
  });

  test.each([
    ['a cut number', '0896', 'the message ends inside a number'],
    ['a cut text', '120774', 'the message ends inside field 2'],
    ['a 64-bit field', '090000000000000000', 'field 1 has wire type 1, which is not supported'],
  ])('%s is refused', (_, hex, message) => {
    expect(() => decodeMessage(Buffer.from(hex, 'hex'))).toThrow(new RangeError(message));
  });
});
