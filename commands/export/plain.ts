interface Synthesized {
  '//'?: unknown;
  terraform: { backend?: { local?: { path?: string } } };
}

/** Blocks in the order in which a reader wants them. */
const ORDER = ['//', 'terraform', 'provider', 'locals', 'import', 'moved', 'data', 'resource', 'check', 'output'];

/**
 * A synthesized stack as somebody would keep it: without what cdktf notes for itself, in the order of reading.
 *
 * @param moveState turns the path of a local state
 */
export function plainConfiguration(
  synthesized: Synthesized,
  { name, moveState }: { name: string; moveState: (path: string) => string },
): Record<string, unknown> {
  const comment =
    `The stack ${name} of a deployment file, as plain Terraform. Everything in Dynatrace is made by the scripts in assets/, ` +
    'which need Node.js; instances are in locals, one map for each kind of object.';
  const blocks: Record<string, unknown> = { ...withoutNotes(synthesized), '//': comment };
  const { terraform } = structuredClone(synthesized);
  const local = terraform.backend?.local;
  if (local?.path !== undefined) local.path = moveState(local.path);
  blocks.terraform = terraform;
  const rank = (block: string) => (ORDER.includes(block) ? ORDER.indexOf(block) : ORDER.length);
  return Object.fromEntries(Object.entries(blocks).sort(([a], [b]) => rank(a) - rank(b)));
}

/** Terraform takes keys that are called `//` for comments wherever a block may stand; those of cdktf are objects. */
function withoutNotes<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNotes) as T;
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key, item]) => key !== '//' || typeof item !== 'object');
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNotes(item)])) as T;
}
