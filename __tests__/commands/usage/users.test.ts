import { type Use, usersOf } from '../../../commands/usage/users';
import { CONNECTION_SCHEMAS } from '../../../model/connection';
import type { Workflow } from '../../../scripts/dynatrace/automation';
import { CORPUS_CONNECTIONS, formWorkflows, REFERENCE_FORMS, WORKFLOW_CORPUS } from '../../support/workflow-corpus';

const KEYS = Object.keys(CORPUS_CONNECTIONS) as (keyof typeof CORPUS_CONNECTIONS)[];
const { ops, old } = CORPUS_CONNECTIONS;

function usesOf(workflows: Workflow[]): Record<string, Use[]> {
  const uses = usersOf(Object.values(CORPUS_CONNECTIONS), workflows);
  return Object.fromEntries(KEYS.map((key, index) => [key, uses[index] as Use[]]));
}

function brief(uses: Use[] | undefined): string[] {
  return (uses ?? []).map(({ workflow, task, certainty, by, source }) =>
    [`${workflow.title}/${task}`, certainty, by, ...(source ? [source] : [])].join(', '),
  );
}

function task(action: string, input: Record<string, unknown>): Workflow {
  return { id: 'w', title: 'Other', tasks: { task: { action, input } } };
}

describe('usersOf', () => {
  it.each(REFERENCE_FORMS.map(({ form, uses }, index) => [form, uses, index] as const))(
    'understands %s',
    (_form, expected, index) => {
      const uses = usesOf(formWorkflows().slice(index, index + 1));

      const found = KEYS.flatMap((key) => (uses[key] ?? []).map(({ certainty }) => [key, certainty]));
      expect(Object.fromEntries(found)).toEqual(expected);
    },
  );

  it('tells who uses what in a tenant, and by what', () => {
    const uses = usesOf(WORKFLOW_CORPUS);

    expect(brief(uses.ops)).toEqual([
      'stop at night/stop, certainly, name',
      'stop at night/wait, certainly, name',
      'snapshot before a change/snapshot, certainly, name',
      'a database/scale, certainly, name',
      'wait for a runbook/status, certainly, name, "connection", passed by close a security group',
      'run a runbook/start, certainly, name, "connection", passed by close a security group',
      'with an input of its own/invoke, possibly, expression',
    ]);
    expect(brief(uses.dev)).toEqual([
      'store events/list, certainly, object id',
      'store events/create, certainly, name',
      'store events/put, certainly, name',
      'wait for a runbook/status, possibly, expression',
      'run a runbook/start, possibly, expression',
      'with an input of its own/invoke, certainly, name, its input "connection"',
    ]);
    expect(brief(uses.old)).toEqual(['from the time before/reboot, certainly, object id']);
  });

  it('names every workflow that runs a subworkflow, itself or through others', () => {
    const { ops: uses = [] } = usesOf(WORKFLOW_CORPUS);

    const callers = (title: string) =>
      uses.find(({ workflow }) => workflow.title === title)?.calledBy.map((one) => one.title);
    expect(callers('wait for a runbook')).toEqual(['run a runbook', 'close a security group']);
    expect(callers('stop at night')).toEqual([]);
  });

  it('survives workflows that run each other, and inputs that cannot be read', () => {
    const run = (workflowId: string, workflowInput: unknown) => ({
      action: 'dynatrace.automations:run-workflow',
      input: { workflowId, workflowInput },
    });
    const use = {
      action: 'dynatrace.aws.connector:s3-list-buckets',
      input: { schema: CONNECTION_SCHEMAS.enhanced, connection: '{{ input().c }}' },
    };
    const circle: Workflow[] = [
      { id: 'a', title: 'A', tasks: { use, next: run('b', '{"c": "{{ input().c }}"}'), broken: run('a', '{{ oops') } },
      {
        id: 'b',
        title: 'B',
        tasks: { next: run(' a ', { c: '{{ input().c }}' }), no: run('a', 'no JSON'), other: run('a', '{"c": 1}') },
      },
      { id: 'c', title: 'C', tasks: { next: run('b', { c: ops.objectId }) } },
      { id: 'd', title: 'D', tasks: null },
    ];

    const [found] = usesOf(circle).ops ?? [];

    expect(found).toMatchObject({ certainty: 'certainly', by: 'object id', source: '"c", passed by C' });
    expect(found?.calledBy.map(({ title }) => title)).toEqual(['B', 'C']);
  });

  it('finds connections in actions of other apps and in scripts', () => {
    const certainty = (input: Record<string, unknown>) => usesOf([task('my.app:do', input)]).ops?.[0]?.certainty;

    expect(certainty({ connectionId: ops.objectId })).toBe('certainly');
    expect(certainty({ script: `const id = '${ops.objectId}';` })).toBe('possibly');
    expect(certainty({ script: `list('${CONNECTION_SCHEMAS.enhanced}')` })).toBe('possibly');
    expect(certainty({ connection: `{{ connection('${CONNECTION_SCHEMAS.enhanced}', 'ops') }}` })).toBe('certainly');
    expect(certainty({ connection: "{{ result('a') }}", script: 'export default 1', count: 3 })).toBeUndefined();
    expect(certainty({ script: `list('${CONNECTION_SCHEMAS.legacy}')` })).toBeUndefined();
  });

  it('needs no object id to find those that name a connection', () => {
    const { objectId: _id, ...unborn } = ops;

    const [uses = []] = usersOf(
      [unborn],
      [task('dynatrace.aws.connector:s3-list-buckets', { connection: old.objectId }), ...WORKFLOW_CORPUS],
    );

    expect(uses.filter(({ certainty }) => certainty === 'certainly').map(({ by }) => by)).not.toContain('object id');
    expect(uses).not.toHaveLength(0);
  });
});
