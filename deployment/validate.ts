import type { z } from 'zod';
import { ruleText } from './messages';
import { type Path, type Problem, valueText } from './problem';
import type { RuleId } from './rules';
import { type Deployment, deploymentSchema } from './schema';
import { descriptionOf, knownKeys, schemaAt, valueAt } from './schema-tree';
import { looksSecret } from './secrets';
import { positionOf, type Source, writtenText } from './source';
import { didYouMean, suggestion, wordList } from './suggest';

/** Holds the values against the schema. There is a deployment, with its defaults, when there are no problems. */
export function validate(source: Source, value: unknown): { problems: Problem[]; deployment?: Deployment } {
  const result = deploymentSchema.safeParse(value, { error: ruleText });
  const issues = result.success ? [] : result.error.issues.flatMap((issue) => spread(issue, value));
  const problems = [
    ...issues.flatMap((issue) => toProblems(source, issue, value, issues)),
    ...reservedKeys(source, value),
  ];
  return {
    problems: firstOfEach(problems),
    ...(result.success && problems.length === 0 && { deployment: result.data }),
  };
}

/** zod stops at a key that it refuses; what stands under the key is held against the schema here. */
function spread(issue: z.core.$ZodIssue, value: unknown): z.core.$ZodIssue[] {
  if (issue.code === 'invalid_union') {
    const meant = meantForm(issue);
    if (!meant) return [issue];
    return meant.flatMap((one) => spread({ ...one, path: [...issue.path, ...one.path] } as z.core.$ZodIssue, value));
  }
  if (issue.code !== 'invalid_key') return [issue];
  const path = issue.path as Path;
  const keyIssues = issue.issues.map((inner) => ({ ...inner, path: issue.path }));
  const schema = schemaAt(deploymentSchema, path, value) as z.ZodType | undefined;
  const inner = schema?.safeParse(valueAt(value, path), { error: ruleText });
  const valueIssues = inner?.success === false ? inner.error.issues : [];
  return [
    ...keyIssues.map((one) => ({ ...one, ofKey: true })),
    ...valueIssues.flatMap((one) => spread({ ...one, path: [...path, ...one.path] } as z.core.$ZodIssue, value)),
  ] as z.core.$ZodIssue[];
}

/** What is wrong with a value in the one form of a union that it can be meant as, going by its type. */
function meantForm({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined {
  const forms = errors.filter((issues) =>
    issues.every(({ code, path }) => path.length > 0 || (code !== 'invalid_type' && code !== 'invalid_value')),
  );
  return forms.length === 1 ? forms[0] : undefined;
}

function toProblems(source: Source, issue: z.core.$ZodIssue, value: unknown, all: z.core.$ZodIssue[]): Problem[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const schema = schemaAt(deploymentSchema, path, value);
    const known = schema ? knownKeys(schema, valueAt(value, path)) : [];
    return issue.keys.map((key) => {
      const at = [...path, key];
      const cure = didYouMean(key, known) ?? (known.length ? `known keys are ${wordList(known)}` : undefined);
      return {
        id: 'key-unknown',
        path: at,
        rule: 'is not a known key',
        ...(cure && { cure }),
        position: positionOf(source, at),
      };
    });
  }
  const position = positionOf(source, path);
  if ('ofKey' in issue) return [{ id: 'key-form', path, rule: issue.message, got: valueText(path.at(-1)), position }];

  const found = valueAt(value, path);
  if (found === undefined)
    return isMistyped(path, all) ? [] : [{ id: 'key-missing', path, rule: requiredText(issue, path, value), position }];
  if (typeof found === 'string' && looksSecret(found)) return [];
  const text = writtenText(source, path);
  const got = issue.code === 'custom' && typeof found === 'object' ? undefined : valueText(found);
  return [
    {
      id: ruleOf(issue),
      path,
      rule: issue.message,
      got: text !== undefined && text.length <= 80 ? text : got,
      position,
    },
  ];
}

/** The rule that a value breaks which is there. */
function ruleOf({ code }: z.core.$ZodIssue): RuleId {
  switch (code) {
    case 'invalid_type':
      return 'value-type';
    case 'invalid_value':
    case 'invalid_union':
      return 'value-choice';
    case 'too_small':
    case 'too_big':
      return 'value-range';
    default:
      return 'value-form';
  }
}

function requiredText(issue: z.core.$ZodIssue, path: Path, value: unknown): string {
  const schema = schemaAt(deploymentSchema, path, value);
  const description = schema && descriptionOf(schema);
  if (issue.code === 'invalid_union' && 'discriminator' in issue) return `is required: ${issue.message}`;
  return description ? `is required: ${description}` : 'is required';
}

/** zod leaves this key out of mappings without a word, so that what stands under it would be lost. */
function reservedKeys(source: Source, value: unknown, path: Path = []): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const problem = {
      id: 'key-reserved' as const,
      path: at,
      rule: 'must be renamed, because JavaScript reserves this name',
    };
    const own = key === '__proto__' ? [{ ...problem, position: positionOf(source, at) }] : [];
    return [...own, ...reservedKeys(source, child, at)];
  });
}

/** One value may break several rules of the schema; the first says enough. */
function firstOfEach(problems: Problem[]): Problem[] {
  const paths = problems.map(({ path }) => JSON.stringify(path));
  return problems.filter((_, index) => paths.indexOf(paths[index] as string) === index);
}

/** Whether a missing key is there under a name that is almost right; then one message about that is enough. */
function isMistyped(path: Path, issues: z.core.$ZodIssue[]): boolean {
  const parent = path.slice(0, -1);
  return issues.some(
    (issue) =>
      issue.code === 'unrecognized_keys' &&
      issue.path.length === parent.length &&
      issue.path.every((segment, index) => segment === parent[index]) &&
      issue.keys.some((key) => suggestion(key, [String(path.at(-1))]) !== undefined),
  );
}
