import { createWorkspace, type Fault, said, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

const DESTROY = ['destroy', '-auto-approve', '-input=false'];

/** Whatever stands between a destroy and Dynatrace, the state is kept until what it holds is really gone. */
describe('a destroy', () => {
  let workspace: Workspace;
  let untouched: object;
  let deployed: object;

  beforeAll(async () => {
    workspace = await createWorkspace();
    const { dynatrace } = workspace.sandbox;
    dynatrace.behaviour.assumeRole = async () => ({ ok: true });
    untouched = await workspace.sandbox.snapshot();
    await workspace.synthesizeDynatraceSide(
      workspace.deployment({
        accountUuid: dynatrace.tenant.account.uuid,
        connections: {
          auto: { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] },
          ops: { account: 'main' },
        },
        workflowActors: { bot: { serviceUser: { create: 'Bot' }, connections: 'all' } },
      }),
    );
    succeed(await workspace.terraform(['apply', '-auto-approve', '-input=false']));
    deployed = await workspace.sandbox.snapshot();
    // Unreachable is what does not answer for three minutes otherwise.
    workspace.env.DYNATRACE_CALL_TIMEOUT = '3';
  });
  afterAll(() => workspace.close());

  const API = /^\/platform\/classic/;
  const envelope = (code: number, message: string) => ({ body: { error: { code, message } } });
  it.each<[string, Fault, RegExp]>([
    ['nothing answers', { path: /./, reset: 'before' }, /could not be reached|is unreachable|no answer|ECONNRESET/],
    ['its token is refused', { path: API, status: 401, ...envelope(401, 'Token is expired') }, /exit status 3/],
    ['permissions are gone', { path: API, status: 403, ...envelope(403, 'Forbidden') }, /exit status 3/],
    ['settings are not found', { path: API, status: 404, ...envelope(404, 'Not found') }, /exit status [56]/],
    ['a portal says 404', { path: /platform/, status: 404, body: '<html>Not found</html>' }, /exit status [56]/],
    ['everything is too busy', { path: API, status: 429, headers: { 'retry-after': '1' } }, /exit status 5/],
    ['everything fails', { path: API, status: 503 }, /exit status 5/],
  ])('keeps the state and changes nothing while %s', async (_, fault, reason) => {
    const { faults } = workspace.sandbox.dynatrace;
    faults.add({ ...fault, times: 100_000 });

    const refused = await workspace.terraform(DESTROY);
    faults.clear();

    expect(refused.code).toBe(1);
    expect(said(refused)).toMatch(reason);
    expect(await workspace.sandbox.snapshot()).toEqual(deployed);
  });

  it.each([
    ['the list', 'GET'],
    ['the delete', 'DELETE'],
  ])('takes no object for gone because %s of one is answered with 404', async (_, method) => {
    const { faults } = workspace.sandbox.dynatrace;
    faults.add({ method, path: /settings\/objects/, status: 404, ...envelope(404, 'Settings not found'), times: 1 });

    await workspace.terraform(DESTROY);
    faults.clear();
    succeed(await workspace.terraform(DESTROY));

    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
    succeed(await workspace.terraform(['apply', '-auto-approve', '-input=false']));
  });

  it('leaves nothing once it is over', async () => {
    succeed(await workspace.terraform(DESTROY));

    expect(await workspace.sandbox.snapshot()).toEqual(untouched);
  });
});
