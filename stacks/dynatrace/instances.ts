import type { Content, Identity, Kind, Options } from '../../model/kind-types';
import { literal, type Reference } from '../expressions';

/** Values of triggers: text, or a reference to what Terraform knows only later. */
export type Values<T> = { [name in keyof T]: T[name] | Reference };

/** What Terraform keeps of one instance, and how its create script is to go about it. */
export interface Instance<K extends Kind> {
  identity: Values<Identity<K>>;
  content: Values<Content<K>>;
  options: Options<K>;
  /** Kept from when the object was made, and never changed. */
  fixed?: Record<string, string>;
}

export type Instances<K extends Kind> = Record<string, Instance<K>>;

/** How a kind is written into Terraform. Every kind has a file beside this one that says so. */
export interface KindProps<K extends Kind> {
  kind: K;
  /** By key; the key is what Terraform shows in brackets behind the resource. */
  instances: Instances<K>;
  /** Names of the triggers in `fixed`. */
  fixed?: string[];
  /** Destroying leaves the object alone. */
  keepsOnDestroy?: boolean;
  /** What runs when an instance without a guard is destroyed. @default nothing */
  destroyVerb?: 'look';
  /** There is nothing for a create script to do. */
  createsNothing?: boolean;
}

/** Instances as a Terraform expression: every text escaped, keys included, and references in their place. */
export function instanceMap(instances: Instances<Kind>): object {
  return Object.fromEntries(
    Object.entries(instances).map(([key, { identity, content, options, fixed }]) => [
      literal(key),
      {
        identity: literal(identity),
        content: literal(content),
        options: literal(options),
        ...(fixed && { fixed: literal(fixed) }),
      },
    ]),
  );
}
