import { selectStacks } from '../../../commands/cli/selection';
import { type FakeTerraform, fakeTerraform } from '../terraform';

const CONNECTIONS = Array.from({ length: 101 }, (_, index) => `con${index}: { account: main }`).join(', ');
const WARNING =
  /^warning: `tenants\.prod\.connections` puts 101 connections into one stack, .*deployment\.yaml:7:\d+\)\n$/;

let terraform: FakeTerraform;

beforeEach(() => {
  terraform = fakeTerraform(`
name: team
accounts:
  main: { id: "123456789012", region: eu-central-1 }
tenants:
  prod: { environment: abc12345.apps.dynatrace.com, schema: enhanced,
    connections: { ${CONNECTIONS} } }
`);
});
afterEach(() => terraform.close());

test("the file's warnings are printed once, however often a command reads it", () => {
  const printed: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);

  selectStacks([]);
  selectStacks(['prod']);
  write.mockRestore();

  expect(printed).toEqual([expect.stringMatching(WARNING)]);
});

describe('selectStacks', () => {
  beforeEach(() => {
    terraform.close();
    terraform = fakeTerraform(`
name: team
accounts:
  main: { id: "123456789012", region: eu-central-1, providerOwner: prod }
tenants:
  test: { environment: xyz98765.apps.dynatrace.com, connections: { ops: { account: main } } }
  prod: { environment: abc12345.apps.dynatrace.com, layout: account, connections: { ops: { account: main } } }
`);
  });
  const names = (...wanted: string[]) => selectStacks(wanted).stacks.map(({ name }) => name);

  test.each<[string[], string[]]>([
    [[], ['prod', 'prod-main', 'test']],
    [
      ['test', 'prod'],
      ['prod', 'prod-main', 'test'],
    ],
    [['test'], ['test']],
    [['prod'], ['prod', 'prod-main']],
    [['prod-main'], ['prod-main']],
  ])('%j are %j, in an order in which they can be deployed', (wanted, stacks) => {
    expect(names(...wanted)).toEqual(stacks);
    expect(selectStacks(wanted).all).toHaveLength(3);
  });

  test('says what there is when a name is wrong', () => {
    expect(() => names('production', 'test')).toThrow(
      /no tenant "production" \(.*\)\. It has "test", "prod", "prod-main"\.$/,
    );
  });
});
