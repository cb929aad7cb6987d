import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Kind } from '../../model/kind-types';
import { type Desired, desiredKinds } from '../../stacks/dynatrace';
import type { Instance } from '../../stacks/dynatrace/instances';

/** What the deployment file wants of an instance, or nothing when it wants none of this key. */
export type Wanted = (kind: Kind, key: string) => Instance<Kind> | undefined;

export function wantedBy(stack: ResolvedStack): Wanted {
  const kinds: Desired = desiredKinds(stack);
  return (kind, key) => {
    const instances = kinds[kind].instances as Record<string, Instance<Kind>>;
    return Object.hasOwn(instances, key) ? instances[key] : undefined;
  };
}
