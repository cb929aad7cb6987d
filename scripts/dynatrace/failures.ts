import { type Permission, policyStatements } from '../../model/permissions';
import type { Credentials } from './credentials';
import {
  AuthorizationError,
  ConflictError,
  type DynatraceError,
  describeViolations,
  RejectedError,
  type ResponseFacts,
  TransientError,
  type Violation,
} from './errors';
import type { HttpResponse } from './http';
import { excerpt } from './responses';
import { isRecord, isText } from './shapes';

interface ErrorBody {
  code?: number;
  message?: string;
  /** The account API's form of violations. */
  errorsMap?: Record<string, string>;
  constraintViolations?: { path?: string | null; message?: string }[];
  details?: {
    missingScopes?: string[];
    missingPermissions?: string[];
    constraintViolations?: ErrorBody['constraintViolations'];
  };
}

/** Reads a failure in any of the API's shapes: an array of items, one item, an envelope, or no JSON at all. */
export function readFailure(response: HttpResponse): ResponseFacts {
  let body: unknown;
  try {
    body = JSON.parse(response.text);
  } catch {
    const message = excerpt(response);
    return { status: response.status, message, violations: [], missingScopes: [], missingPermissions: [] };
  }
  return readFailureBody(body, response.status);
}

export function readFailureBody(body: unknown, status: number): ResponseFacts {
  const item = Array.isArray(body) ? (body.find((one) => one?.error) ?? body[0]) : body;
  const error: ErrorBody = (isRecord(item?.error) ? item.error : item) ?? {};
  const violations = [...list(error.constraintViolations), ...list(error.details?.constraintViolations)].filter(
    isRecord,
  );
  const mapped = Object.entries(error.errorsMap ?? {}).map(([path, message]) => ({ path, message: String(message) }));
  return {
    status: [error.code, item?.code].find((code) => typeof code === 'number') ?? status,
    message: [error.message, item?.error_description, item?.errorMessage].find(isText) ?? `status ${status}`,
    violations: [...violations.map(toViolation), ...mapped],
    missingScopes: [...list(error.details?.missingScopes).filter(isText), ...scopesIn(error.message)],
    missingPermissions: list(error.details?.missingPermissions).filter(isText),
  };
}

/** The classic services name the scopes of which a token needs one in their text alone. */
function scopesIn(message: unknown): string[] {
  const named = isText(message) && /missing required scope\. Use one of: \[([^\]]*)\]/.exec(message)?.[1];
  const [first] = named ? named.split(',').map((scope) => scope.trim()) : [];
  return first ? [first] : [];
}

function list<T>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value : [];
}

/** Turns a failure into the error of its class. */
export function failureOf(
  what: string,
  response: ResponseFacts,
  permissions: Permission[],
  credentials: Credentials,
  options: { tried?: string; unanswered?: boolean } = {},
): DynatraceError {
  const { status } = response;
  const { tried, unanswered } = options;
  const said = `${describeViolations(response)} (status ${status}${tried ? `, ${tried}` : ''})`;
  if (status === 401 || status === 403) {
    const cure = authorizationCure(response, permissions, credentials);
    return new AuthorizationError(`not allowed to ${what}`, { said, cure, response });
  }
  const failed = `could not ${what}`;
  if (status === 409 || status === 412) return new ConflictError(failed, { said, response });
  if (status === 429 || status >= 500) {
    const cure = 'Run it again later: it continues where it stopped.';
    return new TransientError(failed, { said, response, cure, unanswered });
  }
  return new RejectedError(failed, { said, response });
}

function authorizationCure(facts: ResponseFacts, permissions: Permission[], credentials: Credentials): string {
  const { missingScopes, missingPermissions } = facts;
  const { kind, variable } = credentials;
  if (missingScopes.length > 0) return `Add the scope ${missingScopes.join(', ')} to the credentials in ${variable}.`;
  if (missingPermissions.length > 0) {
    const missing = missingPermissions.map(
      (name) => permissions.find(({ permission }) => permission === name) ?? { permission: name },
    );
    return `Grant it with this policy: ${policyStatements(missing)}`;
  }
  if (facts.status === 401) return `Check that the credentials in ${variable} are valid for this environment.`;
  const scopes = permissions.map(({ permission }) => permission).filter((name) => !name.includes(':'));
  if (scopes.length > 0) return `Add the scope ${scopes.join(', ')} to the OAuth client in ${variable}.`;
  const expired =
    kind === 'platform-token' ? `Check whether the token in ${variable} has expired. If it has not, grant` : 'Grant';
  if (kind === 'api-token')
    return `Check that the token in ${variable} has the scopes settings.read and settings.write.`;
  return `${expired} the permission with this policy: ${policyStatements(permissions)}`;
}

function toViolation({ path, message }: { path?: string | null; message?: string }): Violation {
  return { path: path ? propertyPath(path) : undefined, message: message ?? '' };
}

/** A violation's path begins with the schema and the index of the item, which tell the reader nothing. */
function propertyPath(path: string): string {
  const segments = path.split('/');
  return segments.length > 2 && segments[0]?.includes(':') ? segments.slice(2).join('/') : path;
}
