/** Whether everything that a pattern of IAM matches is matched by another one, as far as the patterns tell. */
export function includes(wide: string, narrow: string): boolean {
  const expression = wide
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    // A wildcard of the narrow pattern can stand for more than one character.
    .replaceAll('?', '[^*]');
  return new RegExp(`^${expression}$`, 's').test(narrow);
}

/** Whether some text is matched by both patterns. */
export function overlaps(one: string, other: string): boolean {
  const reached = new Map<string, boolean>();
  const meet = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const known = reached.get(key);
    if (known !== undefined) return known;
    const answer = meetNow(i, j);
    reached.set(key, answer);
    return answer;
  };
  const meetNow = (i: number, j: number): boolean => {
    const [a, b] = [one[i], other[j]];
    if (a === undefined && b === undefined) return true;
    if (a === '*') return meet(i + 1, j) || (b !== undefined && meet(i, j + 1));
    if (b === '*') return meet(i, j + 1) || (a !== undefined && meet(i + 1, j));
    if (a === undefined || b === undefined) return false;
    return (a === b || a === '?' || b === '?') && meet(i + 1, j + 1);
  };
  return meet(0, 0);
}
