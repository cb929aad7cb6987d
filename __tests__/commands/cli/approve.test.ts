import { PassThrough } from 'node:stream';
import { approve, type Terminal } from '../../../commands/cli/approve';

function terminal(answer: string, isTTY = true): Terminal {
  const input = Object.assign(new PassThrough(), { isTTY });
  input.write(`${answer}\n`);
  return input;
}

describe('approve', () => {
  it.each([
    ['yes', true],
    [' yes ', true],
    ['y', false],
    ['', false],
    ['no', false],
  ])('takes "%s" for %s', async (answer, approved) => {
    const output = new PassThrough();

    expect(await approve('Deploy prod?', terminal(answer), output)).toBe(approved);
    expect(String(output.read())).toContain('Deploy prod? Only "yes" is accepted');
  });

  it('does not ask where nobody reads the question', async () => {
    await expect(approve('Deploy prod?', terminal('yes', false))).rejects.toThrow('add --auto-approve');
  });
});
