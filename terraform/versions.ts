/** Orders two versions of the form `1.2.3`; missing parts count as 0. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether a version meets a constraint as Terraform writes it, for example `>= 5.81, < 7`. Prereleases meet none.
 *
 * @throws RangeError when the constraint has an operator other than `=`, `!=`, `>`, `>=`, `<`, `<=`.
 */
export function satisfies(version: string, constraint: string): boolean {
  return constraint.split(',').every((condition) => {
    const match = /^\s*(=|!=|>=?|<=?)?\s*(\d+(?:\.\d+){0,2})\s*$/.exec(condition);
    if (!match?.[2])
      throw new RangeError(`"${condition.trim()}" is not a version constraint that can be evaluated here`);
    const order = compareVersions(version, match[2]);
    return /^\d+\.\d+\.\d+$/.test(version) && CONDITIONS[match[1] ?? '=']?.(order) === true;
  });
}

const CONDITIONS: Record<string, (order: number) => boolean> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
};

function parts(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
