import { z } from 'zod';
import type { Path } from './problem';

/** The schema behind its default and its optionality. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap());
  }
  return schema;
}

/** The schema of one key or item, where there is one. The value decides between the forms of a union. */
function childSchema(schema: z.core.$ZodType, segment: string | number, value: unknown): z.core.$ZodType | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return Object.hasOwn(inner.shape, segment) ? inner.shape[segment] : undefined;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const form = inner.options.find((option) => hasType(option, value));
    return form && childSchema(form, segment, value);
  }
  if (inner instanceof z.ZodUnion) {
    return inner.options.map((option) => childSchema(option, segment, value)).find((child) => child !== undefined);
  }
  return undefined;
}

/** The schema of what stands at a path. */
export function schemaAt(schema: z.core.$ZodType, path: Path, value: unknown): z.core.$ZodType | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return schema;
  const child = childSchema(schema, segment, value);
  return child && schemaAt(child, rest, valueAt(value, [segment]));
}

/** The keys that an object of this schema may have. */
export function knownKeys(schema: z.core.$ZodType, value: unknown): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const form = inner.options.find((option) => hasType(option, value));
    return form ? knownKeys(form, value) : [];
  }
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => knownKeys(option, value));
  return [];
}

export function descriptionOf(schema: z.core.$ZodType): string | undefined {
  const own = z.globalRegistry.get(schema)?.description;
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return own ?? (wraps ? descriptionOf(schema.unwrap()) : undefined);
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (parent, segment) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, segment)
        ? (parent as Record<string | number, unknown>)[segment]
        : undefined,
    value,
  );
}

function hasType(option: z.core.$ZodType, value: unknown): boolean {
  if (!(option instanceof z.ZodObject)) return false;
  const { type } = option.shape;
  return type instanceof z.ZodLiteral && type.value === valueAt(value, ['type']);
}
