import type { Content, Identity, Kept, Kind, Options, Recorded, TrackedInstance } from '../../model/kind-types';
import type { Context } from '../dynatrace/context';

/** What a live object looks like beside what the state says. */
export interface Live {
  /** `hidden` is what these credentials cannot see, and which is not known to be gone. */
  status: 'in-sync' | 'changed' | 'missing' | 'hidden' | 'unreadable';
  changes?: Change[];
  /** One sentence for the reader, for example about what cannot be read back. */
  note?: string;
  objectId?: string;
}

export interface Change {
  attribute: string;
  /** What the state has. */
  from: string;
  /** What is there now. */
  to: string;
}

export type CreateInput<K extends Kind> = Identity<K> & Content<K> & Kept<K> & Options<K>;

/** The triggers of a guard, and its id. */
export type DeleteInput<K extends Kind> = Identity<K> & Kept<K>;

/**
 * What a kind can do. Each verb survives being killed between any two requests: the next run finds what is there and
 * goes on. A create never deletes, and a delete takes away only what this state made.
 */
export interface Verbs<K extends Kind> {
  /** Looks before the first write, or before anything is destroyed, and returns what Terraform has to remember of it. */
  look?(input: Identity<K> & Content<K>, context: Context): Promise<string | undefined>;
  /** Makes the object be there, and returns what Terraform has to remember of it. */
  create(input: CreateInput<K>, context: Context): Promise<Recorded<K> | undefined>;
  /** Makes the object be gone. Kinds without a guard have none. */
  delete?(input: DeleteInput<K>, context: Context): Promise<void>;
  /** Compares instances of one tenant with what is there, in their order, with as few requests as possible. */
  read(instances: TrackedInstance<K>[], context: Context): Promise<Live[]>;
}
