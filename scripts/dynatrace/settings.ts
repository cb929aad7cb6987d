import { CONNECTION_SCHEMAS } from '../../model/connection';
import type { Permission } from '../../model/permissions';
import type { Context } from './context';
import { type DynatraceError, RejectedError, type ResponseFacts } from './errors';
import { type SettingsSchema, schemaOf } from './settings-shapes';

/** Scope of every object that the project works with. */
export const SCOPE = 'environment';

/** What writing objects of a schema takes; reading takes the first of it. */
export function settingsPermissions(schemaId: string): Permission[] {
  return [
    { permission: 'settings:objects:read', schemaId },
    { permission: 'settings:objects:write', schemaId },
  ];
}

export function settingsReadPermissions(schemaId: string): Permission[] {
  return settingsPermissions(schemaId).slice(0, 1);
}

/** A schema's definition, or nothing when the tenant does not have it. */
export async function getSchema(context: Context, schemaId: string): Promise<SettingsSchema | undefined> {
  const { body } = await context.send({
    what: `read the schema ${schemaId}`,
    service: 'settings',
    method: 'GET',
    path: `/schemas/${encodeURIComponent(schemaId)}`,
    permissions: [{ permission: 'settings:schemas:read', schemaId }],
    answer: schemaOf(schemaId),
    accept: [404],
  });
  return body;
}

/** Whether a failure means that the name is taken, if only by an object that the caller cannot see. */
export function isNameTaken(error: unknown): boolean {
  const violations = (error as DynatraceError).response?.violations ?? [];
  return violations.some(({ message }) => /\banother\b.*\b(?:under|with) this name/i.test(message));
}

/** What to write in the deployment file when the tenant lacks a connection schema. */
export function schemaCure(schemaId: string): string {
  if (schemaId === CONNECTION_SCHEMAS.legacy) return 'Write `schema: enhanced` for the tenant or the connection.';
  if (schemaId === CONNECTION_SCHEMAS.enhanced) return 'Write `schema: legacy` for the tenant or the connection.';
  return 'Check that the environment has AppEngine and Workflows.';
}

export function objectPath(objectId: string): string {
  return `/objects/${encodeURIComponent(objectId)}`;
}

/** Sends a request that fails without the schema, and says so then. */
export async function schemaAware<T>(schemaId: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const facts: ResponseFacts | undefined = error instanceof RejectedError ? error.response : undefined;
    if (facts?.status !== 404) throw error;
    throw new RejectedError(`the tenant has no schema ${schemaId}`, {
      said: facts.message,
      cure: schemaCure(schemaId),
      response: facts,
    });
  }
}
