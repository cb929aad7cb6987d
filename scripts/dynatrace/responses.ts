import { TransientError } from './errors';
import { BODY_LIMIT, type HttpResponse } from './http';
import { isRecord, isText, type Shape } from './shapes';

/** How much of an answer that is no JSON goes into a message, in characters. */
const EXCERPT = 200;

/**
 * The body of an answer that says that it worked, once it has the shape that the call needs.
 *
 * @throws TransientError when it has not; `unanswered` if the call may have taken effect all the same
 */
export function readAnswer<T>(response: HttpResponse, wanted: Shape<T>, call: Call): T {
  const { status, text, cut } = response;
  if (status >= 200 && status < 300) {
    if (wanted.unread?.includes(status)) return undefined as T;
    const body = cut ? undefined : parse(text);
    if (body && wanted.holds(body.value)) return body.value;
  }
  throw foreign(response, call, `expected ${wanted.expected}`);
}

/** The APIs by their address; `settings` has another one for API tokens, `account` is the account API. */
export type Service = 'settings' | 'platform' | 'account';

/** What an answer is to. */
export interface Call {
  /** Completes "could not …". */
  what: string;
  /** Whether the request may have changed something. */
  changes: boolean;
  redact(text: string): string;
}

/** Whether a failure is one that the API itself reports: proxies and login pages answer with 404, too. */
export function isApiFailure({ text, cut }: HttpResponse, service?: Service): boolean {
  const body = cut ? undefined : parse(text);
  if (!body) return false;
  const items = Array.isArray(body.value) ? body.value : [body.value];
  return (
    items.length > 0 && items.every((item) => isRecord(item) && (isEnvelope(item) || isAccountError(item, service)))
  );
}

function isEnvelope({ error }: Record<string, unknown>): boolean {
  return isRecord(error) && typeof error.code === 'number' && typeof error.message === 'string';
}

/** The account API has no envelope, so that a message alone would do for anybody's error. */
function isAccountError(item: Record<string, unknown>, service?: Service): boolean {
  const marks = ['code', 'errorCode', 'errorsMap', 'error', 'payload'];
  return service === 'account' && isText(item.message ?? item.errorMessage) && marks.some((mark) => mark in item);
}

/** Something answered, but hardly the Dynatrace API. */
export function foreign(response: HttpResponse, { what, changes, redact }: Call, expected: string): TransientError {
  const { status, headers } = response;
  const location = status >= 300 && status < 400 ? headers.location : undefined;
  const got = location
    ? `a redirect to ${withoutQuery(location)}`
    : excerpt({ ...response, text: redact(response.text) });
  return new TransientError(`could not ${what}`, {
    said: redact(`${expected}, got ${got}`),
    cure: "Something other than the Dynatrace API may be answering: check the environment's address and the proxy.",
    unanswered: changes,
  });
}

/** What follows the path of a redirect may be a secret. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*/s, '');
}

/** The value of a body, which is undefined where there is no body, or nothing where it is not JSON. */
function parse(text: string): { value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The beginning of an answer that is no JSON, with its status, type and length, for a message. */
export function excerpt({ status, headers, text, cut }: HttpResponse): string {
  const type = headers['content-type'] ?? 'no content type';
  const start = text.trim().slice(0, EXCERPT).replace(/\s+/g, ' ');
  const length = cut ? `, more than ${BODY_LIMIT / 1024 ** 2} MiB` : '';
  return `status ${status}, ${type}${length}${start ? `, "${start}"` : ', empty'}`;
}
