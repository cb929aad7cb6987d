import type { Identity, Mark } from './kinds';

/** The external id of every object that a deployment creates begins with this. */
const PREFIX = 'dynatrace-aws-workflows';

/**
 * A mark tells which state made an object: the deployment's name for readers, the state's own id, and the key. Encoded
 * so that a name with a slash cannot be taken for another part.
 */
export function markOf({ label, owner, key }: Pick<Mark, 'label' | 'owner' | 'key'>): string {
  return [PREFIX, ...[label, owner, key].map(encodeURIComponent)].join('/');
}

/** Reads the mark in an external id or in the end of a description, or nothing where there is none. */
export function parseMark(
  text: string | undefined,
): (Pick<Mark, 'label' | 'owner' | 'key'> & { digest?: string }) | undefined {
  const at = text?.lastIndexOf(`${PREFIX}/`) ?? -1;
  if (!text || at < 0) return undefined;
  const [, label, owner, key, digest] = text.slice(at).split('/');
  if (!label || !owner || !key) return undefined;
  try {
    const [l, o, k] = [label, owner, key].map(decodeURIComponent) as [string, string, string];
    return { label: l, owner: o, key: k, ...(digest && { digest }) };
  } catch {
    return undefined;
  }
}

/**
 * External id of a legacy connection. Its value is masked on read and may never change, so a digest of it stands in the
 * id: an object with the same external id has the same content.
 */
export function legacyExternalId(
  triggers: Pick<Mark, 'label' | 'owner' | 'key'> &
    Pick<Identity<'legacy-connection'>, 'name' | 'role_arn' | 'policy_arns'>,
): string {
  // Loaded here, because most scripts start without it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const content = [triggers.name, triggers.role_arn, triggers.policy_arns].join('\n');
  return `${markOf(triggers)}/${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}

/** Name of the IAM policy of a workflow actor. Names are unique in an environment. */
export function actorPolicyName({ label, owner, key }: Pick<Mark, 'label' | 'owner' | 'key'>): string {
  return `dynatrace-aws-workflows ${label}/${key} ${owner}`;
}
