/**
 * Where the sandbox has an operation from: published documentation or API descriptions; the source of a client that runs
 * against the real service; answers that were recorded on it; or nothing but likelihood.
 */
export type Basis = 'documented' | 'seen in a client' | 'recorded' | 'assumed';

/** What an operation does, where it is from, and what is less certain about it or left out. */
export type Operation = [what: string, basis: Basis, note?: string];

/** One API, with its operations by method and path or by the name of an action. */
export interface Api {
  title: string;
  /** Prefixes of the paths, several where an API is served at several addresses. */
  prefixes: string[];
  source: string;
  operations: Record<string, Operation>;
}
