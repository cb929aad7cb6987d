import { z } from 'zod';
import { markdownTable, withSection } from '../model/markdown';
import { alternatives } from './messages';
import { deploymentSchema } from './schema';
import { descriptionOf, unwrap } from './schema-tree';

/** What stands for a key that the user chooses. */
const CHOSEN_KEYS: Record<string, string> = {
  accounts: '<account>',
  tenants: '<tenant>',
  connections: '<connection>',
  workflowActors: '<actor>',
};

interface Row {
  key: string;
  type: string;
  otherwise: string;
  description: string;
}

/** The JSON Schema of the deployment file, for editors. Ends with a line break. */
export function deploymentJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(deploymentSchema, { io: 'input' });
  const title = 'Deployment file of AWS for Workflows';
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}

/** Every key of the deployment file as a Markdown table. */
export function deploymentReference(): string {
  const rows = rowsOf(deploymentSchema, '').map(({ key, type, otherwise, description }) => [
    `\`${key}\``,
    type,
    otherwise,
    description,
  ]);
  return markdownTable(['Key', 'Type', 'Default', 'Description'], rows);
}

/**
 * docs/reference.md with the current table between its markers.
 *
 * @throws Error when the markers are missing.
 */
export function withReference(document: string): string {
  return withSection(document, { file: 'docs/reference.md', name: 'deployment', content: deploymentReference() });
}

function rowsOf(schema: z.core.$ZodType, prefix: string, note = ''): Row[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as Record<string, z.core.$ZodType>).flatMap(([name, child]) => {
      const key = prefix ? `${prefix}.${name}` : name;
      const row = { key, type: typeText(child), otherwise: defaultText(child), description: description(child, note) };
      return [row, ...rowsOf(child, key)];
    });
  }
  if (inner instanceof z.ZodRecord) {
    const chosen = CHOSEN_KEYS[prefix.split('.').at(-1) ?? ''];
    return chosen ? rowsOf(inner.valueType, `${prefix}.${chosen}`) : [];
  }
  if (inner instanceof z.ZodArray) return rowsOf(inner.element, `${prefix}[]`);
  if (inner instanceof z.ZodDiscriminatedUnion) return formRows(inner, prefix);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => rowsOf(option, prefix));
  return [];
}

/** The forms of a union: one row for what tells them apart, then the keys of each. */
function formRows(union: z.ZodDiscriminatedUnion, prefix: string): Row[] {
  const forms = union.options.filter((option) => option instanceof z.ZodObject);
  const types = forms.map(({ shape }) => ({ name: literal(shape.type), about: descriptionOf(shape.type) ?? '' }));
  const row: Row = {
    key: `${prefix}.type`,
    type: alternatives(types.map(({ name }) => `\`${name}\``)),
    otherwise: 'required',
    description: types.map(({ name, about }) => `\`${name}\`: ${about}`).join('; '),
  };
  const others = forms.flatMap((form, index) => {
    const note = ` (\`${types[index]?.name}\`)`;
    return rowsOf(form, prefix, note).filter(({ key }) => key !== row.key);
  });
  return [row, ...others];
}

function description(schema: z.core.$ZodType, note: string): string {
  return `${descriptionOf(schema) ?? ''}${note}`;
}

/** A type in Terraform's words. */
function typeText(schema: z.core.$ZodType): string {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodEnum) return alternatives(inner.options.map((option) => `\`${option}\``));
  if (inner instanceof z.ZodLiteral) return `\`${literal(inner)}\``;
  if (inner instanceof z.ZodArray) return `list(${typeText(inner.element)})`;
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodBoolean) return 'bool';
  if (inner instanceof z.ZodRecord) return `map(${typeText(inner.valueType)})`;
  if (inner instanceof z.ZodDiscriminatedUnion) return 'object';
  if (inner instanceof z.ZodUnion) return alternatives(inner.options.map(typeText));
  return inner instanceof z.ZodObject ? 'object' : 'string';
}

function defaultText(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) return '–';
  if (!(schema instanceof z.ZodDefault)) return 'required';
  const value: unknown = schema.def.defaultValue;
  if (typeof value !== 'object' || value === null) return `\`${value}\``;
  if (Object.keys(value).length === 0) return 'empty';
  return Object.entries(value)
    .map(([name, one]) => `\`${name}: ${one}\``)
    .join(', ');
}

function literal(schema: unknown): string {
  return schema instanceof z.ZodLiteral ? String(schema.value) : '';
}
