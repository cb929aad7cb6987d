import { looksSecret } from './secrets';

export type Path = readonly (string | number)[];

export interface Position {
  line: number;
  column: number;
}

/** One thing that is wrong with a deployment, or that its reader should know. */
export interface Problem {
  /** Where, as keys and indexes from the top. Empty for the deployment as a whole. */
  path: Path;
  /** What is allowed, as the end of a sentence that begins with the path. */
  rule: string;
  /** What was found, if a reader needs it. */
  got?: string;
  /** What to do about it, behind everything else. */
  cure?: string;
  position: Position;
}

/** The deployment cannot be used. The message has one line for each problem. */
export class DeploymentError extends Error {
  override name = 'DeploymentError';

  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
  }
}

/** What messages call a deployment, and whether it has lines that they can point to. */
export interface Place {
  fileName: string;
  hasLines: boolean;
}

const LONGEST_VALUE = 80;

/** Problems as lines, in the order in which a reader meets them, each once. */
export function problemLines(place: Place, problems: Problem[]): string[] {
  const ordered = [...problems].sort(({ position: a }, { position: b }) => a.line - b.line || a.column - b.column);
  return [...new Set(ordered.map((problem) => problemLine(place, problem)))];
}

/** A problem in the house form: `` `path` must ..., got ...; cure (file:line:column) ``. */
function problemLine({ fileName, hasLines }: Place, { path, rule, got, cure, position }: Problem): string {
  const where = path.length ? pathText(path) : fileName;
  const found = got === undefined ? '' : `, got ${got}`;
  const place = hasLines ? ` (${fileName}:${position.line}:${position.column})` : '';
  return `\`${where}\` ${rule}${found}${cure ? `; ${cure}` : ''}${place}`;
}

/** A path in dotted form. Keys with other characters than those of a word stand in brackets. */
function pathText(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      if (!/^[\w-]+$/.test(segment) || looksSecret(segment) || segment.length > LONGEST_VALUE) {
        return `[${valueText(segment)}]`;
      }
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

/** A value for a message: never a secret, never a long string. */
export function valueText(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (looksSecret(text)) return 'what looks like a credential';
  return text.length > LONGEST_VALUE ? `${text.length - 2} characters` : text;
}
