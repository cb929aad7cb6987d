import { terraformErrorLine } from '../../terraform/errors';

describe('terraformErrorLine', () => {
  test('puts the wrapped text of the first error on one line', () => {
    const output = `Initializing provider plugins...

Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
hashicorp/null: could not connect to registry.terraform.io

To see which modules are currently depending on hashicorp/null, run:
    terraform providers
`;

    expect(terraformErrorLine(output)).toBe(
      'Failed to query available provider packages: Could not retrieve the list of available versions for provider ' +
        'hashicorp/null: could not connect to registry.terraform.io',
    );
  });

  test('reads framed errors', () => {
    expect(
      terraformErrorLine('╷\n│ Error: Unsupported block\n│ \n│ Blocks of this type are\n│ not expected.\n╵\n'),
    ).toBe('Unsupported block: Blocks of this type are not expected.');
  });

  test.each([
    ['an error without a text', 'Error: Broken\n', 'Broken'],
    ['output without an error', 'one\ntwo\n\n', 'two'],
    ['no output', '', 'no output'],
  ])('%s', (_, output, line) => {
    expect(terraformErrorLine(output)).toBe(line);
  });
});
