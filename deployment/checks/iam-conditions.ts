import { conditionKeys, isConditionKey, matchingActions, services } from '../iam-data';
import { remembering } from '../memo';
import type { Path } from '../problem';
import { didYouMean, suggestion } from '../suggest';
import type { CheckContext } from './context';
import { reportUnknown, statementsOf, type WrittenStatement } from './statements';

const COMPARISONS = ['Equals', 'NotEquals'];
const ORDERS = ['LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

/** Source: IAM JSON policy elements, condition operators. */
const OPERATORS = [
  ...[...COMPARISONS, 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map((name) => `String${name}`),
  ...['Numeric', 'Date'].flatMap((type) => [...COMPARISONS, ...ORDERS].map((name) => `${type}${name}`)),
  ...['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  ...['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress'],
];

/** `Null` asks whether a key is there, so that it has no form for when it is not. */
const WITH_SUFFIX = [...OPERATORS, ...OPERATORS.map((name) => `${name}IfExists`), 'Null'];
const SETS = ['ForAllValues:', 'ForAnyValue:'];
const ALL = ['', ...SETS].flatMap((set) => WITH_SUFFIX.map((name) => `${set}${name}`));

/** Operators and keys of conditions are there. IAM accepts any key, and a condition on a missing one never holds. */
export function checkIamConditions(context: CheckContext): void {
  for (const statement of statementsOf(context)) {
    for (const [operator, keys] of Object.entries(statement.conditions)) {
      const path = [...statement.path, 'conditions', operator];
      if (!ALL.includes(operator)) {
        const rule = 'must be a condition operator of IAM, such as StringEquals';
        context.report(
          'iam-condition-operator',
          path,
          rule,
          operator,
          didYouMean(operator.replace('NullIfExists', 'Null'), ALL),
        );
      }
      for (const key of Object.keys(keys)) checkKey(context, statement, key, [...path, key]);
    }
  }
}

function checkKey(context: CheckContext, statement: WrittenStatement, key: string, path: Path): void {
  const { report, warn } = context;
  const [prefix = '', ...rest] = key.split(':');
  if (rest.length === 0 || rest.join('') === '' || /\s/.test(key)) {
    report(
      'iam-condition-key',
      path,
      'must be a condition key with its prefix, such as aws:ResourceTag/team',
      key,
      formCure(key),
    );
    return;
  }
  // Keys of an OIDC provider begin with its address, which AWS does not know.
  if (prefix.includes('.')) return;
  const known = conditionKeys(prefix);
  if (known.length === 0) {
    const meant = suggestion(prefix, ['aws', ...services()]);
    const cure = meant && `did you mean \`${[meant, ...rest].join(':')}\`?`;
    const rule = 'must begin with `aws` or the prefix of an AWS service';
    reportUnknown(context, statement.entry, { path, rule, name: key, cure });
  } else if (!isKnown(key)) {
    const rule =
      prefix.toLowerCase() === 'aws' ? 'must be a condition key of AWS' : `must be a condition key of ${prefix}`;
    reportUnknown(context, statement.entry, { path, rule, name: key, cure: didYouMean(key, known) });
  } else if (!isSupported(statement, key)) {
    warn(
      'iam-condition-idle',
      path,
      'is not a condition key of any action in the statement, so IAM always treats it as missing',
    );
  }
}

function formCure(key: string): string | undefined {
  const known = conditionKeys('aws');
  const meant = suggestion(key.replace(/\s/g, ''), [...known, ...known.map((name) => name.slice('aws:'.length))]);
  return meant && `did you mean \`${meant.startsWith('aws:') ? meant : `aws:${meant}`}\`?`;
}

const isKnown = remembering((key) =>
  conditionKeys(key.split(':')[0] ?? '').some((pattern) => isConditionKey(pattern, key)),
);

/** Whether a request of one of the actions can have a key. Keys of every service are left to AWS. */
function isSupported({ actions }: WrittenStatement, key: string): boolean {
  if (key.toLowerCase().startsWith('aws:') || actions.length === 0) return true;
  const values = actions.map(({ value }) => value);
  return values.includes('*') || values.includes('*:*') || canHave(JSON.stringify([key, ...values]));
}

const canHave = remembering((question) => {
  const [key, ...patterns] = JSON.parse(question) as [string, ...string[]];
  const found = patterns.flatMap((pattern) => matchingActions(pattern));
  const keys = new Set(found.flatMap((action) => action.conditionKeys));
  // Actions that AWS does not have are reported where they stand.
  return found.length === 0 || [...keys].some((pattern) => isConditionKey(pattern, key));
});
