import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the model of an AWS service knows of an action. */
export interface Action {
  /** What is wrong with the names of parameters, such as `Tags.member.1.Key`. */
  parameters(names: string[]): string[];
  /** What is wrong with an element below the result, by the names on the path to it. */
  result(path: string[]): string[];
  /** Codes and statuses of the errors that the action is documented with. */
  errors: Record<string, number>;
}

/** Errors of every action. Source: IAM API Reference and STS API Reference, "Common Errors". */
export const COMMON_ERRORS: Record<string, number> = {
  AccessDenied: 403,
  ExpiredToken: 403,
  IncompleteSignature: 400,
  InvalidAction: 400,
  InvalidClientTokenId: 403,
  MalformedInput: 400,
  MissingAuthenticationToken: 403,
  SignatureDoesNotMatch: 403,
  Throttling: 400,
  ValidationError: 400,
};

/** In the SDK's form: its kind, its namespace, its name, its traits, and what the kind says of members. */
type Schema = unknown;

const [LIST, STRUCTURE, ERROR] = [1, 3, -3];

/** The action of a service as its client describes it, or nothing when there is none of this name. */
export function actionOf(service: 'iam' | 'sts', name: string): Action | undefined {
  const client: Record<string, Schema> = require(`@aws-sdk/client-${service}`);
  const operation = client[`${name}$`] as Schema[] | undefined;
  if (operation?.[0] !== 9) return undefined;
  const [, , , , input, output] = operation;
  return {
    parameters: (names) => names.flatMap((one) => unknownIn(input, one.split('.'), one)),
    result: (path) => unknownIn(output, path, path.join('/')),
    errors: errorsOf(service, name, client),
  };
}

function unknownIn(schema: Schema, [first, ...rest]: string[], whole: string): string[] {
  const is = resolved(schema);
  if (first === undefined) return [];
  if (first === 'member' && isList(is)) {
    return unknownIn(itemOf(is), /^\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest, whole);
  }
  const [kind, , , , names = [], members = []] = Array.isArray(is) ? is : [];
  const index = kind === STRUCTURE ? (names as string[]).indexOf(first) : -1;
  return index < 0 ? [`${whole} is not published`] : unknownIn((members as Schema[])[index], rest, whole);
}

/** A member is a schema, a function that gives one, or either of them beside traits. */
function resolved(schema: Schema): Schema {
  if (typeof schema === 'function') return resolved(schema());
  if (Array.isArray(schema) && schema.length === 2) return resolved(schema[0]);
  return schema;
}

/** Lists of simple values are a number, too: that of the value, and 64. */
function isList(schema: Schema): boolean {
  return Array.isArray(schema) ? schema[0] === LIST : typeof schema === 'number' && (schema & 64) === 64;
}

function itemOf(schema: Schema): Schema {
  return Array.isArray(schema) ? schema[4] : (schema as number) & ~64;
}

/** Which errors an action has stands in its documentation alone. */
function errorsOf(service: string, name: string, client: Record<string, Schema>): Record<string, number> {
  const folder = dirname(dirname(require.resolve(`@aws-sdk/client-${service}`)));
  const declaration = readFileSync(join(folder, 'dist-types', 'commands', `${name}Command.d.ts`), 'utf8');
  const classes = [...declaration.matchAll(/@throws \{@link (\w+)\}/g)].map(([, error]) => `${error}$`);
  const errors = classes.flatMap((error): [code: string, status: number][] => {
    const [kind, , own, traits] = (client[error] ?? []) as [number, string, string, ErrorTraits];
    return kind === ERROR ? [traits.awsQueryError ?? [own, traits.httpError ?? 0]] : [];
  });
  return Object.fromEntries(errors);
}

interface ErrorTraits {
  awsQueryError?: [code: string, status: number];
  httpError?: number;
}
