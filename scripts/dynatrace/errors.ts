/** What a failed script tells its caller by its exit code. */
const EXIT_CODES = {
  bug: 1,
  configuration: 2,
  authorization: 3,
  conflict: 4,
  transient: 5,
  rejected: 6,
} as const;

/** What the API said, as far as a caller may decide by it. */
export interface ResponseFacts {
  status: number;
  message: string;
  violations: Violation[];
  missingScopes: string[];
  missingPermissions: string[];
}

export interface Violation {
  /** Where in the value, for example `webIdentity/roleArn`. */
  path?: string;
  message: string;
}

interface Details {
  /** The place that the failure points to, for example a path in the value or a variable's name. */
  where?: string;
  /** What the API or the system said. */
  said?: string;
  /** What the reader can do about it. */
  cure?: string;
  cause?: unknown;
  response?: ResponseFacts;
  /** The request may have taken effect although no answer came, or none that says so. */
  unanswered?: boolean;
}

/** A failure that is told in one line: what failed, where, what was said, and the cure. */
export class DynatraceError extends Error {
  override name = 'DynatraceError';
  readonly exitCode: number = EXIT_CODES.bug;
  readonly cure?: string;
  readonly response?: ResponseFacts;
  readonly unanswered: boolean;

  constructor(what: string, { where, said, cure, cause, response, unanswered = false }: Details = {}) {
    const parts = [where ? `${what} (${where})` : what, said && endless(said)].filter(Boolean).join(': ');
    super(oneLine(cure ? `${endless(parts)}. ${cure}` : parts), { cause });
    this.cure = cure;
    this.response = response;
    this.unanswered = unanswered;
  }

  get status(): number | undefined {
    return this.response?.status;
  }
}

/** The input, the environment variables or the tenant's set-up cannot work. */
export class ConfigurationError extends DynatraceError {
  override name = 'ConfigurationError';
  override readonly exitCode = EXIT_CODES.configuration;
}

/** The credentials are wrong or expired, or a scope or permission is missing. */
export class AuthorizationError extends DynatraceError {
  override name = 'AuthorizationError';
  override readonly exitCode = EXIT_CODES.authorization;
}

/** Something else owns the object or its name, or changed it at the same time. */
export class ConflictError extends DynatraceError {
  override name = 'ConflictError';
  override readonly exitCode = EXIT_CODES.conflict;
}

/** Out of reach, overloaded, or not done before a deadline: trying again later may help. */
export class TransientError extends DynatraceError {
  override name = 'TransientError';
  override readonly exitCode = EXIT_CODES.transient;
}

/** The API understood the request and refused what it asks for. */
export class RejectedError extends DynatraceError {
  override name = 'RejectedError';
  override readonly exitCode = EXIT_CODES.rejected;
}

/** The exit code of anything thrown; what is no typed error is a bug. */
export function exitCodeOf(error: unknown): number {
  return error instanceof DynatraceError ? error.exitCode : EXIT_CODES.bug;
}

/** Whether a request may have taken effect although no answer came that says so. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof DynatraceError && error.unanswered;
}

/** Whether the answer was that there is no such thing. */
export function isAbsent(error: unknown): boolean {
  return error instanceof RejectedError && error.status === 404;
}

/** What an attempt leads to, or nothing when what it needs does not exist. */
export async function unlessAbsent<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Set to anything, this variable makes an unexpected failure show where in the code it happened. */
const DEBUG_VARIABLE = 'DYNATRACE_DEBUG';

/** The text of anything thrown, on one line. */
export function messageOf(error: unknown): string {
  if (error instanceof DynatraceError) return error.message;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const trace = process.env[DEBUG_VARIABLE] && error instanceof Error ? error.stack : undefined;
  return oneLine(`unexpected failure: ${trace ?? `${endless(said)}. Set ${DEBUG_VARIABLE}=1 to see where`}`);
}

/** The violations of a response in one text, each with its path. */
export function describeViolations({ message, violations }: ResponseFacts): string {
  if (violations.length === 0) return message;
  return violations.map((one) => (one.path ? `\`${one.path}\` ${one.message}` : one.message)).join('; ');
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

function endless(text: string): string {
  return text.trim().replace(/[.\s]+$/, '');
}
