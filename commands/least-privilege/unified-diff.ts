/** Lines of context around a change. */
const CONTEXT = 3;

interface Edit {
  sign: ' ' | '-' | '+';
  line: string;
}

/** The difference of two texts as `patch` and `git apply` read it; empty when there is none. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const edits = editsOf(linesOf(before), linesOf(after));
  return [`--- a/${file}`, `+++ b/${file}`, ...hunksOf(edits)].join('\n');
}

/** A text that ends without a line break is told apart, as `diff` does. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop() as string;
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

/** The shortest way from one list to the other, after what both begin and end with. */
function editsOf(before: string[], after: string[]): Edit[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const kept = (lines: string[]): Edit[] => lines.map((line) => ({ sign: ' ', line }));
  const middle = changes(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...kept(before.slice(0, start)), ...middle, ...kept(end > 0 ? before.slice(-end) : [])];
}

/** By longest common subsequence. */
function changes(before: string[], after: string[]): Edit[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] as number;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && old === now) {
      edits.push({ sign: ' ', line: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (now === undefined || at(i + 1, j) >= at(i, j + 1))) {
      edits.push({ sign: '-', line: old });
      i += 1;
    } else {
      edits.push({ sign: '+', line: now as string });
      j += 1;
    }
  }
  return edits;
}

function hunksOf(edits: Edit[]): string[] {
  const changed = edits.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]));
  const hunks: [number, number][] = [];
  for (const index of changed) {
    const [from, to] = [Math.max(index - CONTEXT, 0), Math.min(index + CONTEXT + 1, edits.length)];
    const last = hunks.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks.flatMap(([from, to]) => {
    const lines = edits.slice(from, to);
    const range = (sign: '-' | '+') => {
      const count = (part: Edit[]) => part.filter((one) => one.sign === ' ' || one.sign === sign).length;
      const [skipped, length] = [count(edits.slice(0, from)), count(lines)];
      return `${length > 0 ? skipped + 1 : skipped},${length}`;
    };
    return [`@@ -${range('-')} +${range('+')} @@`, ...lines.map(({ sign, line }) => sign + line)];
  });
}
