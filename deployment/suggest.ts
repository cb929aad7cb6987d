import { closest, distance } from 'fastest-levenshtein';

const MOST_SHOWN = 20;

/** The known word that somebody probably meant, if one is close enough to what they wrote. */
export function suggestion(written: string, known: string[]): string | undefined {
  if (known.length === 0 || written.length > 100) return undefined;
  const same = known.find((word) => folded(word) === folded(written));
  if (same !== undefined) return same;
  const best = closest(written, known);
  const tolerance = best.length < 4 ? 1 : Math.max(2, Math.floor(best.length / 3));
  return distance(written, best) <= tolerance ? best : undefined;
}

/** Asks whether a known word was meant. */
export function didYouMean(written: string, known: string[]): string | undefined {
  const meant = suggestion(written, known);
  return meant && `did you mean \`${meant}\`?`;
}

/** Known words for a message, not endlessly many. */
export function wordList(known: string[]): string {
  const shown = known.slice(0, MOST_SHOWN).map((word) => `\`${word}\``);
  return `${shown.join(', ')}${known.length > shown.length ? ` and ${known.length - shown.length} more` : ''}`;
}

function folded(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}
