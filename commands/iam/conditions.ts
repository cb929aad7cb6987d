import { listOf } from './trust';

export type Conditions = Record<string, Record<string, string | string[]>>;

/** One condition of a statement: an operator, a key, and the values that it accepts or refuses. */
export interface Clause {
  operator: string;
  key: string;
  values: string[];
}

export function clausesOf(conditions: Conditions): Clause[] {
  return Object.entries(conditions).flatMap(([operator, pairs]) =>
    Object.entries(pairs).map(([key, value]) => ({ operator, key, values: listOf(value).map(String).sort() })),
  );
}

/** Clauses in words; empty without any. */
export function conditionText(clauses: Clause[]): string {
  return clauses
    .map(({ operator, key, values }) => `${operator} ${key} = ${values.join(' or ')}`)
    .sort()
    .join(' and ');
}

/** Whether whatever meets the narrow clauses meets the wide ones: all of them are there, none accepts more values. */
export function implies(narrow: Clause[], wide: Clause[]): boolean {
  return wide.every((clause) => narrow.some((one) => impliesClause(one, clause)));
}

function impliesClause(narrow: Clause, wide: Clause): boolean {
  const { operator, key, values } = narrow;
  if (operator !== wide.operator || key.toLowerCase() !== wide.key.toLowerCase()) return false;
  const subset = (some: string[], all: string[]) => some.every((value) => all.includes(value));
  // An operator that negates refuses its values, so that more of them leave less.
  return /Not/.test(operator) ? subset(wide.values, values) : subset(values, wide.values);
}
