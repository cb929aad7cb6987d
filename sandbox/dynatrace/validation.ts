import { type Violation, violation } from './errors';
import { isObject } from './router';

interface Common {
  /** Whether the value may change after the object was created. @default ALWAYS */
  modification?: 'ALWAYS' | 'NEVER';
  /** The property exists only while its sibling has this value. */
  precondition?: { property: string; equals: unknown };
  /** It may change only when all secrets are sent in plain text. */
  forceSecretResubmission?: boolean;
  /** What the user interface starts with; the API fills nothing in. */
  default?: unknown;
}

/** A check that another service of Dynatrace makes. */
export interface CustomValidator {
  customValidatorId: string;
  /** Whether it runs only on saving. */
  skipAsyncValidation: boolean;
}

interface Text {
  minLength?: number;
  maxLength?: number;
  /** Must match as a whole. */
  pattern?: RegExp;
  patternMessage?: string;
  validator?: CustomValidator;
}

/** One property of a settings schema. */
export type Property = Common &
  (
    | ({ type: 'text' | 'secret' } & Text)
    | { type: 'boolean' }
    | { type: 'enum'; name: string; values: string[] }
    | { type: 'object'; name: string; properties: Record<string, Property> }
    | { type: 'list' | 'set'; items: Property; maxItems: number }
  );

/** A settings schema, as far as the sandbox enforces it. */
export interface SettingsSchema {
  schemaId: string;
  version: string;
  displayName: string;
  description?: string;
  maturity?: string;
  groups?: string[];
  /** False: at most one object, and a second create replaces it. */
  multiObject: boolean;
  maxObjects: number;
  ownerBasedAccessControl: boolean;
  properties: Record<string, Property>;
  /** The property whose value may occur once in the environment, in whoever's object. */
  unique?: { property: string; message: string };
  validator?: CustomValidator;
  /** Message when a property forces secrets to be entered again. */
  secretResubmissionMessage?: string;
  /** Effective value while nothing is stored. */
  defaultValue?: Record<string, unknown>;
}

/** Lists all rules of the schema that a value breaks. Nothing but its type is checked where a precondition is not met. */
export function violationsOf(schema: SettingsSchema, value: unknown, path: string): Violation[] {
  return checkObject(schema.properties, value, path);
}

function checkObject(properties: Record<string, Property>, value: unknown, path: string): Violation[] {
  if (!isObject(value)) return [violation(path, 'must be an object')];
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
  const found = unknown.map((name) => violation(`${path}/${name}`, `Unknown property '${name}'`));
  for (const [name, property] of Object.entries(properties)) {
    const [item, at] = [value[name], `${path}/${name}`];
    const { precondition } = property;
    if (precondition && value[precondition.property] !== precondition.equals) {
      const condition = `'${precondition.property}' is ${JSON.stringify(precondition.equals)}`;
      if (item !== undefined) found.push(violation(at, `must not be set unless ${condition}`));
    } else if (item === undefined || item === null) {
      found.push(violation(at, 'must not be null'));
    } else {
      found.push(...checkProperty(property, item, at));
    }
  }
  return found;
}

function checkProperty(property: Property, value: unknown, path: string): Violation[] {
  switch (property.type) {
    case 'object':
      return checkObject(property.properties, value, path);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [violation(path, 'must be a boolean')];
    case 'enum':
      return property.values.includes(value as string)
        ? []
        : [violation(path, `must be one of [${property.values.join(', ')}]`)];
    case 'list':
    case 'set':
      return checkItems(property, value, path);
    default:
      return typeof value === 'string' ? checkText(property, value, path) : [violation(path, 'must be a string')];
  }
}

function checkItems(property: Extract<Property, { type: 'list' | 'set' }>, value: unknown, path: string): Violation[] {
  if (!Array.isArray(value)) return [violation(path, 'must be an array')];
  const found: Violation[] = [];
  if (value.length > property.maxItems) found.push(violation(path, `must have at most ${property.maxItems} items`));
  if (property.type === 'set' && new Set(value).size < value.length) {
    found.push(violation(path, 'must not contain duplicates'));
  }
  return [...found, ...value.flatMap((item, index) => checkProperty(property.items, item, `${path}/${index}`))];
}

function checkText({ minLength = 0, maxLength, pattern, patternMessage }: Text, value: string, path: string) {
  const found: Violation[] = [];
  if (value.length < minLength || value.length > (maxLength ?? Number.POSITIVE_INFINITY)) {
    found.push(violation(path, `length must be between ${minLength} and ${maxLength}`));
  }
  if (pattern && !new RegExp(`^(?:${pattern.source})$`).test(value)) {
    found.push(violation(path, patternMessage ?? `must match ${pattern.source}`));
  }
  return found;
}

/** Lists the properties that may never change but would, by an update of a stored value. */
export function forbiddenChanges(
  properties: Record<string, Property>,
  stored: Record<string, unknown>,
  value: Record<string, unknown>,
  path: string,
): Violation[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const [before, after, at] = [stored[name], value[name], `${path}/${name}`];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    if (property.modification === 'NEVER') return [violation(at, `Property '${name}' must not be modified`)];
    if (property.type !== 'object' || !isObject(before) || !isObject(after)) return [];
    return forbiddenChanges(property.properties, before, after, at);
  });
}
