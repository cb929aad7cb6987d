import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The published clients of Dynatrace's APIs, which are generated from the descriptions of these. */
export const PACKAGES = [
  '@dynatrace-sdk/client-classic-environment-v2',
  '@dynatrace-sdk/client-app-engine-registry',
  '@dynatrace-sdk/client-platform-management-service',
  '@dynatrace-sdk/client-automation',
];

/** What a client knows of one operation. */
export interface Operation {
  package: string;
  version: string;
  /** Class and method of the client. */
  client: string;
  name: string;
  method: string;
  /** With its parameters as `{...}`. */
  path: string;
  query: string[];
  /** Content type of the body. */
  type: string;
  /** Statuses of success. */
  statuses: number[];
  /** Classes of the errors that answers of other statuses are, by status or by class of statuses, such as `4xx`. */
  errors: Record<string, string>;
}

/** Every operation of the published clients. */
export function readOperations(): Operation[] {
  return PACKAGES.flatMap(operationsOf);
}

export function folderOf(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

function operationsOf(name: string): Operation[] {
  const folder = folderOf(name);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const code = readFileSync(join(folder, 'cjs', 'index.js'), 'utf8');
  const source = ts.createSourceFile('index.js', code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const found: Operation[] = [];
  const visit = (node: ts.Node, client: string): void => {
    if (ts.isMethodDeclaration(node)) {
      const operation = operationIn(node, source);
      if (operation) found.push({ package: name, version, client, name: node.name.getText(source), ...operation });
      return;
    }
    const named = ts.isVariableDeclaration(node) ? node.name.getText(source) : client;
    ts.forEachChild(node, (child) => visit(child, named));
  };
  visit(source, '');
  return found;
}

type Sent = Pick<Operation, 'method' | 'path' | 'query' | 'type' | 'statuses' | 'errors'>;

/** Reads the one request that a method of a client sends, and how it takes the answers. */
function operationIn(method: ts.MethodDeclaration, source: ts.SourceFile): Sent | undefined {
  const text = method.getText(source);
  const [, url] = /\burl: `([^`]+)`/.exec(text) ?? [];
  const [, verb] = /\bmethod: "(\w+)"/.exec(text) ?? [];
  if (!url || !verb) return undefined;
  const [, statuses = ''] = /\[([\d, ]+)\]\.includes\(status\)/.exec(text) ?? [];
  return {
    method: verb,
    path: url.replace('${query}', '').replace(/\$\{config\.(\w+)\}/g, '{$1}'),
    query: queryOf(method, source),
    type: /"Content-Type": "([^"]+)"/.exec(text)?.[1] ?? '',
    statuses: statuses.split(',').map(Number),
    errors: errorsOf(text),
  };
}

function queryOf(method: ts.MethodDeclaration, source: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'toQueryString' && first) {
      const properties = ts.isObjectLiteralExpression(first) ? first.properties : [];
      names.push(...properties.map(({ name }) => name?.getText(source).replaceAll('"', '') ?? ''));
    }
    ts.forEachChild(node, visit);
  };
  visit(method);
  return names;
}

/** Each branch throws an error of its class first, and only then what stands for an unreadable answer. */
function errorsOf(text: string): Record<string, string> {
  const single = text.matchAll(/case (\d+): \{(?:(?!case \d+:)[\s\S])*?throw new (\w+)\(/g);
  const ranges = text.matchAll(/response\.status >= (\d)00 &&[^{]*\{[\s\S]*?throw new (\w+)\(/g);
  return Object.fromEntries([
    ...[...single].map(([, status, error]) => [status, error]),
    ...[...ranges].map(([, hundreds, error]) => [`${hundreds}xx`, error]),
  ]);
}
