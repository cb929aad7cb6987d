import { IAM_LENGTHS, IAM_QUOTAS, ROLE_SESSION_SECONDS } from '../facts/aws-limits';
import { constraintError, invalidInput, limitExceeded, validationError } from './aws-error';
import { fieldName, type Query } from './query';

const TAG_PATTERN = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Reads a name that IAM restricts to letters, digits and `+=,.@_-`. */
export function readName(query: Query, parameter: string, maxLength: number): string {
  const name = query.required(parameter);
  const field = fieldName(parameter);
  checkLength(field, name, maxLength);
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw validationError(
      `The specified value for ${field} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  return name;
}

export function readRoleName(query: Query): string {
  return readName(query, 'RoleName', IAM_LENGTHS.roleName);
}

/** Reads the path of a role, which stands between slashes. @default / */
export function readPath(query: Query): string {
  const path = query.text('Path') || '/';
  checkLength('path', path, IAM_LENGTHS.path);
  if (!/^(\/|\/[\x21-\x7e]+\/)$/.test(path) || path.includes('//')) {
    throw validationError(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  return path;
}

/** Reads the description of a role. An empty one is none. */
export function readDescription(query: Query): string | undefined {
  const description = query.text('Description');
  if (description === undefined) return undefined;
  checkLength('description', description, IAM_LENGTHS.description);
  if (!/^[\t\n\r\x20-\x7e\xa1-\xff]*$/.test(description)) {
    throw constraintError(
      'description',
      'satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
    );
  }
  return description;
}

/** Reads the longest session that a role allows, in seconds. */
export function readMaxSessionSeconds(query: Query): number | undefined {
  const seconds = query.integer('MaxSessionDuration');
  if (seconds === undefined) return undefined;
  const { min, max } = ROLE_SESSION_SECONDS;
  if (seconds < min) throw constraintError('maxSessionDuration', `have value greater than or equal to ${min}`);
  if (seconds > max) throw constraintError('maxSessionDuration', `have value less than or equal to ${max}`);
  return seconds;
}

/** Reads `Tags`, whose keys IAM tells apart without regard to case. */
export function readTags(query: Query): Record<string, string> {
  const tags = query.structures('Tags').map((tag) => [tag.Key ?? '', tag.Value ?? ''] as const);
  if (tags.length > IAM_QUOTAS.tags)
    throw constraintError('tags', `have length less than or equal to ${IAM_QUOTAS.tags}`);
  for (const [index, [key, value]] of tags.entries()) {
    const field = `tags.${index + 1}.member`;
    if (key.length === 0) throw constraintError(`${field}.key`, 'have length greater than or equal to 1');
    checkLength(`${field}.key`, key, IAM_LENGTHS.tagKey);
    checkLength(`${field}.value`, value, IAM_LENGTHS.tagValue);
    checkTagText(`${field}.key`, key, '+');
    checkTagText(`${field}.value`, value, '*');
    if (/^aws:/i.test(key)) throw invalidInput('Tag keys must not begin with aws:, which is reserved.');
  }
  if (new Set(tags.map(([key]) => key.toLowerCase())).size < tags.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  return Object.fromEntries(tags);
}

/** Adds tags to those that an object has. A key that differs only in case replaces the older one. */
export function addTags(
  current: Readonly<Record<string, string>>,
  added: Record<string, string>,
): Record<string, string> {
  const tags = { ...removeTags(current, Object.keys(added)), ...added };
  if (Object.keys(tags).length > IAM_QUOTAS.tags)
    throw limitExceeded('The number of tags has reached the maximum limit.');
  return tags;
}

export function removeTags(current: Readonly<Record<string, string>>, keys: string[]): Record<string, string> {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(current).filter(([key]) => !removed.has(key.toLowerCase())));
}

/** Reads `TagKeys`. */
export function readTagKeys(query: Query): string[] {
  const keys = query.list('TagKeys');
  if (keys.length > IAM_QUOTAS.tags)
    throw constraintError('tagKeys', `have length less than or equal to ${IAM_QUOTAS.tags}`);
  return keys;
}

/** Tags in the form of an answer. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function checkLength(field: string, value: string, max: number): void {
  if (value.length > max) throw constraintError(field, `have length less than or equal to ${max}`);
}

function checkTagText(field: string, text: string, repeat: '+' | '*'): void {
  if (!TAG_PATTERN.test(text)) {
    throw constraintError(field, `satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]${repeat}`);
  }
}
