import { CONNECTION_SCHEMAS } from '../../model/connection';

const { enhanced, legacy } = CONNECTION_SCHEMAS;
const OWNER = '11111111-2222-4333-8444-555555555555';

/** Connections that the corpus refers to; two share their name, in different schemas. */
export const CORPUS_CONNECTIONS = {
  ops: { schema: 'enhanced', name: 'ops', objectId: 'vu9U3hXa3q0AAAABAAhvYmplY3Qtb3Bz' },
  dev: { schema: 'enhanced', name: 'dev team', objectId: 'vu9U3hXa3q0AAAABAAhvYmplY3QtZGV2' },
  old: { schema: 'legacy', name: 'ops', objectId: 'vu9U3hXa3q0AAAABAAhvYmplY3Qtb2xk' },
} as const;

type Key = keyof typeof CORPUS_CONNECTIONS;
type Expected = Partial<Record<Key, 'certainly' | 'possibly'>>;

/** A workflow as the automation API gives it, as far as connections concern it. */
export interface CorpusWorkflow {
  id: string;
  title: string;
  owner: string;
  actor: string;
  isPrivate: boolean;
  input?: Record<string, unknown>;
  tasks: Record<string, { name: string; action: string; input: Record<string, unknown> }>;
}

const { ops, dev, old } = CORPUS_CONNECTIONS;
const ENHANCED_ONLY: Expected = { ops: 'possibly', dev: 'possibly' };

