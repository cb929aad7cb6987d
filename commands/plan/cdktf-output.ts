// biome-ignore lint/suspicious/noControlCharactersInRegex: cursor movements are control sequences
const CONTROL = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** What only an animated terminal makes sense of: spinners, and counters that repeat themselves. */
const ANIMATION = /^\s*[\u2800-\u28ff]|^\d+ Stacks? deploying\s/;

/**
 * Passes on the output of cdktf line by line, without the animations that it shows even where nobody sees them move.
 *
 * @returns takes a piece of output, which need not end at the end of a line
 */
export function cdktfLines(print: (line: string) => void): (text: string) => void {
  let rest = '';
  let blank = true;
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.map((one) => one.replace(CONTROL, '').trimEnd())) {
      if (ANIMATION.test(line) || (blank && line === '')) continue;
      blank = line === '';
      print(line);
    }
  };
}
