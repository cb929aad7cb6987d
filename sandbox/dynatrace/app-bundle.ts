import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'yaml';

const MANIFESTS = ['manifest.yaml', 'manifest.json'];

/** Reads the app's id, name and version from the manifest of an app bundle, or nothing when it is none. */
export function readAppBundle(zip: Buffer): { id: string; name: string; version: string } | undefined {
  try {
    const files = unzipSync(zip, { filter: ({ name }) => MANIFESTS.includes(name) });
    const manifest = MANIFESTS.flatMap((name) => files[name] ?? [])[0];
    const { id, name, version } = parse(manifest ? strFromU8(manifest) : '') as Record<string, unknown>;
    if (typeof id !== 'string' || typeof version !== 'string') return undefined;
    return { id, name: String(name ?? id), version };
  } catch {
    return undefined;
  }
}
