import type { SandboxRequest } from '../server';
import { AwsError, constraintError } from './aws-error';

/** The parameters of a query-protocol request. */
export interface Query {
  action: string;
  version: string;
  /** A parameter, or nothing when the request does not carry it. */
  text(name: string): string | undefined;
  /** @throws AwsError ValidationError when the parameter is missing or empty. */
  required(name: string): string;
  /** @throws AwsError MalformedInput when the parameter is no whole number. */
  integer(name: string): number | undefined;
  /** The values of `<name>.member.<n>`, in the order of n. */
  list(name: string): string[];
  /** The structures of `<name>.member.<n>.<field>`, in the order of n. */
  structures(name: string): Record<string, string>[];
}

/** Reads the parameters of a request from its form-encoded body and its query string. */
export function readQuery(request: SandboxRequest): Query {
  const parameters = new URLSearchParams([...request.query, ...new URLSearchParams(request.body.toString('utf8'))]);
  const text = (name: string) => parameters.get(name) ?? undefined;

  function structures(name: string): Record<string, string>[] {
    const byIndex = new Map<number, Record<string, string>>();
    for (const [key, value] of parameters) {
      const [index, field = ''] = key.startsWith(`${name}.member.`) ? split(key.slice(name.length + 8)) : [];
      if (index === undefined) continue;
      byIndex.set(index, { ...byIndex.get(index), [field]: value });
    }
    return [...byIndex].sort(([a], [b]) => a - b).map(([, structure]) => structure);
  }

  return {
    action: text('Action') ?? '',
    version: text('Version') ?? '',
    text,
    required(name) {
      const value = text(name);
      if (!value) throw constraintError(fieldName(name), 'not be null');
      return value;
    },
    integer(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^-?\d{1,9}$/.test(value)) throw new AwsError('MalformedInput', 400, 'Malformed input');
      return Number(value);
    },
    structures,
    list: (name) => structures(name).map((structure) => structure[''] ?? ''),
  };
}

/** A parameter's name as messages have it: `RoleName` is `roleName` there. */
export function fieldName(parameter: string): string {
  return parameter.charAt(0).toLowerCase() + parameter.slice(1);
}

function split(rest: string): [number | undefined, string?] {
  const match = /^(\d+)(?:\.(\w+))?$/.exec(rest);
  return match ? [Number(match[1]), match[2]] : [undefined];
}
