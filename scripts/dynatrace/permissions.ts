import type { Permission } from '../../model/permissions';
import type { Context } from './context';

interface Resolved {
  permission: string;
  /** A text, `condition` when it depends on what is accessed. */
  granted: string;
  /** The two endpoints write it differently: an object, and a list of key and value. */
  context?: { schemaId?: string } | { key: string; value: string }[];
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
  });
  return refused(permissions, body as Resolved[]);
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
  });
  return refused(permissions, body as Resolved[]);
}

/** Only a clear no counts: `condition` stands for a permission that is narrowed to what is asked about. */
function refused(asked: Permission[], answers: Resolved[]): Permission[] {
  return asked.filter((question) => {
    const answer = answers.find((one) => one.permission === question.permission && isAbout(one, question));
    return answer === undefined || String(answer.granted) === 'false';
  });
}

function isAbout({ context }: Resolved, { schemaId, appId }: Permission): boolean {
  if (context === undefined) return true;
  return Array.isArray(context) ? context.some(({ value }) => value === appId) : context.schemaId === schemaId;
}
