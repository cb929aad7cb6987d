import { parseFilter, parseSort } from '../../dynatrace/filter';

const row = { id: 'my.app', created: 1000, value: { name: 'ops', tags: ['a', 'b'], enforced: true } };
const rules = (...fields: string[]) => ({
  allows: (path: string) => fields.includes(path.split('.')[0] ?? ''),
  maxLength: 1024,
  maxDepth: 5,
});
const matches = (text: string) => parseFilter(text, rules('id', 'created', 'value'))(row);

describe('filter expressions', () => {
  it.each([
    ["value.name = 'ops'", true],
    ["value.name != 'ops'", false],
    ["value.name contains 'p'", true],
    ["value.tags contains 'a'", true],
    ["value.tags contains 'c'", false],
    ["value.name starts-with 'o'", true],
    ["id in ('other', 'my.app')", true],
    ["value.name = 'ops' and id = 'x'", false],
    ["value.name = 'ops' or id = 'x'", true],
    ["not (value.name = 'ops') or (id = 'my.app' and value.name = 'ops')", true],
    ["value.missing.deep = 'x'", false],
    ["value.missing.deep < 'x'", false],
    ['created = 1000', true],
    ['created > 999 and created < 1001', true],
    ['created >= 1001', false],
    ["created <= '1000'", true],
    ["value.name < 'oq' and value.name >= 'ops'", true],
    ["value.name ends-with 'ps'", true],
    ['value.enforced = true', true],
    ['value.enforced = false', false],
    ['created in (1, 1000)', true],
  ])('%s is %s', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it.each([
    ["other = 'x'", "field 'other' cannot be used, or is not among the returned fields"],
    ["id ~ 'x'", "cannot read ' ~ 'x''"],
    ["id like 'x'", "unknown operator 'like'"],
    ['id = x', 'a literal is expected after ='],
    ["id in ('a'", 'a list in parentheses is expected after in'],
    ['id in (x)', 'a list in parentheses is expected after in'],
    ["id = 'x' 'y'", "unexpected 'y'"],
    ["(id = 'x'", 'a parenthesis is not closed'],
    ["id in 'x'", 'a list in parentheses is expected after in'],
    [`${'('.repeat(6)}id = 'x'${')'.repeat(6)}`, 'parentheses are nested more than 5 deep'],
    [`id = '${'x'.repeat(1024)}'`, 'the expression has more than 1024 characters'],
  ])('refuses %s', (text, reason) => {
    let refusal: unknown;
    try {
      parseFilter(text, rules('id'));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      response: { status: 400, body: { error: { message: `Invalid filter: ${reason}` } } },
    });
  });
});

describe('sort expressions', () => {
  const rows = [
    { a: 1, b: 'x' },
    { a: 2, b: 'x' },
    { a: 3, b: 'w' },
  ];
  const allows = (path: string) => ['a', 'b'].includes(path);
  const order = (text: string) => [...rows].sort(parseSort(text, allows)).map(({ a }) => a);

  it('go by several fields, upwards unless a minus says otherwise', () => {
    expect([order('a'), order('-a'), order('b,-a'), order('+b,a')]).toEqual([
      [1, 2, 3],
      [3, 2, 1],
      [3, 2, 1],
      [3, 1, 2],
    ]);
  });

  it('refuse other fields', () => {
    expect(() => order('c')).toThrow('status 400');
  });
});
