import type { Path } from '../problem';
import { type CheckContext, connectionsOf } from './context';

/** Tags on one role. Source: IAM and AWS STS quotas. */
const MAX_TAGS = 50;

/** A role carries its account's tags and its own; IAM does not tell the case of their keys apart. */
export function checkTags(context: CheckContext): void {
  for (const [key, { tags }] of Object.entries(context.deployment.accounts)) {
    checkSet(context, ['accounts', key, 'tags'], Object.keys(tags), Object.keys(tags));
  }
  for (const { connection, account, path } of connectionsOf(context)) {
    const own = Object.keys(connection.role.tags);
    const all = [...new Set([...Object.keys(account?.tags ?? {}), ...own])];
    if (own.length) checkSet(context, [...path, 'role', 'tags'], own, all);
  }
}

function checkSet({ report }: CheckContext, path: Path, own: string[], all: string[]): void {
  if (all.length > MAX_TAGS)
    report('tag-count', path, `must have at most ${MAX_TAGS} tags, including those of the account, got ${all.length}`);
  for (const key of own) {
    const other = all.slice(0, all.indexOf(key)).find((tag) => tag.toLowerCase() === key.toLowerCase());
    if (other !== undefined)
      report('key-case', [...path, key], `must differ from the tag "${other}" by more than case`);
  }
}
