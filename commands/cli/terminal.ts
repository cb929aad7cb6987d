import { stripVTControlCharacters } from 'node:util';
import { createColors } from 'picocolors';

/** Where a command prints. Tests give their own. */
export interface Output {
  /** The result: what a reader or another program asked for. */
  print(text: string): void;
  /** Progress and problems. */
  progress(text: string): void;
  colors: ReturnType<typeof createColors>;
}

/** What a reader that closed its end, such as `head`, ends a program with: 128 and the number of SIGPIPE. */
const CLOSED = 141;

/** Prints to the terminal. Whoever reads the output may stop reading, which ends the program without a word. */
export function terminal(): Output {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(CLOSED);
    });
  }
  return {
    print: (text) => process.stdout.write(`${text}\n`),
    progress: (text) => process.stderr.write(`${text}\n`),
    colors: createColors(hasColors(process.stdout, process.env)),
  };
}

/** Colours only where a person reads them, unless NO_COLOR is set, and not on a terminal that has none. */
export function hasColors({ isTTY }: { isTTY?: boolean }, { NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  return Boolean(isTTY) && !NO_COLOR && TERM !== 'dumb';
}

/** Names the stack before every line, where several are at work. */
export function prefixed(output: Output, name: string): Output {
  if (!name) return output;
  const prefix = (text: string) => text.replace(/^(?=.)/gm, `${output.colors.dim(`${name} |`)} `);
  return {
    ...output,
    print: (text) => output.print(prefix(text)),
    progress: (text) => output.progress(prefix(text)),
  };
}

/** A table with columns as wide as their widest cell, without a frame. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => visibleLength(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - visibleLength(cell)));
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
