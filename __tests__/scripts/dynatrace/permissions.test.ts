import { missingPermissions } from '../../../scripts/dynatrace/permissions';
import { type Bench, startBench } from '../support';

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

  it('reads answers in any order, and takes a condition for a yes', async () => {
    answerWith(/settings\/effective-permissions/, [
      { permission: 'settings:objects:read', granted: 'false', context: { schemaId: 'builtin:b' } },
      { permission: 'settings:objects:read', granted: 'condition', context: { schemaId: 'builtin:a' } },
    ]);
    answerWith(/management/, [
      { permission: 'app-engine:apps:run', granted: 'true' },
      { permission: 'app-engine:apps:install', granted: 'false', context: [{ key: 'shared:app-id', value: 'my.app' }] },
    ]);

    expect(await missingPermissions(bench.context(), asked)).toEqual([asked[1], asked[2]]);
  });

  it('counts what is not answered as missing', async () => {
    answerWith(/settings\/effective-permissions/, []);
    answerWith(/management/, [{ permission: 'app-engine:apps:run', granted: true }]);

    expect(await missingPermissions(bench.context(), asked)).toEqual(asked.slice(0, 3));
  });

  it('asks only the endpoints that it has a question for', async () => {
    await missingPermissions(bench.context(), []);
    await missingPermissions(bench.context(), [{ permission: 'app-engine:apps:run' }]);

    expect(bench.requests().filter((request) => request.includes('effective-permissions'))).toHaveLength(1);
  });
});
