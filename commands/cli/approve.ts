import { createInterface } from 'node:readline/promises';
import { CommandError } from './command';

/** Where an answer comes from. */
export type Terminal = Pick<NodeJS.ReadStream, 'isTTY'> & NodeJS.ReadableStream;

/**
 * Asks a person for a yes.
 *
 * @throws CommandError where nobody can be asked
 */
export async function approve(
  question: string,
  input: Terminal = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  if (!input.isTTY) {
    throw new CommandError(
      'There is no terminal to ask for approval. Review the plan with `npm run diff`, then add --auto-approve.',
    );
  }
  const lines = createInterface({ input, output });
  try {
    return (await lines.question(`${question} Only "yes" is accepted: `)).trim() === 'yes';
  } finally {
    lines.close();
  }
}