/** Every form of the input `connection` of an AWS action, and who is meant. Tasks without `schema` are legacy. */
export const REFERENCE_FORMS: { form: string; connection: unknown; schema?: string; uses: Expected }[] = [
  { form: 'the object id', connection: ops.objectId, schema: enhanced, uses: { ops: 'certainly' } },
  { form: 'the object id in the legacy schema', connection: old.objectId, uses: { old: 'certainly' } },
  {
    form: 'an object id in an expression',
    connection: `{{ "${ops.objectId}" }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'the object id of another connection',
    connection: 'vu9U3hXa3q0AAAABAAhvYmplY3QtWFhY',
    schema: enhanced,
    uses: {},
  },
  { form: 'nothing, as in templates', connection: '', schema: enhanced, uses: {} },
  { form: 'no input at all', connection: undefined, schema: enhanced, uses: {} },
  {
    form: 'single quotes',
    connection: `{{ connection('${enhanced}', 'ops') }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'double quotes',
    connection: `{{ connection("${enhanced}", "ops") }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'mixed quotes',
    connection: `{{ connection("${enhanced}", 'dev team') }}`,
    schema: enhanced,
    uses: { dev: 'certainly' },
  },
  {
    form: 'no spaces',
    connection: `{{connection('${enhanced}','ops')}}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'line breaks',
    connection: `{{\n  connection(\n    '${enhanced}',\n    'ops',\n  )\n}}\n`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'trimmed blanks',
    connection: `{{- connection('${enhanced}', 'ops') -}}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'filters behind it',
    connection: `{{ connection('${enhanced}', 'ops') | string | trim }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'a filter with arguments behind it',
    connection: `{{ connection('${enhanced}', 'ops') | replace("a", 'b') }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'an escaped quote in the name',
    connection: `{{ connection('${enhanced}', 'o\\'ps') }}`,
    schema: enhanced,
    uses: {},
  },
  {
    form: 'an escaped letter',
    connection: `{{ connection('${enhanced}', '\\u006fp\\x73') }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  { form: 'another name', connection: `{{ connection('${enhanced}', 'opsy') }}`, schema: enhanced, uses: {} },
  { form: 'another case', connection: `{{ connection('${enhanced}', 'Ops') }}`, schema: enhanced, uses: {} },
  { form: 'the legacy schema', connection: `{{ connection('${legacy}', 'ops') }}`, uses: { old: 'certainly' } },
  {
    form: 'a schema of another app',
    connection: `{{ connection('app:dynatrace.slack:connection', 'ops') }}`,
    schema: enhanced,
    uses: {},
  },
  {
    form: 'named arguments',
    connection: `{{ connection(schema_id='${enhanced}', name='ops') }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'brackets',
    connection: `{{ (connection(('${enhanced}'), ('ops'))) }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'a comment',
    connection: `{# for ops {{ #}{{ connection('${enhanced}', 'ops') }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'a name that is set before',
    connection: `{% set name = 'ops' %}\n{{ connection('${enhanced}', name) }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'a name that a block sets',
    connection: `{% set name %}ops{% endset %}{{ connection('${enhanced}', name) }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'a connection that is set before',
    connection: `{%- set chosen = connection('${enhanced}', 'ops') -%}{{ chosen }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'a joined name',
    connection: `{{ connection('${enhanced}', 'dev' ~ ' ' ~ 'team') }}`,
    schema: enhanced,
    uses: { dev: 'certainly' },
  },
  {
    form: 'one of two names',
    connection: `{{ connection('${enhanced}', 'ops' if event()['env'] == 'prod' else 'dev team') }}`,
    schema: enhanced,
    uses: { ops: 'certainly', dev: 'certainly' },
  },
  {
    form: 'branches',
    connection: `{% if event().env is defined and not x %}{{ connection('${enhanced}', 'ops') }}{% else %}${dev.objectId}{% endif %}`,
    schema: enhanced,
    uses: { ops: 'certainly', dev: 'certainly' },
  },
  {
    form: 'a name that a branch may set',
    connection: `{% set n = 'ops' %}{% if x > 1 %}{% set n = 'dev team' %}{% endif %}{{ connection('${enhanced}', n) }}`,
    schema: enhanced,
    uses: { ops: 'certainly', dev: 'certainly' },
  },
  {
    form: 'a mapping beside it',
    connection: `{{ {'a': {'b': connection('${enhanced}', 'ops')}}['a']['b'] }}`,
    schema: enhanced,
    uses: { ops: 'certainly' },
  },
  {
    form: 'a raw block',
    connection: `{% raw %}{{ connection('${enhanced}', 'ops') }}{% endraw %}`,
    schema: enhanced,
    uses: {},
  },
  {
    form: 'an input as the name',
    connection: `{{ connection('${enhanced}', input()["connection"]) }}`,
    schema: enhanced,
    uses: ENHANCED_ONLY,
  },
  {
    form: 'an input that is set before',
    connection: `{% set name = input()["connection"] %}\n{{ connection('${enhanced}', name) }}`,
    schema: enhanced,
    uses: ENHANCED_ONLY,
  },
  {
    form: 'a result as the name',
    connection: `{{ connection('${enhanced}', result('find').name) }}`,
    schema: enhanced,
    uses: ENHANCED_ONLY,
  },
  {
    form: 'an item of a loop',
    connection: `{{ connection('${enhanced}', _.item["name"]) }}`,
    schema: enhanced,
    uses: ENHANCED_ONLY,
  },
  {
    form: 'a computed schema',
    connection: "{{ connection(result('a').schema, 'ops') }}",
    schema: enhanced,
    uses: { ops: 'possibly', old: 'possibly' },
  },
  { form: 'a computed object id', connection: "{{ result('choose').id }}", schema: enhanced, uses: ENHANCED_ONLY },
  { form: 'a computed object id without a schema', connection: "{{ result('choose').id }}", uses: { old: 'possibly' } },
  {
    form: 'a computed schema beside it',
    connection: "{{ result('a') }}",
    schema: '{{ input().schema }}',
    uses: { ...ENHANCED_ONLY, old: 'possibly' },
  },
  {
    form: 'a computed name in the legacy schema',
    connection: `{{ connection('${legacy}', name) }}`,
    uses: { old: 'possibly' },
  },
  {
    form: 'a filtered name',
    connection: `{{ connection('${enhanced}', 'OPS' | lower) }}`,
    schema: enhanced,
    uses: ENHANCED_ONLY,
  },
  {
    form: 'an expression that breaks off',
    connection: `{{ connection('${enhanced}', 'ops'`,
    schema: enhanced,
    uses: ENHANCED_ONLY,
  },
  { form: 'an expression that is none', connection: '{{ connection(,) }}', schema: enhanced, uses: ENHANCED_ONLY },
  {
    form: 'an expression that is nested without end',
    connection: `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
    schema: enhanced,
    uses: ENHANCED_ONLY,
  },
  { form: 'a sign that Jinja does not know', connection: '{{ a ? b }}', schema: enhanced, uses: ENHANCED_ONLY },
  { form: 'no text', connection: { id: 1 }, schema: enhanced, uses: ENHANCED_ONLY },
];

function workflow(
  title: string,
  tasks: Record<string, [action: string, input: Record<string, unknown>]>,
): CorpusWorkflow {
  return {
    id: `wf-${title.replaceAll(/\W+/g, '-')}`,
    title,
    owner: OWNER,
    actor: OWNER,
    isPrivate: false,
    tasks: Object.fromEntries(Object.entries(tasks).map(([name, [action, input]]) => [name, { name, action, input }])),
  };
}

const aws = (action: string) => `dynatrace.aws.connector:${action}`;
const byName = (name: string) => ({
  schema: enhanced,
  connection: `{{ connection('${enhanced}', '${name}') }}`,
  region: 'us-east-1',
});
const byInput = {
  schema: enhanced,
  connection: `{% set awsconnection = input()["connection"] %}\n{{ connection('${enhanced}', awsconnection) }}`,
  region: '{{ input()["region"] }}',
};

const WAIT = workflow('wait for a runbook', { status: [aws('ssm-get-automation-execution'), byInput] });
const RUNBOOK = workflow('run a runbook', {
  start: [aws('ssm-start-automation-execution'), { ...byInput, DocumentName: 'AWS-CloseSecurityGroup' }],
  wait: [
    'dynatrace.automations:run-workflow',
    {
      workflowId: WAIT.id,
      workflowInput: '{\n"connection": "{{ input()["connection"] }}",\n"id": "{{ result("start").Id }}"\n}',
    },
  ],
});

const TIDY_UP: CorpusWorkflow = {
  ...workflow('with an input of its own', { invoke: [aws('lambda-invoke'), { ...byInput, FunctionName: 'tidy-up' }] }),
  input: { connection: 'dev team', region: 'us-east-1' },
};

/** Workflows as teams have them: subworkflows that get the connection's name, and actions of every kind. */
export const WORKFLOW_CORPUS: CorpusWorkflow[] = [
  workflow('stop at night', {
    stop: [aws('ec2-stop-instances'), { ...byName('ops'), InstanceIds: ['i-0a1b2c3d4e5f60718'] }],
    wait: [aws('ec2-wait-state'), { ...byName('ops'), InstanceIds: ['i-0a1b2c3d4e5f60718'], InstanceState: 'stopped' }],
  }),
  workflow('snapshot before a change', {
    snapshot: [
      aws('ec2-create-snapshot'),
      { ...byName('ops'), VolumeId: '{{ event()["volume"] }}', TagSpecifications: [{ key: 'by' }] },
    ],
  }),
  workflow('store events', {
    list: [aws('s3-list-buckets'), { schema: enhanced, connection: dev.objectId, region: 'eu-west-1' }],
    create: [aws('s3-create-bucket'), { ...byName('dev team'), Bucket: 'events-of-today', ACL: 'private' }],
    put: [aws('s3-put-object'), { ...byName('dev team'), Bucket: 'events-of-today', Key: '{{ now() }}' }],
  }),
  workflow('from the time before', {
    reboot: [
      aws('ec2-reboot-instances'),
      { connection: old.objectId, region: 'us-east-1', InstanceIds: '{{ result("x") }}' },
    ],
  }),
  workflow('a database', { scale: [aws('rds-modify-db-instance'), byName('ops')] }),
  workflow('tell the team', { post: ['dynatrace.slack:slack-send-message', { connection: 'slack-object-id' }] }),
  WAIT,
  RUNBOOK,
  workflow('close a security group', {
    run: [
      'dynatrace.automations:run-workflow',
      { workflowId: RUNBOOK.id, workflowInput: '{ "connection": "ops", "region": "{{ event()["region"] }}" }' },
    ],
  }),
  TIDY_UP,
  workflow('tidy up every hour', {
    run: ['dynatrace.automations:run-workflow', { workflowId: TIDY_UP.id, workflowInput: { connection: 'dev team' } }],
  }),
];

/** One workflow per form of reference. */
export function formWorkflows(): CorpusWorkflow[] {
  return REFERENCE_FORMS.map(({ form, connection, schema }) =>
    workflow(form, {
      task: [
        aws('s3-list-buckets'),
        { ...(connection !== undefined && { connection }), ...(schema && { schema }), region: 'eu-west-1' },
      ],
    }),
  );
}
