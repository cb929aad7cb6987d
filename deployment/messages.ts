import type { z } from 'zod';

/** zod's findings in the house's words, for the rules of the schema that bring no text of their own. */
export function ruleText(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeText(issue.expected, issue.input);
    case 'invalid_value':
      return `must be ${alternatives(issue.values.map((value) => (typeof value === 'string' ? `\`${value}\`` : String(value))))}`;
    case 'invalid_union':
      return `must be ${alternatives(discriminators(issue))}`;
    case 'too_small':
      return limitText(issue.origin, 'at least', Number(issue.minimum), issue.inclusive);
    case 'too_big':
      return limitText(issue.origin, 'at most', Number(issue.maximum), issue.inclusive);
    case 'invalid_format':
      return issue.format === 'guid' ? 'must be a UUID, such as 11111111-2222-3333-4444-555555555555' : undefined;
    default:
      return undefined;
  }
}

function typeText(expected: string, input: unknown): string | undefined {
  if (input === undefined) return 'is required';
  switch (expected) {
    case 'string':
      return typeof input === 'object' ? 'must be a string' : 'must be a string; put it in quotes';
    case 'boolean':
      return 'must be true or false';
    case 'int':
      return 'must be an integer';
    case 'array':
      return 'must be a list';
    case 'object':
    case 'record':
      return input === null ? 'must be a mapping; omit the key if it has no entries' : 'must be a mapping';
    default:
      return `must be a ${expected}`;
  }
}

function limitText(origin: string, relation: string, limit: number, inclusive = true): string {
  if (origin === 'string') {
    if (relation === 'at least' && limit === 1) return 'must not be empty';
    return `must have ${relation} ${limit} characters`;
  }
  if (origin === 'array') return `must have ${relation} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  if (!inclusive) return relation === 'at least' ? `must be more than ${limit}` : `must be less than ${limit}`;
  return `must be ${relation} ${limit}`;
}

function discriminators(issue: z.core.$ZodRawIssue): string[] {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.map((option) => `\`${option}\``);
}

export function alternatives(words: string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
