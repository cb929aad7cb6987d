import { randomUUID } from 'node:crypto';
import type { SandboxRequest } from '../server';
import { at, type PolicyHandler } from './account-levels';
import type { Account, Boundary } from './directory';
import { accountError } from './errors';
import { conditionView, PolicySyntaxError, parseBoundary } from './policy';
import { isObject, jsonObject } from './router';

/** Conditions that narrow bindings, of an account. */
export const boundaryRoutes = {
  'GET /boundaries': ofAccount((account, _level, { request }) => {
    const { page, size } = pageOf(request);
    const content = account.boundaries.slice((page - 1) * size, page * size).map((one) => viewOf(account, one));
    const counts = { pageSize: size, pageNumber: page, totalCount: account.boundaries.length };
    return { status: 200, body: { ...counts, content } };
  }),
  'POST /boundaries': ofAccount((account, _level, { request }) => {
    const boundary = { uuid: randomUUID(), ...bodyOf(account, request) };
    account.boundaries.push(boundary);
    return { status: 201, body: viewOf(account, boundary) };
  }),
  'GET /boundaries/{boundary}': ofAccount((account, _level, { params }) => {
    return { status: 200, body: viewOf(account, find(account, params.boundary)) };
  }),
  'PUT /boundaries/{boundary}': ofAccount((account, _level, { request, params }) => {
    const boundary = account.boundaries.find(({ uuid }) => uuid === params.boundary);
    const body = bodyOf(account, request, boundary);
    if (boundary) {
      Object.assign(boundary, body);
      return { status: 204 };
    }
    const created = { uuid: params.boundary ?? '', ...body };
    account.boundaries.push(created);
    return { status: 201, body: viewOf(account, created) };
  }),
  'DELETE /boundaries/{boundary}': ofAccount((account, _level, { params }) => {
    const boundary = find(account, params.boundary);
    if (account.bindings.some(({ boundaries }) => boundaries?.includes(boundary.uuid))) {
      throw accountError(400, `Boundary ${boundary.name} is still in use`);
    }
    account.boundaries = account.boundaries.filter((known) => known !== boundary);
    return { status: 204 };
  }),
};

function ofAccount(handle: PolicyHandler) {
  return at((account, level, call) => {
    if (level.levelType !== 'account') throw accountError(404, 'Boundaries are of accounts');
    return handle(account, level, call);
  });
}

function bodyOf({ boundaries }: Account, request: SandboxRequest, self?: Boundary): Omit<Boundary, 'uuid'> {
  const { name, boundaryQuery, metadata } = jsonObject(request);
  const problems: Record<string, string> = {};
  if (typeof name !== 'string' || !name) problems.name = 'must not be empty';
  if (!isObject(metadata)) problems.metadata = 'must not be null';
  try {
    parseBoundary(String(boundaryQuery ?? ''));
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    problems.boundaryQuery = error.message;
  }
  if (Object.keys(problems).length > 0) throw accountError(400, 'Validation failed', problems);
  if (boundaries.some((known) => known !== self && known.name === name)) {
    throw accountError(400, `Boundary ${name} already exists`);
  }
  return { name, boundaryQuery, metadata } as Omit<Boundary, 'uuid'>;
}

function find({ boundaries }: Account, uuid: string | undefined): Boundary {
  const boundary = boundaries.find((known) => known.uuid === uuid);
  if (!boundary) throw accountError(404, `Boundary ${uuid} not found`);
  return boundary;
}

function viewOf({ uuid: levelId }: Account, boundary: Boundary): object {
  const boundaryConditions = parseBoundary(boundary.boundaryQuery).map(conditionView);
  return { ...boundary, levelType: 'account', levelId, boundaryConditions };
}

function pageOf({ query }: SandboxRequest): { page: number; size: number } {
  return { page: Number(query.get('page') ?? 1), size: Number(query.get('size') ?? 100) };
}
