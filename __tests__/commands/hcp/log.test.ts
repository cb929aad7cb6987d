import { followLog, readableLine } from '../../../commands/hcp/log';
import { jumpingClock } from '../../scripts/support';

/** A log that grows by one piece with every look. */
function growing(pieces: (string | Buffer)[]) {
  let written = Buffer.alloc(0);
  const looks: number[] = [];
  return {
    looks,
    clock: jumpingClock(),
    download: async (url: string) => {
      written = Buffer.concat([written, Buffer.from(pieces.shift() ?? '')]);
      const { searchParams } = new URL(url);
      const offset = Number(searchParams.get('offset'));
      looks.push(offset);
      return written.subarray(offset, offset + Number(searchParams.get('limit')));
    },
  };
}

async function linesOf(pieces: (string | Buffer)[], isOver = async () => false): Promise<string[]> {
  const lines: string[] = [];
  await followLog(growing(pieces), 'https://archive/object?key=1', isOver, (line) => lines.push(line));
  return lines;
}

describe('followLog', () => {
  it('reads a log to its end marker', async () => {
    expect(await linesOf(['\u0002one\ntwo\n\u0003'])).toEqual(['one', 'two']);
  });

  it('puts lines and letters together that arrive in parts', async () => {
    const text = Buffer.from('\u0002für\nzwei');

    expect(await linesOf([text.subarray(0, 3), text.subarray(3), '\n\u0003'])).toEqual(['für', 'zwei']);
  });

  it('goes on where it was, and keeps looking while nothing comes', async () => {
    const log = growing(['\u0002a\n', '', '', 'b\n\u0003']);

    await followLog(
      log,
      'https://archive/object',
      async () => false,
      () => {},
    );

    expect(log.looks).toEqual([0, 3, 3, 3]);
  });

  it('ends with what writes the log when the end marker never comes', async () => {
    expect(await linesOf(['\u0002half a line'], async () => true)).toEqual(['half a line']);
  });

  it('reads logs without markers', async () => {
    expect(await linesOf(['plain\n'], async () => true)).toEqual(['plain']);
  });
});

describe('readableLine', () => {
  it.each([
    ['plain text', 'plain text'],
    ['\u001b[1mbold\u001b[0m', 'bold'],
    ['{"@message":"null_resource.a: Plan to create","type":"planned_change"}', 'null_resource.a: Plan to create'],
    ['{"@message":"\\u001b[31mred\\u001b[0m"}', 'red'],
    ['{"@message":"Terraform 1.14.0","type":"version"}', undefined],
    ['{"@message":"a: Refreshing state...","type":"refresh_start"}', undefined],
    ['{"no message":true}', '{"no message":true}'],
    ['{ not JSON', '{ not JSON'],
  ])('shows %s as %s', (line, text) => {
    expect(readableLine(line)).toBe(text);
  });

  it('shows a problem with its place and its cure', () => {
    const line = JSON.stringify({
      '@message': 'Error: Resource precondition failed',
      type: 'diagnostic',
      diagnostic: {
        severity: 'error',
        summary: 'Failed',
        detail: 'Set it.',
        address: 'null_resource.preflight["prod"]',
      },
    });

    expect(readableLine(line)).toBe('\nError: Failed\n  with null_resource.preflight["prod"]\n\nSet it.\n');
  });
});
