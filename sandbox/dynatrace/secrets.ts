import { isObject } from './router';
import type { Property, SettingsSchema } from './validation';

/** What a read shows in place of a secret; sent back in an update it keeps the stored one. */
export const SECRET_MASK = '************';

/** A copy of a value that shows no secrets. */
export function maskSecrets(schema: SettingsSchema, value: Record<string, unknown>): Record<string, unknown> {
  return mapSecrets(schema.properties, value, value, () => SECRET_MASK) as Record<string, unknown>;
}

/** Puts the stored secrets where an update sends the mask. */
export function restoreSecrets(schema: SettingsSchema, value: unknown, stored: Record<string, unknown>): unknown {
  return mapSecrets(schema.properties, value, stored, (sent, kept) => (sent === SECRET_MASK ? (kept ?? sent) : sent));
}

/** Whether an update changes a property for which all secrets must be entered again, and sends a mask. */
export function needsResubmission(schema: SettingsSchema, value: unknown, stored: Record<string, unknown>): boolean {
  const changed = Object.entries(schema.properties).some(
    ([name, { forceSecretResubmission }]) =>
      forceSecretResubmission && isObject(value) && JSON.stringify(value[name]) !== JSON.stringify(stored[name]),
  );
  let masked = false;
  mapSecrets(schema.properties, value, stored, (sent) => {
    masked ||= sent === SECRET_MASK;
    return sent;
  });
  return changed && masked;
}

type Replace = (sent: unknown, stored: unknown) => unknown;

function mapSecrets(properties: Record<string, Property>, value: unknown, stored: unknown, replace: Replace): unknown {
  if (!isObject(value)) return value;
  const others = isObject(stored) ? stored : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, property ? mapProperty(property, item, others[name], replace) : item];
    }),
  );
}

function mapProperty(property: Property, value: unknown, stored: unknown, replace: Replace): unknown {
  if (property.type === 'secret') return replace(value, stored);
  if (property.type === 'object') return mapSecrets(property.properties, value, stored, replace);
  if ((property.type !== 'list' && property.type !== 'set') || !Array.isArray(value)) return value;
  const others = Array.isArray(stored) ? stored : [];
  return value.map((item, index) => mapProperty(property.items, item, others[index], replace));
}
