import { join } from 'node:path';
import ts from 'typescript';
import { folderOf, type Operation, PACKAGES } from './published-clients';

/** What is wrong with a value, in the words of the path to it; nothing when it is as published. */
export type Check = (value: unknown) => string[];

/** The published types of what goes to an operation and comes from it. */
export interface Types {
  body(operation: Operation): Check;
  result(operation: Operation): Check;
  /** @param name class of an error of the operation's package */
  error(operation: Operation, name: string): Check;
  /** What the gateway says in place of the API. */
  gateway: Check;
}

const ERRORS = '@dynatrace-sdk/shared-errors';

/** Reads the declarations of the clients with the compiler. */
export function readTypes(): Types {
  const files = [...PACKAGES, ERRORS].map((name) => join(folderOf(name), 'types', 'index.d.ts'));
  const options = { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext, types: [] };
  const program = ts.createProgram(files, { ...options, target: ts.ScriptTarget.ES2022, strict: true });
  const checker = program.getTypeChecker();

  function classOf(name: string, className: string): ts.Type {
    const file = program.getSourceFile(files[[...PACKAGES, ERRORS].indexOf(name)] ?? '');
    const module = file && checker.getSymbolAtLocation(file);
    const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === className);
    if (!symbol) throw new Error(`${name} declares no ${className}`);
    const aliased = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return checker.getDeclaredTypeOfSymbol(aliased);
  }

  function propertyOf(type: ts.Type, name: string): ts.Type | undefined {
    const property = checker.getPropertyOfType(type, name);
    return property && checker.getTypeOfSymbol(property);
  }

  function signatureOf({ package: name, client, name: method }: Operation): ts.Signature {
    const [signature] = propertyOf(classOf(name, client), method)?.getCallSignatures() ?? [];
    if (!signature) throw new Error(`${name} declares no ${client}.${method}`);
    return signature;
  }

  const checked =
    (type: ts.Type | undefined): Check =>
    (value) =>
      type ? differences(checker, value, type, '') : value === undefined || value === '' ? [] : ['a body'];

  /** The generic argument of the class that the errors with a body extend. */
  function errorBody(name: string, className: string): ts.Type | undefined {
    return propertyOf(classOf(name, className), 'body');
  }

  return {
    body(operation) {
      const [parameter] = signatureOf(operation).parameters;
      return checked(parameter && propertyOf(checker.getTypeOfSymbol(parameter), 'body'));
    },
    result(operation) {
      const [result] = checker.getTypeArguments(signatureOf(operation).getReturnType() as ts.TypeReference);
      return checked(result && !(result.flags & ts.TypeFlags.Void) ? result : undefined);
    },
    error: (operation, name) => checked(errorBody(operation.package, name)),
    gateway: checked(errorBody(ERRORS, 'ApiGatewayError')),
  };
}

function differences(checker: ts.TypeChecker, value: unknown, type: ts.Type, path: string): string[] {
  const wrong = (expected = checker.typeToString(type)) => [
    `${path || 'the body'} is ${JSON.stringify(value)?.slice(0, 80)} instead of ${expected}`,
  ];
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
  if (type.isUnion()) {
    const all = type.types.map((one) => differences(checker, value, one, path));
    // Of several forms, the one that comes nearest says what is wrong.
    return all.some((one) => one.length === 0)
      ? []
      : (all.find((one) => !one[0]?.startsWith(`${path || 'the body'} is `)) ?? wrong());
  }
  if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value ? [] : wrong();
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return String(value) === checker.typeToString(type) ? [] : wrong();
  }
  if (type.flags & ts.TypeFlags.String) return typeof value === 'string' ? [] : wrong();
  if (type.flags & ts.TypeFlags.Number) return typeof value === 'number' ? [] : wrong();
  if (type.flags & ts.TypeFlags.Boolean) return typeof value === 'boolean' ? [] : wrong();
  if (type.flags & ts.TypeFlags.Null) return value === null ? [] : wrong();
  if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return value === undefined ? [] : wrong();
  if (type.symbol?.name === 'Date') return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? [] : wrong();
  if (checker.isArrayLikeType(type)) {
    const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (!Array.isArray(value)) return wrong();
    return value.flatMap((one) => (item ? differences(checker, one, item, `${path}[]`) : []));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong();
  return differencesOfObject(checker, value as Record<string, unknown>, type, path);
}

function differencesOfObject(
  checker: ts.TypeChecker,
  value: Record<string, unknown>,
  type: ts.Type,
  path: string,
): string[] {
  const properties = checker.getPropertiesOfType(type);
  const others = checker.getIndexInfosOfType(type)[0]?.type;
  // A type without properties stands for a value of any form.
  if (properties.length === 0 && !others) return [];
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const known = properties.flatMap((property) => {
    const { name, flags } = property;
    const isOptional = flags & ts.SymbolFlags.Optional;
    // Services write null for what is not there, or leave it out.
    if (value[name] === undefined || (value[name] === null && isOptional)) {
      return isOptional ? [] : [`${at(name)} is missing`];
    }
    return differences(checker, value[name], checker.getTypeOfSymbol(property), at(name));
  });
  const unknown = Object.keys(value).filter((name) => !properties.some((property) => property.name === name));
  return [
    ...known,
    ...unknown.flatMap((name) =>
      others ? differences(checker, value[name], others, at(name)) : [`${at(name)} is not published`],
    ),
  ];
}
