import { isScalar, visit } from 'yaml';
import type { Path, Problem } from './problem';
import { findSecrets } from './secrets';
import { isMerge, keyText, pathAt, pathOf, positionAt, positionOf, type Source } from './source';

const TEXTS: Record<string, string> = {
  TAB_AS_INDENT: 'is no valid YAML: indent with spaces, not with tabs',
  MULTIPLE_DOCS: 'must hold one document, so remove the line ---',
  BLOCK_AS_IMPLICIT_KEY:
    'is no valid YAML: a mapping cannot begin on the line of its key; a text with ": " needs quotes',
};

/** What makes the text no usable YAML. After a `fatal` one the values mean nothing. */
export function yamlProblems(source: Source): { problems: Problem[]; fatal: boolean } {
  const { errors, warnings } = source.document;
  const problems = [...errors, ...warnings].map(({ code, message, pos }): Problem => {
    const position = positionAt(source, pos[0]);
    return { path: [], rule: TEXTS[code] ?? `is no valid YAML: ${plain(message)}`, position };
  });
  const references = [...unresolvedAliases(source), ...complexKeys(source), ...rewrittenKeys(source)];
  return {
    problems: [...problems, ...references, ...repeatedKeys(source)],
    fatal: references.length > 0 || errors.length > 0,
  };
}

/** Credentials anywhere in the text, comments included. The messages do not repeat them. */
export function secretProblems(source: Source): Problem[] {
  return findSecrets(source.text).map(({ kind, offset }) => {
    const path: Path = pathAt(source, offset) ?? [];
    return {
      path,
      rule: `must not hold ${kind}; revoke it, and export a new one as an environment variable`,
      position: path.length ? positionOf(source, path) : positionAt(source, offset),
    };
  });
}

function repeatedKeys(source: Source): Problem[] {
  const problems: Problem[] = [];
  visit(source.document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const pair of items) {
        if (!isScalar(pair.key) || isMerge(pair)) continue;
        const offset = pair.key.range?.[0] ?? 0;
        if (seen.has(keyText(pair.key))) {
          const path = pathAt(source, offset) ?? [];
          problems.push({ path, rule: 'must not be written twice', position: positionAt(source, offset) });
        }
        seen.add(keyText(pair.key));
      }
    },
  });
  return problems;
}

function unresolvedAliases(source: Source): Problem[] {
  const problems: Problem[] = [];
  visit(source.document, {
    Alias(_, node) {
      if (node.resolve(source.document)) return;
      const position = positionAt(source, node.range?.[0] ?? 0);
      problems.push({
        path: [],
        rule: 'is no valid YAML: an alias (*) has no anchor (&) of this name before it',
        position,
      });
    },
  });
  return problems;
}

function complexKeys(source: Source): Problem[] {
  const problems: Problem[] = [];
  visit(source.document, {
    Pair(_, { key }) {
      if (isScalar(key)) return;
      const range = key && typeof key === 'object' && 'range' in key ? (key.range as [number] | null) : null;
      problems.push({ path: [], rule: 'must have plain texts as keys', position: positionAt(source, range?.[0] ?? 0) });
    },
  });
  return problems;
}

/** Keys that YAML reads as numbers or nothing, and that would be written differently then. */
function rewrittenKeys(source: Source): Problem[] {
  const problems: Problem[] = [];
  visit(source.document, {
    Pair(_, pair, ancestors) {
      const { key } = pair;
      if (!isScalar(key) || key.type !== 'PLAIN' || isMerge(pair)) return;
      const written = key.source ?? '';
      if (written === keyText(key)) return;
      const path = [...pathOf(ancestors), written || '~'];
      const rule = `must be in quotes, because YAML reads it as ${key.value === null ? 'nothing' : keyText(key)}`;
      problems.push({ path, rule, position: positionAt(source, key.range?.[0] ?? 0) });
    },
  });
  return problems;
}

/** A message of the YAML parser without what it repeats of the file, which might be a secret. */
function plain(message: string): string {
  const text = message.replace(/: [^:]*$/, (tail) => (/["!*&%]|\S{20}/.test(tail) ? '' : tail));
  return text.charAt(0).toLowerCase() + text.slice(1);
}
