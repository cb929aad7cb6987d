import type { Alias, Pair, YAMLMap } from 'yaml';
import { isNode, isScalar, visit } from 'yaml';
import type { Path, Problem } from './problem';
import { findSecrets } from './secrets';
import { isMerge, keyText, pathAt, pathOf, positionAt, positionOf, type Source } from './source';

const TEXTS: Record<string, string> = {
  TAB_AS_INDENT: 'is not valid YAML: indent with spaces, not with tabs',
  MULTIPLE_DOCS: 'must contain a single document; remove the line ---',
  BLOCK_AS_IMPLICIT_KEY:
    'is not valid YAML: a mapping cannot begin on the line of its key; a string with ": " needs quotes',
};

/** What makes the text unusable as YAML. After a `fatal` problem the values mean nothing. */
export function yamlProblems(source: Source): { problems: Problem[]; fatal: boolean } {
  const { errors, warnings } = source.document;
  const problems = [...errors, ...warnings].map(({ code, message, pos }): Problem => {
    const position = positionAt(source, pos[0]);
    return { id: 'invalid-yaml', path: [], rule: TEXTS[code] ?? `is not valid YAML: ${plain(message)}`, position };
  });
  const fatal: Problem[] = [];
  const repeated: Problem[] = [];
  // One walk for all, because a large file has many nodes.
  visit(source.document, {
    Alias: (_, node) => void fatal.push(...unresolvedAlias(source, node)),
    Pair: (_, pair, ancestors) => void fatal.push(...unusableKey(source, pair, ancestors)),
    Map: (_, map) => void repeated.push(...repeatedKeys(source, map)),
  });
  return { problems: [...problems, ...fatal, ...repeated], fatal: fatal.length > 0 || errors.length > 0 };
}

/** Credentials anywhere in the text, comments included. The messages do not repeat them. */
export function secretProblems(source: Source): Problem[] {
  return findSecrets(source.text).map(({ kind, offset }) => {
    const path: Path = pathAt(source, offset) ?? [];
    return {
      id: 'secret-in-file',
      path,
      rule: `must not contain ${kind}; revoke it and export a new one as an environment variable`,
      position: path.length ? positionOf(source, path) : positionAt(source, offset),
    };
  });
}

function repeatedKeys(source: Source, { items }: YAMLMap): Problem[] {
  const seen = new Set<string>();
  return items.flatMap((pair) => {
    if (!isScalar(pair.key) || isMerge(pair)) return [];
    const key = keyText(pair.key);
    const again = seen.has(key);
    seen.add(key);
    if (!again) return [];
    const offset = pair.key.range?.[0] ?? 0;
    return [
      {
        id: 'key-repeated',
        path: pathAt(source, offset) ?? [],
        rule: 'must not appear twice',
        position: positionAt(source, offset),
      },
    ];
  });
}

function unresolvedAlias(source: Source, node: Alias): Problem[] {
  if (node.resolve(source.document)) return [];
  const rule = 'is not valid YAML: an alias (*) refers to no earlier anchor (&)';
  return [{ id: 'invalid-yaml', path: [], rule, position: positionAt(source, node.range?.[0] ?? 0) }];
}

/** A key that is not a string, or that YAML reads as a number or nothing and that would be written differently then. */
function unusableKey(source: Source, pair: Pair, ancestors: readonly unknown[]): Problem[] {
  const { key } = pair;
  const position = positionAt(source, (isNode(key) && key.range?.[0]) || 0);
  if (!isScalar(key)) return [{ id: 'key-unquoted', path: [], rule: 'must have plain strings as keys', position }];
  const written = key.source ?? '';
  if (key.type !== 'PLAIN' || isMerge(pair) || written === keyText(key)) return [];
  const path = [...pathOf(ancestors), written || '~'];
  const read = key.value === null ? 'nothing' : keyText(key);
  return [{ id: 'key-unquoted', path, rule: `must be quoted, because YAML reads it as ${read}`, position }];
}

/** A message of the YAML parser without what it repeats of the file, which might be a secret. */
function plain(message: string): string {
  const text = message.replace(/: [^:]*$/, (tail) => (/["!*&%]|\S{20}/.test(tail) ? '' : tail));
  return text.charAt(0).toLowerCase() + text.slice(1);
}
