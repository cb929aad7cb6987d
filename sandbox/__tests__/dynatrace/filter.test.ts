import { parseFilter } from '../../dynatrace/filter';

const row = { id: 'my.app', value: { name: 'ops', tags: ['a', 'b'] } };
const matches = (text: string) => parseFilter(text, ['id', 'value'])(row);

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
  ])('%s is %s', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it.each([
    ["other = 'x'", "field 'other' is not among the returned fields"],
    ["id ~ 'x'", "cannot read ' ~ 'x''"],
    ["id like 'x'", "unknown operator 'like'"],
    ['id = x', 'a text in single quotes is expected after ='],
    ["id = 'x' 'y'", "unexpected 'y'"],
    ["(id = 'x'", 'a parenthesis is not closed'],
    ["id in 'x'", 'a list in parentheses is expected after in'],
    [`${'('.repeat(6)}id = 'x'${')'.repeat(6)}`, 'parentheses are nested more than 5 deep'],
    [`id = '${'x'.repeat(1024)}'`, 'the expression has more than 1024 characters'],
  ])('refuses %s', (text, reason) => {
    let refusal: unknown;
    try {
      parseFilter(text, ['id']);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      response: { status: 400, body: { error: { message: `Invalid filter: ${reason}` } } },
    });
  });
});
