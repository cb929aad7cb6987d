import { DONE, isList, isOptional, isRecord, isText } from '../../../scripts/dynatrace/shapes';

const VALUES = { nothing: undefined, null: null, text: 'a', empty: '', number: 0, list: [], record: {} };
const held = (holds: (value: unknown) => boolean) =>
  Object.entries(VALUES)
    .filter(([, value]) => holds(value))
    .map(([name]) => name);

test.each<[string, (value: unknown) => boolean, string[]]>([
  ['record', isRecord, ['record']],
  ['text', isText, ['text']],
  ['optional text', (value) => isOptional(value, isText), ['nothing', 'null', 'text']],
  ['list', (value) => isList(value, isText), ['list']],
  ['success without content', DONE.holds, ['nothing', 'record']],
])('a %s is told from everything else', (_, holds, names) => {
  expect(held(holds)).toEqual(names);
});

test.each([
  [['a', 'b'], true],
  [['a', 1], false],
])('a list holds what each of its items holds: %j', (list, holds) => {
  expect(isList(list, isText)).toBe(holds);
});

test('a success without content is called so', () => {
  expect(DONE.expected).toBe('no content');
});
