import type { Live } from '../kinds/verbs';
import type { Context } from './context';
import { settingsReadPermissions } from './settings';
import { listObjects } from './settings-read';
import type { SettingsObject } from './settings-shapes';

/** Compares instances with the objects of their schemas, by one list for each schema, however many instances there are. */
export async function compareWithObjects<I extends { schema: string }, V>(
  instances: I[],
  context: Context,
  compare: (instance: I, objects: SettingsObject<V>[]) => Live | Promise<Live>,
): Promise<Live[]> {
  const schemas = [...new Set(instances.map(({ schema }) => schema))];
  context.need(schemas.flatMap(settingsReadPermissions));
  const lists = new Map<string, SettingsObject<V>[]>();
  for (const schema of schemas) lists.set(schema, await listObjects<V>(context, schema));
  const live: Live[] = [];
  for (const instance of instances) live.push(await compare(instance, lists.get(instance.schema) ?? []));
  return live;
}
