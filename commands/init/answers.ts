import { createInterface } from 'node:readline/promises';
import { EnvironmentError, parseEnvironment } from '../../model/environment';
import type { Terminal } from '../cli/approve';
import { CommandError } from '../cli/command';

/** What `init` has to know. */
export interface Answers {
  /** Address of the Dynatrace environment. */
  environment: string;
  /** AWS account id. */
  account: string;
  region: string;
  tenant: string;
  connection: string;
  ci: Ci;
  /** Bucket for the state; without one it stays in files. */
  bucket?: string;
}

const CI = ['github', 'gitlab', 'none'] as const;
export type Ci = (typeof CI)[number];

interface Question {
  name: keyof Answers;
  text: string;
  /** What an empty answer means. Without it an answer is needed. */
  fallback?: string;
  /** @returns what is wrong with an answer */
  check(answer: string): string | undefined;
}

const KEY = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const key = (answer: string) => (KEY.test(answer) ? undefined : 'must consist of lower-case letters, digits and "-"');

const QUESTIONS: Question[] = [
  {
    name: 'environment',
    text: 'Address of the Dynatrace environment, such as abc12345.apps.dynatrace.com',
    check: environmentProblem,
  },
  {
    name: 'account',
    text: 'AWS account id, 12 digits',
    check: (answer) => (/^\d{12}$/.test(answer) ? undefined : 'must have 12 digits'),
  },
  {
    name: 'region',
    text: 'AWS region of the account',
    fallback: 'us-east-1',
    check: (answer) => (/^[a-z]{2}(-[a-z]+)+-\d$/.test(answer) ? undefined : 'must be a region such as us-east-1'),
  },
  { name: 'tenant', text: 'Your name for the environment', fallback: 'prod', check: key },
  { name: 'connection', text: 'Name of the first connection', fallback: 'ops', check: key },
  {
    name: 'ci',
    text: `CI to write a pipeline for: ${CI.join(', ')}`,
    fallback: 'none',
    check: (answer) => (CI.includes(answer as Ci) ? undefined : `must be one of ${CI.join(', ')}`),
  },
];

/**
 * Takes answers from flags, and asks a person for the others.
 *
 * @throws CommandError for an answer that cannot be used, or one that is missing where nobody can be asked
 */
export async function answersFrom(
  flags: Record<string, string | boolean | undefined>,
  input: Terminal = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<Answers> {
  const answers: Record<string, string> = typeof flags.bucket === 'string' ? { bucket: flags.bucket } : {};
  const open = QUESTIONS.filter(({ name, check }) => {
    const given = flags[name];
    if (typeof given !== 'string') return true;
    const problem = check(given);
    if (problem) throw new CommandError(`--${name} ${problem}, got "${given}"`);
    answers[name] = given;
    return false;
  });
  if (input.isTTY) await ask(open, answers, input, output);
  else takeFallbacks(open, answers);
  return answers as unknown as Answers;
}

async function ask(
  questions: Question[],
  answers: Record<string, string>,
  input: Terminal,
  output: NodeJS.WritableStream,
): Promise<void> {
  const lines = createInterface({ input, output });
  try {
    for (const { name, text, fallback, check } of questions) {
      for (;;) {
        const answer =
          (await lines.question(`${text}${fallback ? ` (${fallback})` : ''}: `)).trim() || (fallback ?? '');
        const problem = check(answer);
        answers[name] = answer;
        if (!problem) break;
        output.write(`  ${problem}\n`);
      }
    }
  } finally {
    lines.close();
  }
}

function takeFallbacks(questions: Question[], answers: Record<string, string>): void {
  const missing = questions.filter(({ fallback }) => fallback === undefined).map(({ name }) => `--${name}`);
  if (missing.length > 0) {
    throw new CommandError(`There is no terminal to ask at: add ${missing.join(' and ')}.`);
  }
  for (const { name, fallback = '' } of questions) answers[name] = fallback;
}

function environmentProblem(answer: string): string | undefined {
  try {
    parseEnvironment(answer);
    return undefined;
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.message;
  }
}
