import { CONNECTION_SCHEMAS, type ConnectionSchema } from '../../model/connection';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import type { Workflow, WorkflowTask } from '../../scripts/dynatrace/automation';
import { type Part, type Reference, referencesOf } from './references';
import { type KnownInput, type SubWorkflows, subWorkflows } from './sub-workflows';

/** A connection as workflows may refer to it. */
export interface UsedConnection {
  schema: ConnectionSchema;
  name: string;
  /** Absent before it exists. */
  objectId?: string;
}

/** One task of a workflow that uses a connection, or may. */
export interface Use {
  workflow: Pick<Workflow, 'id' | 'title' | 'owner' | 'ownerName'>;
  task: string;
  action: string;
  input: Record<string, unknown>;
  /** `possibly` when the schema matches and only a run knows the rest. */
  certainty: 'certainly' | 'possibly';
  /** What the task refers by. A name survives a replacement of the connection, an object id does not. */
  by: 'object id' | 'name' | 'expression';
  /** Where a name or object id comes from when it is not in the task itself. */
  source?: string;
  /** The workflows that run this one as a part of theirs. */
  calledBy: Pick<Workflow, 'id' | 'title'>[];
}

type Match = Pick<Use, 'certainty' | 'by' | 'source'>;

const ACTION = `${CONNECTOR_APP_ID}:`;
const CERTAIN_FIRST = { certainly: 0, possibly: 1 };

/** The uses of each connection, in the order of the connections and then of the workflows. */
export function usersOf(connections: UsedConnection[], workflows: Workflow[]): Use[][] {
  const subs = subWorkflows(workflows);
  const uses = connections.map((): Use[] => []);
  for (const workflow of workflows) {
    const { id, title, owner, ownerName } = workflow;
    for (const [name, task] of Object.entries(workflow.tasks ?? {})) {
      const references = taskReferences(task);
      connections.forEach((connection, index) => {
        const match = best(references.map((one) => matchOf(one, connection, workflow, subs)));
        if (!match) return;
        uses[index]?.push({
          workflow: { id, title, ...(owner && { owner }), ...(ownerName && { ownerName }) },
          task: name,
          action: task.action ?? '',
          input: task.input ?? {},
          ...match,
          calledBy: subs.callersOf(id).map((caller) => ({ id: caller.id, title: caller.title })),
        });
      });
    }
  }
  return uses;
}

interface TaskReference {
  reference: Reference;
  /** Schema of what an object id that is not known belongs to; every schema where the task computes it. */
  schema?: string;
  /** Found in a text such as a script, which may do anything with it. */
  mentioned?: boolean;
}

function taskReferences({ action = '', input }: WorkflowTask): TaskReference[] {
  if (action.startsWith(ACTION)) {
    const { connection, schema } = input ?? {};
    const [part] = typeof schema === 'string' && schema !== '' ? referencesOf(schema) : [];
    const named = part?.by === 'id' && part.id.kind === 'literal' ? part.id.text : undefined;
    // Tasks of the legacy schema name none.
    const taskSchema = schema ? named : CONNECTION_SCHEMAS.legacy;
    return referencesOf(connection).map((reference) => ({ reference, schema: taskSchema }));
  }
  return Object.values(input ?? {}).flatMap((value) => otherReferences(value));
}

/** Actions of other apps and scripts count where they name a schema of AWS connections or one of their object ids. */
function otherReferences(value: unknown): TaskReference[] {
  if (typeof value !== 'string') return [];
  const schemas = Object.values(CONNECTION_SCHEMAS).filter((schema) => value.includes(schema));
  if (schemas.length === 0) return [{ reference: { by: 'id', id: { kind: 'literal', text: value } }, mentioned: true }];
  return schemas.flatMap((schema) => referencesOf(value).map((reference) => ({ reference, schema, mentioned: true })));
}

function matchOf(
  { reference, schema, mentioned = false }: TaskReference,
  connection: UsedConnection,
  workflow: Workflow,
  subs: SubWorkflows,
): Match | undefined {
  const schemaId = CONNECTION_SCHEMAS[connection.schema];
  if (reference.by === 'name') {
    const bySchema = compare(reference.schema, schemaId, workflow, subs);
    const byName = compare(reference.name, connection.name, workflow, subs);
    if (!bySchema || !byName) return undefined;
    if (bySchema === 'open' || byName === 'open') return { certainty: 'possibly', by: 'expression' };
    return { certainty: 'certainly', by: 'name', ...(byName !== 'literal' && { source: byName.source }) };
  }
  const { id } = reference;
  if (mentioned && id.kind === 'literal') return mention(id.text, connection, schema);
  const byId = connection.objectId && compare(id, connection.objectId, workflow, subs);
  if (byId && byId !== 'open') {
    return { certainty: 'certainly', by: 'object id', ...(byId !== 'literal' && { source: byId.source }) };
  }
  const open = id.kind !== 'literal' && (schema === undefined || schema === schemaId);
  return open ? { certainty: 'possibly', by: 'expression' } : undefined;
}

/** Whether a text is, holds, or by its schema may hold what stands for a connection. */
function mention(text: string, { objectId, schema }: UsedConnection, named: string | undefined): Match | undefined {
  if (objectId && text.trim() === objectId) return { certainty: 'certainly', by: 'object id' };
  if (objectId && text.includes(objectId)) return { certainty: 'possibly', by: 'object id' };
  return named === CONNECTION_SCHEMAS[schema] ? { certainty: 'possibly', by: 'expression' } : undefined;
}

/** How a part comes to be a text: it is written there, an input is known to hold it, or only a run knows. */
function compare(part: Part, text: string, workflow: Workflow, subs: SubWorkflows) {
  if (part.kind === 'literal') return part.text === text ? ('literal' as const) : undefined;
  const known: KnownInput[] = part.kind === 'input' ? subs.inputsOf(workflow, part.key) : [];
  return known.find((one) => one.text === text) ?? ('open' as const);
}

function best(matches: (Match | undefined)[]): Match | undefined {
  const found = matches.filter((one) => one !== undefined);
  return found.sort((a, b) => CERTAIN_FIRST[a.certainty] - CERTAIN_FIRST[b.certainty])[0];
}
