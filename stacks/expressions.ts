/**
 * A resource as Terraform's `depends_on` names it, for example `aws_iam_role.ops`. Text, because each of cdktf's own
 * tokens captures a stack trace, which is most of the time that a large deployment file takes to synthesize.
 */
export type Address = string;

/**
 * Keeps Terraform from reading `${` and `%{` in text that a user wrote, such as IAM policy variables.
 *
 * @returns the same value with every text in it escaped, keys included, and references as Terraform reads them.
 */
export function literal<T>(value: T): T {
  return map(value) as T;
}

function map(value: unknown): unknown {
  if (typeof value === 'string') return escaped(value);
  if (value instanceof Reference) return value.text;
  if (Array.isArray(value)) return value.map(map);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escaped(key), map(item)]));
}

function escaped(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}

/** A Terraform reference, kept apart from text so that nothing a user writes can turn into one. */
export class Reference {
  /** @param inner as it stands inside of another expression */
  constructor(readonly inner: string) {}

  get text(): string {
    return `\${${this.inner}}`;
  }
}

/** Stands in a JSON document for the object id of a connection, until `withReferences` puts Terraform's reference there. */
export function objectIdPlaceholder(connection: string): string {
  return `<object-id:${connection}>`;
}

/**
 * A JSON document as a Terraform string. References cannot be written into the document itself: JSON would escape the
 * quotes inside them.
 */
export function withReferences(document: object, references: Record<string, Reference>): string {
  let text = literal(JSON.stringify(document));
  for (const [connection, reference] of Object.entries(references)) {
    text = text.replaceAll(objectIdPlaceholder(connection), reference.text);
  }
  return text;
}
