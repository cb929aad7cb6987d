import { quoted } from '../../model/terraform';

describe('quoted', () => {
  test.each([
    ['plain words', '"plain words"'],
    ['', '""'],
    ['Jo\'s "team" \\ & $HOME 100%', '"Jo\'s \\"team\\" \\\\ & $HOME 100%"'],
    ['${file("x")} %{if}', '"$${file(\\"x\\")} %%{if}"'],
    ['a\nb\rc\td', '"a\\nb\\rc\\td"'],
    ['\b\f\u00a0\u2028', '"\\u0008\\u000c\\u00a0\\u2028"'],
    ['Grüße 名前 🚀', '"Grüße 名前 🚀"'],
    ['\u{e0001}', '"\\U000e0001"'],
  ])('%j is %s', (text, written) => {
    expect(quoted(text)).toBe(written);
  });
});
