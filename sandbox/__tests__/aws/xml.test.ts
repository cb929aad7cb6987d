import { findXml, readXml, writeXml, xmlMembers, xmlText } from '../../aws/xml';

describe('writeXml', () => {
  test('writes lists as members, leaves out what is undefined and keeps what is empty', () => {
    expect(writeXml('Role', { Name: 'a', Path: undefined, Tags: [{ Key: 'k' }, { Key: 'l' }], Last: {}, N: 3 })).toBe(
      '<Role><Name>a</Name><Tags><member><Key>k</Key></member><member><Key>l</Key></member></Tags>' +
        '<Last></Last><N>3</N></Role>',
    );
  });

  test('escapes text so that a reader gets it back', () => {
    const text = `<a> & "b" 'c' äöü \r\n`;
    const written = writeXml('Text', text);
    expect(written).toContain('&lt;a&gt; &amp; &quot;b&quot;');
    expect(readXml(written).text).toBe(text);
  });
});

describe('readXml', () => {
  const document = readXml(
    '<?xml version="1.0"?>\n<!-- moto --><R xmlns="https://x/">\n <Result><L><member>1</member><member>2</member></L>' +
      '<Empty/><Text>&#65;&#x42;&lt;&unknown;</Text></Result></R>',
  );

  test('finds elements, texts and members by path', () => {
    expect(xmlText(document, 'Result', 'Text')).toBe('AB<&unknown;');
    expect(xmlMembers(document, 'Result', 'L').map(({ text }) => text)).toEqual(['1', '2']);
    expect(findXml(document, 'Result', 'Empty')?.children).toEqual([]);
  });

  test('finds nothing where there is nothing', () => {
    expect(xmlText(document, 'Other', 'Text')).toBeUndefined();
    expect(xmlMembers(undefined, 'L')).toEqual([]);
  });

  test.each([['<a><b></a></b>'], ['<a><b></b>'], ['']])('refuses %p', (text) => {
    expect(() => readXml(text)).toThrow(SyntaxError);
  });
});
