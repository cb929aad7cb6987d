import { Document, isMap, isNode, isSeq, type Node, type Pair, stringify } from 'yaml';
import type { DeploymentInput } from '../../deployment/load';
import type { Path } from '../../deployment/problem';
import type { Comment } from './inputs';
import { oneLine } from './notes';

/** Longest line of a comment, and of a value before it is folded, in characters. */
const WIDTH = 120;

const SCHEMA = './node_modules/dynatrace-aws-workflows/deployment/deployment.schema.json';

/** The text of a deployment file, with its comments. */
export function documentOf(
  { deployment, comments }: { deployment: DeploymentInput; comments: Comment[] },
  about: string,
): string {
  const document = new Document(deployment);
  for (const { path, lines } of comments) {
    const node = nodeAt(document, path);
    const text = lines.flatMap((line) => (typeof line === 'string' ? wrapped(line) : line.code)).map(commented);
    if (node) node.commentBefore = text.join('\n');
  }
  const head = [`# yaml-language-server: $schema=${SCHEMA}`, ...wrapped(about).map((line) => `# ${line}`), ''];
  return `${head.join('\n')}${document.toString({ lineWidth: WIDTH })}`;
}

/** An entry as it would stand in the file, for a comment. */
export function draftLines(draft: object): { code: string }[] {
  const lines = stringify(draft, { lineWidth: 0 }).trimEnd().split('\n');
  return lines.map((code) => ({ code }));
}

/** What a comment about a path stands at: the key of a mapping, or the item of a list. */
function nodeAt(document: Document, path: Path): Node | undefined {
  const last = path.at(-1);
  const parent = document.getIn(path.slice(0, -1), true);
  if (isSeq(parent) && typeof last === 'number') return parent.items[last] as Node;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isNode(key) && String(key) === last) as Pair<Node> | undefined;
  return pair?.key;
}

function commented(line: string): string {
  return ` ${line}`;
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of oneLine(text).split(' ')) {
    const line = lines.at(-1) as string;
    if (line !== '' && line.length + word.length + 1 > WIDTH - 20) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
