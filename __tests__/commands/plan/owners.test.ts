import { selectStacks } from '../../../commands/cli/selection';
import { requireOwners } from '../../../commands/plan/owners';
import type { ResolvedStack } from '../../../deployment/resolved-stack';
import { type FakeTerraform, fakeTerraform } from '../terraform';

const OWN = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';

/** The state of the owner, with an OIDC provider that has these audiences. */
function provider(...audiences: string[]): string {
  const values = {
    arn: 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com',
    client_id_list: audiences,
  };
  const resource = { type: 'aws_iam_openid_connect_provider', name: 'main', mode: 'managed', values };
  return JSON.stringify({ values: { root_module: { resources: [resource] } } });
}

const fileWith = (account = '', tenants = '') => `
name: team
accounts:
  main: { id: "123456789012", region: eu-central-1${account} }
tenants:
  prod: { environment: abc12345.apps.dynatrace.com, connections: { ops: { account: main } } }
${tenants}`;
const TEST = '  test: { environment: xyz98765.apps.dynatrace.com, connections: { ops: { account: main } } }\n';

describe('requireOwners', () => {
  let terraform: FakeTerraform;

  function open(text: string): (name: string) => ResolvedStack {
    terraform = fakeTerraform(text);
    return (name) => selectStacks([name]).stacks[0] as ResolvedStack;
  }
  afterEach(() => terraform.close());

  it('lets a stack wait for the one that owns the OIDC provider, until it has the audience', async () => {
    const test = open(fileWith(', providerOwner: prod', TEST))('test');
    const alone = selectStacks(['test']);

    terraform.write('state.json', '{}');
    await expect(requireOwners(test, alone)).rejects.toThrow(
      'The OIDC provider of the account main belongs to the stack prod and does not exist yet. ' +
        'Deploy both: npm run deploy -- prod test',
    );
    terraform.write('state.json', provider(OWN));
    await expect(requireOwners(test, alone)).rejects.toThrow(
      'lacks the audience xyz98765.apps.dynatrace.com/app-id/dynatrace.aws.connector',
    );
    terraform.write('state.json', provider(OWN, test.audience));
    await expect(requireOwners(test, alone)).resolves.toBeUndefined();
  });

  it('asks nothing when the owner is deployed together with it', async () => {
    const test = open(fileWith(', providerOwner: prod', TEST))('test');

    await expect(requireOwners(test, selectStacks([]))).resolves.toBeUndefined();
    expect(terraform.calls()).toEqual([]);
  });

  it.each([
    ['its own', ''],
    ['something else owns', ', oidcProvider: existing'],
  ])('asks nothing about a provider that is %s', async (_, account) => {
    const prod = open(fileWith(account))('prod');

    await expect(requireOwners(prod, { stacks: [] })).resolves.toBeUndefined();
    expect(terraform.calls()).toEqual([]);
  });
});
