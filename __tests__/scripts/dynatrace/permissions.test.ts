import { missingPermissions } from '../../../scripts/dynatrace/permissions';
import { type Bench, failureOf, startBench } from '../support';

describe('permissions', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const asked = [
    { permission: 'settings:objects:read', schemaId: 'builtin:a' },
    { permission: 'settings:objects:read', schemaId: 'builtin:b' },
    { permission: 'app-engine:apps:install', appId: 'my.app' },
    { permission: 'app-engine:apps:run' },
  ];
  const answerWith = (path: RegExp, body: unknown) => bench.dynatrace.faults.add({ path, status: 200, body });

  it('matches answers by their position, echoed or not, and takes a condition for a yes', async () => {
    answerWith(/settings\/effective-permissions/, [{ granted: 'condition' }, { granted: 'false' }]);
    answerWith(/management/, [
      { permission: 'app-engine:apps:install', granted: 'false', context: [{ key: 'shared:app-id', value: 'my.app' }] },
      { permission: 'app-engine:apps:run', granted: true, context: null },
    ]);

    expect(await missingPermissions(bench.context(), asked)).toEqual([asked[1], asked[2]]);
  });

  it.each([false, true])('finds what is missing, whether answers repeat the context or not: %s', async (echoes) => {
    const lacking = { permission: 'settings:objects:write', schemaId: 'builtin:a' };
    const policy =
      'ALLOW settings:objects:read, settings:objects:write WHERE settings:schemaId = "builtin:b"; ALLOW app-engine:apps:run;';
    bench.dynatrace.behaviour.resolveEchoesContext = echoes;
    const context = bench.context({ env: bench.client({ policy }) });

    const questions = [{ ...lacking, schemaId: 'builtin:b' }, lacking, { permission: 'app-engine:apps:run' }];

    expect(await missingPermissions(context, [...questions, asked[2] as never])).toEqual([lacking, asked[2]]);
  });

  it.each([
    ['about another permission', [{ permission: 'settings:objects:write', granted: 'true' }, { granted: 'true' }]],
    ['about another schema', [{ granted: 'true' }, { granted: 'true', context: { schemaId: 'builtin:a' } }]],
    ['too few', [{ granted: 'true' }]],
    ['without a verdict', [{ granted: 'true' }, { permission: 'settings:objects:read' }]],
  ])('believes no answers that are %s', async (_, body) => {
    answerWith(/settings\/effective-permissions/, body);

    const error = await failureOf(missingPermissions(bench.context(), asked));

    expect(error).toMatchObject({ exitCode: 5 });
    expect(error.message).toContain('expected 2 answers in the order of the questions');
  });

  it('believes no answer about another app', async () => {
    const other = [{ key: 'shared:app-id', value: 'other.app' }];
    answerWith(/management/, [{ granted: 'true', context: other }, { granted: 'true' }]);

    expect(await failureOf(missingPermissions(bench.context(), asked))).toMatchObject({ exitCode: 5 });
  });

  it('asks only the endpoints that it has a question for', async () => {
    await missingPermissions(bench.context(), []);
    await missingPermissions(bench.context(), [{ permission: 'app-engine:apps:run' }]);

    expect(bench.requests().filter((request) => request.includes('effective-permissions'))).toHaveLength(1);
  });
});
