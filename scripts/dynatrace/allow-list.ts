import { ALLOWED_HOSTS_SCHEMA } from '../../model/connection';
import type { Context } from './context';
import { ConflictError, isAbsent, isUnanswered, RejectedError, TransientError } from './errors';
import { repeat } from './retry';
import { listObjects } from './settings-read';
import { createObject, deleteObject, updateObject } from './settings-write';

/** The outbound allow-list of an environment. */
export interface AllowList {
  /** Nothing when the environment never stored a list; then nothing but the default applies. */
  objectId?: string;
  updateToken?: string;
  enforced: boolean;
  /** In the order in which they are stored. */
  hosts: string[];
}

interface Value {
  allowedOutboundConnections: { enforced: boolean; hostList?: string[] | null };
}

/** How long to go on when others change the list at the same time: two minutes, however many tries that takes. */
const REPETITION = { attempts: Number.POSITIVE_INFINITY, pause: 200, longest: 5_000, within: 120_000 };

/** How many writes may get no answer, before it is not worth looking once more what became of them. */
const UNANSWERED = 3;

export async function readAllowList(context: Context): Promise<AllowList> {
  const [object] = await listObjects<Value>(context, ALLOWED_HOSTS_SCHEMA);
  if (!object) return { enforced: true, hosts: [] };
  const { enforced, hostList } = object.value.allowedOutboundConnections;
  return { objectId: object.objectId, updateToken: object.updateToken, enforced, hosts: hostList ?? [] };
}

/**
 * Changes the hosts by reading, changing and writing, again and again while others get in between. A list that is not
 * enforced stays as it is: it takes no hosts. The hosts of others are kept, and so is their order.
 *
 * @param change returns the new hosts, or nothing when the list is fine as it is
 * @returns whether anything was written
 * @throws TransientError when others were faster until the deadline
 */
export async function changeAllowList(
  context: Context,
  change: (list: AllowList) => string[] | undefined,
): Promise<boolean> {
  let written = false;
  const act = async (): Promise<boolean> => {
    const list = await readAllowList(context);
    const hosts = list.enforced ? change(list) : undefined;
    if (!hosts) return written;
    if (list.objectId) {
      await update(context, list, hosts);
      return true;
    }
    // Of two that create the one object at the same time, the later replaces the other's. So one process at a
    // time creates it, and looks again afterwards, because another machine may do the same.
    written = (await exclusively(context, () => createFirst(context, change))) || written;
    throw new ConflictError('it was created at the same time');
  };
  let unanswered = 0;
  const mayHelp = (error: unknown) => {
    if (isUnanswered(error)) unanswered += 1;
    return error instanceof ConflictError || (isUnanswered(error) && unanswered < UNANSWERED);
  };
  try {
    return await repeat(context, { ...REPETITION, while: mayHelp }, act);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw explain(error);
    throw new TransientError('the outbound allow-list keeps changing', {
      said: (error as Error).message,
      cure: 'Deploy again once nothing else changes it.',
    });
  }
}

/** An enforced list without hosts is what a tenant has that never stored one, so that such an object goes. */
async function update(context: Context, list: AllowList, hosts: string[]): Promise<void> {
  const { objectId = '', updateToken } = list;
  if (hosts.length === 0) {
    await deleteObject(context, ALLOWED_HOSTS_SCHEMA, objectId, updateToken);
    return;
  }
  const object = { schemaId: ALLOWED_HOSTS_SCHEMA, objectId, value: listValue(hosts), updateToken };
  try {
    await updateObject(context, object);
  } catch (error) {
    throw isAbsent(error)
      ? new ConflictError('it was deleted at the same time', { where: objectId, cause: error })
      : error;
  }
}

async function createFirst(context: Context, change: (list: AllowList) => string[] | undefined): Promise<boolean> {
  const list = await readAllowList(context);
  const hosts = list.objectId ? undefined : change(list);
  if (!hosts) return false;
  await createObject(context, { schemaId: ALLOWED_HOSTS_SCHEMA, value: listValue(hosts) });
  return true;
}

function listValue(hosts: string[]): Value {
  return { allowedOutboundConnections: { enforced: true, hostList: hosts } };
}

function exclusively<T>(context: Context, act: () => Promise<T>): Promise<T> {
  return context.locks ? context.locks.exclusively('allow-list', act) : act();
}

/** A violation of the list itself, not of one entry, can only be its size. */
function explain(error: unknown): unknown {
  if (!(error instanceof RejectedError)) return error;
  const violation = error.response?.violations.find(({ path }) => path?.endsWith('/hostList'));
  return violation ? full(violation.message) : error;
}

/** The allow-list takes no more hosts. */
export function full(said: string): RejectedError {
  return new RejectedError('no room for another host in the outbound allow-list', {
    where: 'allowedOutboundConnections/hostList',
    said,
    cure: 'Remove an unused host in Settings > General > External requests, or use one pattern for several.',
  });
}
