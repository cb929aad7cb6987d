import { randomBytes } from 'node:crypto';
import { decode, ExtData, encode } from '@msgpack/msgpack';
import type { Attribute } from './plugin-protocol';

/** A value that Terraform learns during apply. An unknown with refinements is kept as it came. */
const UNKNOWN = new ExtData(0, new Uint8Array([0]));

type Unknown = ExtData;
type Text = string | null | Unknown;

/** A `null_resource` as it travels to and from Terraform. */
export interface NullResource {
  id: Text;
  triggers: Record<string, Text> | null | Unknown;
}

export interface Plan {
  planned: NullResource | null;
  /** Whether the change of `triggers` needs a new resource. */
  replace: boolean;
}

/** The attributes of `null_resource`, with types as Terraform writes them in JSON. */
export const NULL_RESOURCE_ATTRIBUTES: Attribute[] = [
  { name: 'id', type: '"string"', computed: true },
  { name: 'triggers', type: '["map","string"]', optional: true },
];

/** @throws RangeError when the value is no `null_resource`. */
export function decodeResource(msgpack: Uint8Array): NullResource | null {
  return checked(decode(msgpack));
}

/** Keys are sorted, so that equal resources have equal bytes. */
export function encodeResource(resource: NullResource | null): Uint8Array {
  return encode(resource, { sortKeys: true });
}

/**
 * Reads a resource as a state file keeps it.
 *
 * @throws RangeError when the value is no `null_resource`.
 */
export function resourceFromState(json: string): NullResource | null {
  return checked(JSON.parse(json));
}

/** Decides what a change leads to: `id` stays unless the resource is new, and new triggers need a new resource. */
export function planResource(prior: NullResource | null, proposed: NullResource | null): Plan {
  if (!proposed) return { planned: null, replace: false };
  if (!prior) return { planned: { ...proposed, id: UNKNOWN }, replace: false };
  const replace = triggersDiffer(prior.triggers, proposed.triggers);
  return { planned: { ...proposed, id: replace ? UNKNOWN : prior.id }, replace };
}

/** Carries a plan out: a resource without an id gets a random decimal number of up to 63 bits. */
export function applyResource(planned: NullResource | null): NullResource | null {
  if (!(planned?.id instanceof ExtData)) return planned;
  const id = randomBytes(8).readBigUInt64BE() >> 1n;
  return { ...planned, id: id.toString() };
}

/**
 * The provider's rule since 3.2: keys that are new and null do not count, because older versions never stored them.
 * Everything else does, unknown values included. A map that is unknown as a whole counts as an empty one.
 */
function triggersDiffer(prior: NullResource['triggers'], proposed: NullResource['triggers']): boolean {
  const before = elements(prior);
  const after = elements(proposed);
  return (
    Object.keys(before).some((key) => !Object.hasOwn(after, key)) ||
    Object.entries(after).some(([key, value]) =>
      Object.hasOwn(before, key) ? !sameText(before[key], value) : value !== null,
    )
  );
}

function elements(triggers: NullResource['triggers']): Record<string, Text> {
  return triggers === null || triggers instanceof ExtData ? {} : triggers;
}

function sameText(before: Text | undefined, after: Text): boolean {
  return !(after instanceof ExtData) && before === after;
}

function checked(value: unknown): NullResource | null {
  if (value === null) return null;
  if (typeof value !== 'object' || value instanceof ExtData) throw new RangeError('expected a null_resource object');
  const { id = null, triggers = null, ...others } = value as Partial<NullResource>;
  const unexpected = Object.keys(others)[0];
  if (unexpected) throw new RangeError(`null_resource has no attribute "${unexpected}"`);
  return { id, triggers };
}
