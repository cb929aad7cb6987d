import type { Kind } from '../../../model/kind-types';
import { VERBS } from '../../../scripts/kinds';
import type { Live } from '../../../scripts/kinds/verbs';
import { expectSuccess, type Run, startStage, type Verb } from './bundle';
import type { Planned } from './fault-proxy';
import type { FaultName } from './faulty-server';
import { SCENARIOS } from './scenarios';

/** A scenario of a kind and one of the verbs that the kind has. */
export interface Subject {
  kind: Kind;
  scenario: string;
  verb: Verb;
}

export const SUBJECTS: Subject[] = (Object.keys(SCENARIOS) as Kind[]).flatMap((kind) =>
  Object.keys(SCENARIOS[kind]).flatMap((scenario) =>
    (Object.keys(VERBS[kind]()) as Verb[]).map((verb) => ({ kind, scenario, verb })),
  ),
);

/** What is turned away has not taken effect. */
const TURNED_AWAY: FaultName[] = ['redirect', '429 forever', '401', '403', '409', 'stray 404', "a gateway's 404"];

/** What is accepted takes effect. */
const ACCEPTED: FaultName[] = ['202 without JSON'];

/** Answers that are a success of some calls, so that nobody can tell them from one; the next run makes them good. */
const LIKE_SUCCESS: FaultName[] = ['204', 'empty', '{}'];

/** Exit codes of a script that meets a fault, 0 where it copes with it. */
const EXIT_CODES: { [F in FaultName]?: number[] } = { '401': [0, 3], '403': [0, 3], '409': [0, 4, 5] };

/** How a verb ends that meets no fault. */
export interface Whole {
  methods: string[];
  result: string;
  essence: object;
}

export async function runWhole({ kind, scenario, verb }: Subject): Promise<Whole> {
  const stage = await startStage(kind, scenario, verb);
  try {
    const { result } = await expectSuccess(stage.run());
    return { methods: stage.methods(), result: shape(verb, result), essence: stage.essence() };
  } finally {
    await stage.close();
  }
}

/** Every request of a verb that can meet a fault, and both sides of those that write. */
export function cellsOf({ methods }: Whole, fault: FaultName): Planned[] {
  return methods.flatMap((method, index) => {
    const sides = method === 'GET' || TURNED_AWAY.includes(fault) ? [false] : [false, true];
    return sides
      .filter((after) => method === 'GET' || after || !ACCEPTED.includes(fault))
      .map((after) => ({ at: index + 1, fault, after }));
  });
}

/**
 * Runs a verb whose request meets a fault, and then once more without one.
 *
 * @returns what is wrong with how it ended, in words; nothing when all is well
 */
export async function runCell({ kind, scenario, verb }: Subject, planned: Planned, whole: Whole): Promise<string[]> {
  const stage = await startStage(kind, scenario, verb);
  try {
    const spoilt = await stage.run(planned);
    const problems = problemsOf(spoilt, planned.fault);
    const succeeded = spoilt.code === 0 && !LIKE_SUCCESS.includes(planned.fault) && !isHidden(verb, planned, spoilt);
    if (succeeded && shape(verb, spoilt.result) !== whole.result) problems.push(`its result was ${spoilt.result}`);
    const last = succeeded && verb !== 'delete' ? spoilt : await stage.run();
    if (last.code !== 0) problems.push(`the next run ended with ${last.code}: ${last.stderr}`);
    // What a look finds depends on what was there, which the fault must not change.
    if (JSON.stringify(stage.essence()) !== JSON.stringify(whole.essence)) problems.push('the tenant is another one');
    if (last.code === 0 && shape(verb, last.result) !== whole.result)
      problems.push(`the next result was ${last.result}`);
    const place = `request ${planned.at} of ${whole.methods.length}${planned.after ? ', after it took effect' : ''}`;
    return problems.map((problem) => `${place}: ${problem}`);
  } finally {
    await stage.close();
  }
}

/** A tenant may refuse what is private to somebody else, so a read that is refused tells of something hidden. */
function isHidden(verb: Verb, { fault }: Planned, { result }: Run): boolean {
  return verb === 'read' && fault === '403' && JSON.parse(result).every(({ status }: Live) => status === 'hidden');
}

function problemsOf({ code, stderr }: Run, fault: FaultName): string[] {
  const problems: string[] = [];
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  if (!(EXIT_CODES[fault] ?? [0, 5]).includes(code ?? -1)) problems.push(`exit code ${code}: ${last}`);
  if (/^\s+at /m.test(stderr) || /unexpected failure/.test(stderr)) problems.push(`a stack trace: ${stderr}`);
  if (code !== 0 && last.length < 20) problems.push(`it ended without a word: ${stderr}`);
  return problems;
}

const OBJECT_ID = /[\w-]{40,}/g;

/** A result without the ids that a tenant makes up. */
function shape(verb: Verb, result: string): string {
  if (verb === 'create') return result === '' ? '' : 'recorded';
  return result.replace(OBJECT_ID, 'an object id');
}
