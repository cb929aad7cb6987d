import type { Pair, ParsedNode, YAMLMap } from 'yaml';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { Path, Place, Position } from './problem';

/** A deployment as text: its values, and where each of them stands. */
export interface Source extends Place {
  text: string;
  document: Document.Parsed;
  lines: LineCounter;
  /** What has been looked up in a mapping once, so that large files stay quick. */
  pairs: WeakMap<YAMLMap, Map<string, Pair>>;
}

/**
 * Reads the text as YAML. Nothing is thrown: the document keeps its errors.
 *
 * @param hasLines whether a reader knows the text; by default it is a file.
 */
export function readSource(text: string, fileName: string, { hasLines = true } = {}): Source {
  const lines = new LineCounter();
  // The parser's own search for repeated keys takes quadratic time; `yamlProblems` looks for them.
  const options = {
    lineCounter: lines,
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  } as const;
  const document = parseDocument(text, options);
  return { fileName, hasLines, text, document, lines, pairs: new WeakMap() };
}

export function positionAt(source: Source, offset: number): Position {
  const { line, col } = source.lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where a value stands: its key, or itself in a list. What is missing stands where its parent does. */
export function positionOf(source: Source, path: Path): Position {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = startOf(find(source, path.slice(0, length)));
    if (offset !== undefined) return positionAt(source, offset);
  }
  return positionAt(source, source.document.contents?.range[0] ?? 0);
}

/** Whether the file itself says something at this path, as opposed to a default. */
export function isWritten(source: Source, path: Path): boolean {
  return find(source, path) !== undefined;
}

/** The keys of a mapping as they are written, or none when there is no mapping at this path. */
export function writtenKeys(source: Source, path: Path): string[] {
  const node = nodeAt(source, path);
  return isMap(node) ? [...pairsOf(source, node).keys()] : [];
}

/** A number, true or false exactly as it is written, for example with its leading zeros. */
export function writtenText(source: Source, path: Path): string | undefined {
  const node = nodeAt(source, path);
  return isScalar(node) && ['number', 'boolean'].includes(typeof node.value) ? node.source : undefined;
}

/** The path of the key or value that holds an offset, or nothing for a comment. */
export function pathAt(source: Source, offset: number): Path | undefined {
  let found: Path | undefined;
  visit(source.document, {
    Scalar(_, node, ancestors) {
      const [start, end] = node.range ?? [0, 0];
      if (offset < start || offset >= end) return undefined;
      found = pathOf([...ancestors, node]);
      return visit.BREAK;
    },
  });
  return found;
}

/** The path that a chain of nodes leads to, from the document down. */
export function pathOf(chain: readonly unknown[]): Path {
  return chain.flatMap((node, index): Path => {
    if (isPair(node)) return [keyText(node.key)];
    return isSeq(node) && index < chain.length - 1 ? [node.items.indexOf(chain[index + 1])] : [];
  });
}

type Found = { key: unknown; value: unknown } | { item: unknown };

function find(source: Source, path: Path): Found | undefined {
  let found: Found | undefined;
  let node: unknown = source.document.contents;
  for (const segment of path) {
    node = follow(source, node);
    if (isMap(node)) {
      const pair = pairsOf(source, node).get(String(segment));
      found = pair && { key: pair.key, value: pair.value };
      node = pair?.value;
    } else if (isSeq(node) && typeof segment === 'number' && segment < node.items.length) {
      node = node.items[segment];
      found = { item: node };
    } else {
      return undefined;
    }
    if (!found) return undefined;
  }
  return found;
}

function nodeAt(source: Source, path: Path): unknown {
  if (path.length === 0) return follow(source, source.document.contents);
  const found = find(source, path);
  return found && follow(source, 'item' in found ? found.item : found.value);
}

function startOf(found: Found | undefined): number | undefined {
  const node = found && ('item' in found ? found.item : found.key);
  return isNode(node) ? (node as ParsedNode).range?.[0] : undefined;
}

/** A mapping's pairs by key. */
function pairsOf(source: Source, map: YAMLMap): Map<string, Pair> {
  const known = source.pairs.get(map);
  if (known) return known;
  const pairs = new Map(entries(source, map).map((pair) => [keyText(pair.key), pair]));
  source.pairs.set(map, pairs);
  return pairs;
}

/** A mapping's pairs, with those that `<<` merges in first, so that the last of a key is the one that counts. */
function entries(source: Source, map: YAMLMap, within: YAMLMap[] = []): Pair[] {
  if (within.includes(map)) return [];
  const own = map.items.filter((pair) => !isMerge(pair));
  const merged = map.items.filter(isMerge).flatMap(({ value }) => {
    const target = follow(source, value);
    const maps = isSeq(target) ? target.items.map((item) => follow(source, item)).reverse() : [target];
    return maps.filter((one) => isMap(one)).flatMap((one) => entries(source, one, [...within, map]));
  });
  return [...merged, ...own];
}

export function isMerge(pair: Pair): boolean {
  return isScalar(pair.key) && (typeof pair.key.value === 'symbol' || pair.key.value === '<<');
}

function follow(source: Source, node: unknown): unknown {
  return isAlias(node) ? node.resolve(source.document) : node;
}

export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value ?? '') : String(key);
}
