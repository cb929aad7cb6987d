import type { Permission } from '../../model/permissions';
import type { Context } from './context';
import { isRecord, isText, shape } from './shapes';

interface Resolved {
  permission?: string;
  /** `condition` when it depends on what is accessed. */
  granted: string | boolean;
  /** The two endpoints write it differently: an object, and a list of key and value. */
  context?: { schemaId?: string } | { key: string; value: string }[] | null;
}

/** The permissions among those given that the caller is not granted. Settings permissions have an endpoint of their own. */
export async function missingPermissions(context: Context, permissions: Permission[]): Promise<Permission[]> {
  context.need(permissions);
  const settings = permissions.filter(({ permission }) => permission.startsWith('settings:'));
  const others = permissions.filter(({ permission }) => !permission.startsWith('settings:'));
  return [...(await resolveSettings(context, settings)), ...(await resolveOthers(context, others))];
}

async function resolveSettings(context: Context, permissions: Permission[]): Promise<Permission[]> {
  if (permissions.length === 0) return [];
  const { body } = await context.send({
    what: 'resolve the settings permissions',
    service: 'settings',
    method: 'POST',
    path: '/effective-permissions:resolve',
    json: {
      permissions: permissions.map(({ permission, schemaId }) => ({
        permission,
        ...(schemaId ? { context: { schemaId, scope: 'environment' } } : {}),
      })),
    },
    permissions: permissions.slice(0, 1),
    repeatable: true,
    answer: answersTo(permissions),
  });
  return refused(permissions, body);
}

async function resolveOthers(context: Context, permissions: Permission[]): Promise<Permission[]> {
  if (permissions.length === 0) return [];
  const { body } = await context.send({
    what: 'resolve the permissions',
    method: 'POST',
    path: '/management/v1/effective-permissions:resolve',
    json: {
      permissions: permissions.map(({ permission, appId }) => ({
        permission,
        ...(appId ? { context: [{ key: 'shared:app-id', value: appId }] } : {}),
      })),
    },
    permissions: [{ permission: 'app-engine:apps:run' }],
    repeatable: true,
    answer: answersTo(permissions),
  });
  return refused(permissions, body);
}

/**
 * One answer for each question, in their order: an answer need not repeat what it was asked about, but what it does
 * repeat must not be about another question.
 */
function answersTo(asked: Permission[]) {
  return shape<Resolved[]>(
    `${asked.length} answers in the order of the questions`,
    (body) =>
      Array.isArray(body) &&
      body.length === asked.length &&
      asked.every((question, index) => isResolved(body[index]) && isAbout(body[index], question)),
  );
}

function isResolved(item: unknown): item is Resolved {
  return isRecord(item) && (isText(item.granted) || typeof item.granted === 'boolean');
}

/** Only a clear no counts: `condition` stands for a permission that is narrowed to what is asked about. */
function refused(asked: Permission[], answers: Resolved[] = []): Permission[] {
  return asked.filter((_, index) => String(answers[index]?.granted) === 'false');
}

function isAbout({ permission, context }: Resolved, { permission: asked, schemaId, appId }: Permission): boolean {
  if (isText(permission) && permission !== asked) return false;
  const pair = Array.isArray(context) ? context.find(({ key }) => key === 'shared:app-id')?.value : context?.schemaId;
  return pair === undefined || pair === (schemaId ?? appId);
}
