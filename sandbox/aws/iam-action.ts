import { randomInt } from 'node:crypto';
import type { Partition } from '../facts/aws-names';
import type { IamAccount } from './iam-store';
import type { ManagedPolicies } from './managed-policies';
import type { Query } from './query';
import type { XmlValue } from './xml';

/** One request to IAM, after the caller was found and let through. */
export interface IamCall {
  query: Query;
  accountId: string;
  account: IamAccount;
  partition: Partition;
  policies: ManagedPolicies;
  now: Date;
}

/** Carries out an action and gives the fields of its result, or nothing where the service's model has no result. */
export type IamAction = (call: IamCall) => { [name: string]: XmlValue } | undefined;

/** One page of a list, as `MaxItems` and `Marker` ask for it. */
export function page<Item>(items: Item[], query: Query): { items: Item[]; IsTruncated: boolean; Marker?: string } {
  const start = Number(query.text('Marker') ?? 0);
  const end = start + (query.integer('MaxItems') ?? 100);
  const more = end < items.length;
  return { items: items.slice(start, end), IsTruncated: more, ...(more && { Marker: String(end) }) };
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Makes an id or access key with the prefix of its kind, such as AROA. */
export function uniqueId(prefix: string, length: number): string {
  const letters = Array.from({ length: length - prefix.length }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]);
  return prefix + letters.join('');
}

/** A time as the query protocol writes it: UTC in whole seconds. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
