import type { RuleId, WarningId } from './rules';
import { looksSecret } from './secrets';

export type Path = readonly (string | number)[];

export interface Position {
  line: number;
  column: number;
}

/** One thing that is wrong with a deployment, or that its reader should know. */
export interface Problem {
  /** Id of the rule that it breaks. */
  id: RuleId | WarningId;
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

/** A problem as readers are told of it. */
export interface DeploymentProblem {
  /** Id of the rule that it breaks. */
  id: RuleId | WarningId;
  /** Where, as keys and indexes from the top, without any that may be a credential. Empty for the file as a whole. */
  path: Path;
  /** Where, as messages write it: the path, or the name of the file. */
  subject: string;
  /** What is allowed and what was found. */
  detail: string;
  /** What to do about it. */
  cure?: string;
  /** Where in the file, when it has lines. */
  position?: Position;
  /** All of it in one line. */
  message: string;
}

/** The deployment cannot be used. The message has one line for each problem. */
export class DeploymentError extends Error {
  override name = 'DeploymentError';

  constructor(readonly problems: DeploymentProblem[]) {
    super(problems.map(({ message }) => message).join('\n'));
  }
}

/** What messages call a deployment, and whether it has lines that they can point to. */
export interface Place {
  fileName: string;
  hasLines: boolean;
}

const LONGEST_VALUE = 80;

/** Problems in the order in which a reader meets them, each once. */
export function toldProblems(place: Place, problems: Problem[]): DeploymentProblem[] {
  const ordered = [...problems].sort(({ position: a }, { position: b }) => a.line - b.line || a.column - b.column);
  const told = new Map(ordered.map((problem) => toldProblem(place, problem)).map((one) => [one.message, one]));
  return [...told.values()];
}

/** A problem in the house form: `` `path` must ..., got ...; cure (file:line:column) ``. */
function toldProblem(
  { fileName, hasLines }: Place,
  { id, path, rule, got, cure, position }: Problem,
): DeploymentProblem {
  const subject = path.length ? pathText(path) : fileName;
  const detail = `${rule}${got === undefined ? '' : `, got ${got}`}`;
  const place = hasLines ? ` (${fileName}:${position.line}:${position.column})` : '';
  return {
    id,
    path: path.map((segment) => (isShown(segment) ? segment : valueText(segment))),
    subject,
    detail,
    ...(cure && { cure }),
    ...(hasLines && { position }),
    message: `\`${subject}\` ${detail}${cure ? `; ${cure}` : ''}${place}`,
  };
}

/** The problem of a file that cannot be read at all. */
export function unreadable(file: string, detail: string, cure?: string): DeploymentError {
  const message = `\`${file}\` ${detail}${cure ? `; ${cure}` : ''}`;
  return new DeploymentError([
    { id: 'file-unreadable', path: [], subject: file, detail, ...(cure && { cure }), message },
  ]);
}

/** A path in dotted form. Keys with other characters than those of a word stand in brackets. */
function pathText(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      if (!/^[\w-]+$/.test(segment) || !isShown(segment)) return `[${valueText(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

function isShown(segment: string | number): boolean {
  return typeof segment === 'number' || (!looksSecret(segment) && segment.length <= LONGEST_VALUE);
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
