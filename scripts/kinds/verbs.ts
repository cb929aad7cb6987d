import type { Kind, Options, Recorded, Triggers } from '../../model/tracked';
import type { Context } from '../dynatrace/context';

/** What a live object looks like beside what the state says. */
export interface Live {
  status: 'in-sync' | 'changed' | 'missing' | 'unreadable';
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

export type CreateInput<K extends Kind> = Triggers<K> & Options<K>;

/** Every trigger and, if the kind has one, the recorded value of an instance. */
export type Instance<K extends Kind> = Triggers<K> & ([Recorded<K>] extends [never] ? unknown : Partial<Recorded<K>>);

/** The triggers and, for kinds whose deletion depends on it, what the create recorded. */
export type DeleteInput<K extends Kind> = Instance<K> & { on_destroy?: 'keep' | 'uninstall' };

/**
 * What every kind can do. Each verb survives being killed between any two requests: the next run finds what is
 * there and goes on.
 */
export interface Verbs<K extends Kind> {
  /** Makes the object be there, and returns what Terraform has to remember of it. */
  create(input: CreateInput<K>, context: Context): Promise<Recorded<K> | undefined>;
  /** Makes the object be gone, if it is this deployment's own. */
  delete(input: DeleteInput<K>, context: Context): Promise<void>;
  /** Compares instances of one tenant with what is there, in their order, with as few requests as possible. */
  read(instances: Instance<K>[], context: Context): Promise<Live[]>;
}
