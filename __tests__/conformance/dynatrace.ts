import type { Recorded } from './exchanges';
import { type Operation, readOperations } from './published-clients';
import { readTypes, type Types } from './published-types';
import { BEYOND, UNPUBLISHED, type Unpublished } from './unpublished';

/** Holds exchanges with Dynatrace against what is published. */
export interface Judge {
  /** What a request is called in every message: method and path, with parameters as `{...}`. */
  operationOf(exchange: Recorded): string;
  /** What is wrong with a request of the product. */
  request(exchange: Recorded): string[];
  /** What is wrong with an answer of the sandbox. */
  answer(exchange: Recorded): string[];
  isPublished(method: string, path: string): boolean;
}

/** API tokens have the settings at another address, where the operations are the same. */
const [CLASSIC, PLATFORM] = ['/api/v2/', '/platform/classic/environment-api/v2/'];

const onPlatform = (path: string) => (path.startsWith(CLASSIC) ? PLATFORM + path.slice(CLASSIC.length) : path);

export function createJudge(): Judge {
  const published = index(readOperations().map((one) => ({ ...one, operation: `${one.method} ${one.path}` })));
  const unpublished = index(UNPUBLISHED);
  const types = readTypes();
  const find = ({ method, path }: Recorded) => published(method, onPlatform(path));

  return {
    operationOf(exchange) {
      const { method, path } = exchange;
      return (find(exchange) ?? unpublished(method, path))?.operation ?? `${method} ${path}`;
    },
    request(exchange) {
      const { method, path } = exchange;
      const operation = find(exchange);
      if (operation) return requestProblems(exchange, operation, types);
      const known = unpublished(method, path);
      return known ? unpublishedProblems(exchange, known) : ['it is described nowhere'];
    },
    answer(exchange) {
      const operation = find(exchange);
      const problems = operation && exchange.answer ? answerProblems(exchange.answer, operation, types) : [];
      const beyond = BEYOND.filter((one) => one.operation === operation?.operation).map(({ field }) => field);
      return problems.filter((problem) => !beyond.some((field) => problem.endsWith(`, ${field} is not published`)));
    },
    isPublished: (method, path) => published(method, onPlatform(path)) !== undefined,
  };
}

/** Finds what is described by a path with parameters; the one with the fewest of them goes first. */
function index<T extends { operation: string }>(described: T[]) {
  const table = described
    .map((one) => ({ one, pattern: patternOf(one.operation), parameters: one.operation.split('{').length }))
    .sort((a, b) => a.parameters - b.parameters);
  return (method: string, path: string) => table.find(({ pattern }) => pattern.test(`${method} ${path}`))?.one;
}

function patternOf(operation: string): RegExp {
  const escaped = operation.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\{\w+\}/g, '[^/:]+')}$`);
}

function requestProblems({ query, type, body }: Recorded, operation: Operation, types: Types): string[] {
  const wrongType = body && mediaType(type) !== mediaType(operation.type) ? [`its body is ${type}`] : [];
  const isJson = mediaType(type) === 'application/json';
  return [
    ...unknownParameters(query, operation.query),
    ...wrongType,
    ...(isJson
      ? types
          .body(operation)(JSON.parse(body))
          .map((problem) => `in its body, ${problem}`)
      : []),
  ];
}

function unpublishedProblems({ query, type, body, answer }: Recorded, known: Unpublished): string[] {
  const fields =
    mediaType(type) === 'application/json' ? Object.keys(JSON.parse(body)) : [...new URLSearchParams(body).keys()];
  const wrong = answer && answer.status < 400 && !known.statuses.includes(answer.status);
  return [
    ...unknownParameters(query, known.query ?? []),
    ...fields.filter((name) => !known.fields?.includes(name)).map((name) => `in its body, ${name} is not in the table`),
    ...(wrong ? [`status ${answer.status} is not in the table`] : []),
  ];
}

function unknownParameters(query: Recorded['query'], known: string[]): string[] {
  return query.filter(([name]) => !known.includes(name)).map(([name]) => `the parameter ${name} is unknown`);
}

function answerProblems(answer: NonNullable<Recorded['answer']>, operation: Operation, types: Types): string[] {
  const { status, gateway, body } = answer;
  const said = (problems: string[]) => problems.map((problem) => `in its answer ${status}, ${problem}`);
  if (operation.statuses.includes(status)) return said(types.result(operation)(body));
  if (gateway && status >= 400) return said(types.gateway(body));
  // What an API refuses for its form alone, it refuses in the general shape.
  const errors = [operation.errors[status], operation.errors[`${Math.floor(status / 100)}xx`]].filter((one) => one);
  const problems = errors.map((error) => types.error(operation, error ?? '')(body));
  if (problems.length === 0) return [`status ${status} is not published`];
  return problems.some((one) => one.length === 0) ? [] : said(problems[0] ?? []);
}

function mediaType(type: string): string {
  return type.split(';')[0]?.trim() ?? '';
}
