import { type Document, isMap, isSeq, parseDocument, type ToStringOptions } from 'yaml';
import { CommandError } from '../cli/command';
import type { Suggestion } from './suggestion';

/** A suggestion, and the connection of the file that it is about. */
export interface PatchPart {
  tenant: string;
  connection: string;
  suggestion: Suggestion;
}

/** Ways to write the same file; the one that the file is written in already changes least. */
const STYLES: ToStringOptions[] = [true, false].flatMap((indentSeq) =>
  [true, false].flatMap((flowCollectionPadding) =>
    [2, 4].map((indent) => ({ indent, indentSeq, flowCollectionPadding, lineWidth: 0 })),
  ),
);

/**
 * The text of a deployment file with what is suggested, comments and everything else as they were.
 *
 * @throws CommandError where connections share permissions by an alias or a merge
 */
export function patchFile(text: string, parts: PatchPart[]): string {
  const document = parseDocument(text, { merge: true, keepSourceTokens: true });
  const style = styleOf(text, document);
  let changed = false;
  for (const { tenant, connection, suggestion } of parts) {
    const path = ['tenants', tenant, 'connections', connection];
    if (isEmpty(suggestion)) continue;
    changed = true;
    checkOwn(document, path);
    const before = withoutPermissions(document, path);
    addTo(document, [...path, 'permissions', 'actions'], suggestion.actions, suggestion.unused);
    addTo(document, [...path, 'permissions', 'statements'], suggestion.statements, []);
    if (withoutPermissions(document, path) !== before) throw lent(path);
  }
  if (!changed) return text;
  const patched = withOldLines(text, document.toString(style));
  return text.includes('\r\n') ? patched.replaceAll('\n', '\r\n') : patched;
}

function isEmpty({ actions, statements, unused }: Suggestion): boolean {
  return actions.length + statements.length + unused.length === 0;
}

/** What an alias or a merge key stands for belongs to other connections as well. */
function checkOwn(document: Document.Parsed, path: string[]): void {
  for (let length = 1; length <= path.length; length += 1) {
    if (!isMap(document.getIn(path.slice(0, length), true))) throw elsewhere(path);
  }
  const permissions = document.getIn([...path, 'permissions'], true);
  if (permissions === undefined ? isMerged(document, path) : !isMap(permissions)) throw elsewhere(path);
  for (const list of ['actions', 'statements']) {
    const node = document.getIn([...path, 'permissions', list], true);
    if (node !== undefined && !isSeq(node)) throw elsewhere(path);
  }
}

/** Everything that the file says but for the permissions of one connection, for a comparison. */
function withoutPermissions(document: Document.Parsed, [, tenant = '', , connection = '']: string[]): string {
  // Through JSON, because what an alias stands for is the same object otherwise.
  const file = JSON.parse(JSON.stringify(document.toJS())) as {
    tenants: Record<string, { connections: Record<string, { permissions?: object }> }>;
  };
  delete file.tenants[tenant]?.connections[connection]?.permissions;
  return JSON.stringify(file);
}

function isMerged(document: Document.Parsed, path: string[]): boolean {
  const { tenants } = document.toJS() as { tenants: Record<string, { connections: Record<string, object> }> };
  return 'permissions' in (tenants[path[1] ?? '']?.connections[path[3] ?? ''] ?? {});
}

function elsewhere(path: string[]): CommandError {
  return new CommandError(
    `\`${path.join('.')}\` takes its permissions from elsewhere in the file, by an alias (*) or a merge (<<), so that a patch would change other connections too. Write them out there, or change them by hand.`,
  );
}

function lent(path: string[]): CommandError {
  return new CommandError(
    `other parts of the file take the permissions of \`${path.join('.')}\` by an alias (*) or a merge (<<), so that a patch would change them too. Write them out there, or change them by hand.`,
  );
}

function addTo(document: Document.Parsed, path: string[], entries: unknown[], removed: number[]): void {
  if (entries.length + removed.length === 0) return;
  const list = document.getIn(path, true);
  if (!isSeq(list)) {
    document.setIn(path, document.createNode(entries));
    return;
  }
  for (const index of [...removed].sort((a, b) => b - a)) list.delete(index);
  for (const entry of entries) list.add(document.createNode(entry));
  if (list.items.length === 0) document.deleteIn(path);
}

/** Takes back lines that were only written with other blanks, such as in front of comments that stand in a column. */
function withOldLines(text: string, patched: string): string {
  const shape = (line: string) => (/^ */.exec(line)?.[0] ?? '') + line.replace(/\s+/g, '');
  const old = new Map(text.split(/\r?\n/).map((line) => [shape(line), line]));
  const restored = patched
    .split('\n')
    .map((line) => old.get(shape(line)) ?? line)
    .join('\n');
  const contentsOf = (yaml: string) => {
    const parsed = parseDocument(yaml, { merge: true });
    return parsed.errors.length > 0 ? undefined : JSON.stringify(parsed.toJS());
  };
  return contentsOf(restored) === contentsOf(patched) ? restored : patched;
}

function styleOf(text: string, document: Document.Parsed): ToStringOptions {
  const lines = new Set(text.split(/\r?\n/));
  const foreign = (style: ToStringOptions) =>
    document
      .toString(style)
      .split('\n')
      .filter((line) => !lines.has(line)).length;
  return STYLES.map((style) => ({ style, count: foreign(style) })).sort((a, b) => a.count - b.count)[0]?.style ?? {};
}
