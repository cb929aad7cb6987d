import { BlockList, isIPv6 } from 'node:net';

/** The facts of a request, by condition key in lower case. A key that a request does not have is absent. */
export type RequestContext = Record<string, string[] | undefined>;

type Comparison = (actual: string, expected: string) => boolean;

const numeric =
  (compare: (actual: number, expected: number) => boolean): Comparison =>
  (actual, expected) =>
    compare(Number(actual), Number(expected));

const date =
  (compare: (actual: number, expected: number) => boolean): Comparison =>
  (actual, expected) =>
    compare(Date.parse(actual), Date.parse(expected));

const equal: Comparison = (actual, expected) => actual === expected;

const COMPARISONS: Record<string, Comparison> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  StringLike: matchesWildcards,
  ArnEquals: matchesWildcards,
  ArnLike: matchesWildcards,
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  BinaryEquals: equal,
  IpAddress: isInNetwork,
  NumericEquals: numeric((actual, expected) => actual === expected),
  NumericLessThan: numeric((actual, expected) => actual < expected),
  NumericLessThanEquals: numeric((actual, expected) => actual <= expected),
  NumericGreaterThan: numeric((actual, expected) => actual > expected),
  NumericGreaterThanEquals: numeric((actual, expected) => actual >= expected),
  DateEquals: date((actual, expected) => actual === expected),
  DateLessThan: date((actual, expected) => actual < expected),
  DateLessThanEquals: date((actual, expected) => actual <= expected),
  DateGreaterThan: date((actual, expected) => actual > expected),
  DateGreaterThanEquals: date((actual, expected) => actual >= expected),
};

/** Negated operators and what they negate. */
const NEGATIONS: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

interface Operator {
  quantifier?: 'ForAllValues' | 'ForAnyValue';
  base: string;
  ifExists: boolean;
}

function readOperator(name: string): Operator | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name);
  const base = match?.[2];
  if (!match || !base) return undefined;
  const quantifier = match[1] as Operator['quantifier'];
  if (base === 'Null') return quantifier || match[3] ? undefined : { base, ifExists: false };
  if (!COMPARISONS[base] && !NEGATIONS[base]) return undefined;
  return { quantifier, base, ifExists: match[3] !== undefined };
}

/** Whether IAM knows an operator, with its `ForAllValues:` or `ForAnyValue:` and its `IfExists`. */
export function isConditionOperator(name: string): boolean {
  return readOperator(name) !== undefined;
}

/**
 * Whether a request meets one condition. Without a quantifier any value of the request's key is enough; a missing key
 * fails a positive comparison and meets a negated one.
 */
export function meetsCondition(
  { operator, key, values }: { operator: string; key: string; values: string[] },
  context: RequestContext,
): boolean {
  const parsed = readOperator(operator);
  if (!parsed) return false;
  const actual = context[key.toLowerCase()] ?? [];
  if (parsed.base === 'Null') return values.some((value) => (value.toLowerCase() === 'true') === (actual.length === 0));
  const negated = NEGATIONS[parsed.base] !== undefined;
  const compare = COMPARISONS[NEGATIONS[parsed.base] ?? parsed.base] as Comparison;
  if (actual.length === 0) {
    if (parsed.quantifier) return parsed.quantifier === 'ForAllValues' || parsed.ifExists;
    return negated || parsed.ifExists;
  }
  const holds = (one: string) => values.some((value) => compare(one, value)) !== negated;
  if (parsed.quantifier) return parsed.quantifier === 'ForAllValues' ? actual.every(holds) : actual.some(holds);
  return negated ? actual.every(holds) : actual.some(holds);
}

/** Compares with a pattern in which `*` stands for any text and `?` for one character. */
export function matchesWildcards(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', prefix] = network.split('/');
  const family = isIPv6(base) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(base, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
