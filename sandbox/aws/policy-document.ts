import { isConditionOperator } from './policy-conditions';

/** A condition of a statement: one key under one operator. */
export interface Condition {
  operator: string;
  key: string;
  values: string[];
}

/** A statement in one form, whichever shorthand the document uses. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  sid?: string;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  /** Values by kind (`AWS`, `Federated`, `Service`). */
  principals?: Record<string, string[]>;
  conditions: Condition[];
}

export interface PolicyDocument {
  version?: string;
  statements: Statement[];
}

/** The text is no policy document. `problem` says which part of the grammar it breaks. */
export class PolicySyntaxError extends Error {
  override name = 'PolicySyntaxError';

  constructor(readonly problem: 'json' | 'syntax' | 'empty' | 'effect') {
    super(`the policy document breaks the grammar: ${problem}`);
  }
}

const STATEMENT_KEYS = new Set(
  'Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition'.split(' '),
);

/**
 * Reads the grammar that identity policies and trust policies share.
 *
 * @throws PolicySyntaxError
 */
export function parsePolicy(text: string): PolicyDocument {
  const document = parseJson(text);
  if (!isObject(document)) throw new PolicySyntaxError('syntax');
  const { Version, Id, Statement, ...others } = document;
  if (Object.keys(others).length > 0) throw new PolicySyntaxError('syntax');
  if (Version !== undefined && typeof Version !== 'string') throw new PolicySyntaxError('syntax');
  if (Id !== undefined && typeof Id !== 'string') throw new PolicySyntaxError('syntax');
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  if (Statement === undefined || statements.length === 0) throw new PolicySyntaxError('empty');
  return { version: Version, statements: statements.map(parseStatement) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PolicySyntaxError('json');
  }
}

function parseStatement(value: unknown): Statement {
  if (!isObject(value) || Object.keys(value).some((key) => !STATEMENT_KEYS.has(key))) {
    throw new PolicySyntaxError('syntax');
  }
  // No reader here understands NotPrincipal, and both kinds of policy refuse it.
  if (value.NotPrincipal !== undefined) throw new PolicySyntaxError('syntax');
  if (value.Action !== undefined && value.NotAction !== undefined) throw new PolicySyntaxError('syntax');
  if (value.Resource !== undefined && value.NotResource !== undefined) throw new PolicySyntaxError('syntax');
  if (value.Effect !== 'Allow' && value.Effect !== 'Deny') throw new PolicySyntaxError('effect');
  if (value.Sid !== undefined && typeof value.Sid !== 'string') throw new PolicySyntaxError('syntax');
  return {
    effect: value.Effect,
    sid: value.Sid,
    actions: texts(value.Action),
    notActions: texts(value.NotAction),
    resources: texts(value.Resource),
    notResources: texts(value.NotResource),
    principals: parsePrincipals(value.Principal),
    conditions: parseConditions(value.Condition),
  };
}

function parsePrincipals(value: unknown): Record<string, string[]> | undefined {
  if (value === undefined) return undefined;
  if (value === '*') return { AWS: ['*'] };
  if (!isObject(value)) throw new PolicySyntaxError('syntax');
  return Object.fromEntries(Object.entries(value).map(([kind, ids]) => [kind, texts(ids) ?? []]));
}

function parseConditions(value: unknown): Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw new PolicySyntaxError('syntax');
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isObject(keys) || !isConditionOperator(operator)) throw new PolicySyntaxError('syntax');
    return Object.entries(keys).map(([key, values]) => {
      const list = Array.isArray(values) ? values : [values];
      if (!list.every((item) => ['string', 'boolean', 'number'].includes(typeof item))) {
        throw new PolicySyntaxError('syntax');
      }
      return { operator, key, values: list.map(String) };
    });
  });
}

function texts(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === 'string')) throw new PolicySyntaxError('syntax');
  return list;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
