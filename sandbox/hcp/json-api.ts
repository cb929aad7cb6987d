import type { SandboxRequest, SandboxResponse } from '../server';

const MEDIA_TYPE = 'application/vnd.api+json';

/** A resource as JSON:API writes it. */
export interface Document {
  id: string;
  type: string;
  attributes: Record<string, unknown>;
  relationships?: Record<string, { data: { id: string; type: string } | null }>;
}

/** A request that the API turns down. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    title: string,
    readonly detail?: string,
  ) {
    super(title);
  }

  get response(): SandboxResponse {
    const error = { status: String(this.status), title: this.message, ...(this.detail && { detail: this.detail }) };
    return { status: this.status, headers: { 'content-type': MEDIA_TYPE }, body: { errors: [error] } };
  }
}

/** What does not exist and what the caller may not see look the same. */
export function notFound(): Refusal {
  return new Refusal(404, 'not found');
}

export function single(data: Document, status = 200, included?: Document[]): SandboxResponse {
  return { status, headers: { 'content-type': MEDIA_TYPE }, body: { data, ...(included && { included }) } };
}

export function list(data: Document[]): SandboxResponse {
  return { status: 200, headers: { 'content-type': MEDIA_TYPE }, body: { data } };
}

/** What a POST may carry. */
interface Payload {
  attributes: Record<string, unknown>;
  related(name: string): string | undefined;
}

/** @throws Refusal 415, 400 or 422 when the body is no resource of this type. */
export function payload(request: SandboxRequest, type: string): Payload {
  if (request.headers['content-type'] !== MEDIA_TYPE) throw new Refusal(415, 'unsupported media type');
  let body: { data?: { type?: unknown; attributes?: unknown; relationships?: unknown } };
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'bad request', 'the body is not JSON');
  }
  if (body?.data?.type !== type) throw new Refusal(422, 'unprocessable entity', `data.type must be ${type}`);
  const { attributes = {}, relationships = {} } = body.data;
  return {
    attributes: attributes as Record<string, unknown>,
    related: (name) => (relationships as Record<string, { data?: { id?: string } }>)[name]?.data?.id,
  };
}
