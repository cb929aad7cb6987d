import { markdownTable, withSection } from '../../model/markdown';

const section = { file: 'docs/x.md', name: 'kinds', content: 'new' };

describe('withSection', () => {
  test('puts the content between its lines, and keeps the rest', () => {
    expect(withSection('a\n<!-- kinds:begin -->\nold\n<!-- kinds:end -->\nb\n', section)).toBe(
      'a\n<!-- kinds:begin -->\n\nnew\n\n<!-- kinds:end -->\nb\n',
    );
  });

  test('works at the top of a document', () => {
    expect(withSection('<!-- kinds:begin --><!-- kinds:end -->', section)).toBe(
      '<!-- kinds:begin -->\n\nnew\n\n<!-- kinds:end -->',
    );
  });

  test.each(['', '<!-- kinds:begin -->', '<!-- kinds:end --><!-- kinds:begin -->'])('refuses %j', (document) => {
    expect(() => withSection(document, section)).toThrow(
      'docs/x.md must have the lines <!-- kinds:begin --> and <!-- kinds:end -->, in this order',
    );
  });
});

test('a table keeps cells apart', () => {
  expect(markdownTable(['A', 'B'], [['a|b', '`c`']])).toBe('| A | B |\n| --- | --- |\n| a\\|b | `c` |');
});
