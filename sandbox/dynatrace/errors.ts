import { randomUUID } from 'node:crypto';
import type { SandboxResponse } from '../server';

/** A request that is turned down; the router sends its response. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(readonly response: SandboxResponse) {
    super(`status ${response.status}`);
  }
}

/** One rule that a settings value breaks, as the settings service reports it. */
export interface Violation {
  /** `<schema id>/<index of the item>/<property>/...` */
  path: string;
  message: string;
  parameterLocation: 'PAYLOAD_BODY' | 'QUERY' | 'PATH';
  location: null;
}

export function violation(path: string, message: string): Violation {
  return { path, message, parameterLocation: 'PAYLOAD_BODY', location: null };
}

export interface ErrorBody {
  code: number;
  message: string;
  constraintViolations?: Violation[];
}

/** The error inside of the classic envelope, and inside of each item of a batch. */
export function classicBody(code: number, message: string, violations: Violation[] = []): ErrorBody {
  return { code, message, ...(violations.length ? { constraintViolations: violations } : {}) };
}

/** Refusal in the shape of the settings services. */
export function classicError(code: number, message: string, violations: Violation[] = []): Refusal {
  return new Refusal({ status: code, body: { error: classicBody(code, message, violations) } });
}

/** Refusal in the shape of the platform's gateway. */
export function gatewayError(code: number, message: string, details: Record<string, unknown> = {}): Refusal {
  return new Refusal({
    status: code,
    headers: { 'dynatrace-response-source': 'API Gateway' },
    body: { error: { code, message, details: { traceId: randomUUID().replaceAll('-', ''), ...details } } },
  });
}

/** Refusal in the shape of the account management API. */
export function accountError(code: number, message: string, errorsMap: Record<string, string> = {}): Refusal {
  return new Refusal({ status: code, body: { code, message, errorsMap } });
}
