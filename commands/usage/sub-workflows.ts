import type { Workflow } from '../../scripts/dynatrace/automation';
import { evaluate } from './jinja-template';
import { readSegments, type Segment, UnreadableTemplate } from './jinja-tokens';
import type { Value } from './jinja-values';
import { type Part, partsOf } from './references';

/** Runs another workflow: its id is in `workflowId`, what it gets in `workflowInput`. Seen in public exports. */
const RUN_WORKFLOW = 'dynatrace.automations:run-workflow';

interface Call {
  caller: Workflow;
  input: unknown;
}

/** Which workflow runs which, as far as their ids are written in the tasks. */
export interface SubWorkflows {
  /** Every workflow that runs this one, itself or through others. */
  callersOf(id: string): Workflow[];
  /** The texts that an input of a workflow is known to have, and where from. Runs may always pass others. */
  inputsOf(workflow: Workflow, key: string): KnownInput[];
}

export interface KnownInput {
  text: string;
  /** In words, such as `its input "connection"`. */
  source: string;
}

export function subWorkflows(workflows: Workflow[]): SubWorkflows {
  const calls = new Map<string, Call[]>();
  const inputs = new Map<string, KnownInput[]>();
  for (const caller of workflows) {
    for (const { action, input } of Object.values(caller.tasks ?? {})) {
      if (action !== RUN_WORKFLOW || typeof input?.workflowId !== 'string') continue;
      const id = input.workflowId.trim();
      calls.set(id, [...(calls.get(id) ?? []), { caller, input: input.workflowInput }]);
    }
  }

  function callersOf(id: string): Workflow[] {
    const found = new Map<string, Workflow>();
    const waiting = [id];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const { caller } of calls.get(next) ?? []) {
        if (caller.id === id || found.has(caller.id)) continue;
        found.set(caller.id, caller);
        waiting.push(caller.id);
      }
    }
    return [...found.values()];
  }

  function inputsOf(workflow: Workflow, key: string): KnownInput[] {
    const asked = JSON.stringify([workflow.id, key]);
    const found = inputs.get(asked) ?? findInputs(workflow, key, []);
    inputs.set(asked, found);
    return found;
  }

  function findInputs(workflow: Workflow, key: string, within: string[]): KnownInput[] {
    const asked = JSON.stringify([workflow.id, key]);
    if (within.includes(asked)) return [];
    const own = workflow.input?.[key];
    const known = typeof own === 'string' && own !== '' ? [{ text: own, source: `its input "${key}"` }] : [];
    const passed = (calls.get(workflow.id) ?? []).flatMap(({ caller, input }) =>
      passedParts(input, key).flatMap((part): KnownInput[] => {
        if (part.kind === 'literal') return [{ text: part.text, source: `"${key}", passed by ${caller.title}` }];
        return part.kind === 'input' ? findInputs(caller, part.key, [...within, asked]) : [];
      }),
    );
    return [...known, ...passed];
  }

  return { callersOf, inputsOf };
}

/** What a task passes under a key: in an object, or in JSON text that expressions are mixed into. */
function passedParts(input: unknown, key: string): Part[] {
  try {
    if (typeof input !== 'string') return partIn(input, key, []);
    const segments = readSegments(input);
    const expressions = segments.filter(({ kind }) => kind !== 'text');
    let index = 0;
    const json = segments.map((one) => (one.kind === 'text' ? one.text : placeholder(index++))).join('');
    return partIn(JSON.parse(json), key, expressions);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnreadableTemplate) return [];
    throw error;
  }
}

function partIn(object: unknown, key: string, expressions: Segment[]): Part[] {
  const value = (object as Record<string, unknown> | null | undefined)?.[key];
  if (typeof value !== 'string') return [];
  const segments = value.split(/(\uE000\d+\uE001)/).map((piece): Segment => {
    const index = /^\uE000(\d+)\uE001$/.exec(piece)?.[1];
    return index === undefined ? { kind: 'text', text: piece } : (expressions[Number(index)] as Segment);
  });
  const evaluated: Value = evaluate(
    segments.flatMap((one) => (one.kind === 'text' && one.text.includes('{') ? readSegments(one.text) : [one])),
    new Map(),
  );
  return partsOf(evaluated).filter((part) => part.kind !== 'literal' || part.text !== '');
}

/** Stands for an expression while the text around it is read as JSON. Private characters, which no name holds. */
function placeholder(index: number): string {
  return `\uE000${index}\uE001`;
}
