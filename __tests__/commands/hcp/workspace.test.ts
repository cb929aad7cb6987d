import { connectHcp, type HcpApi } from '../../../commands/hcp/api';
import { credentialsKind, findWorkspace, type WorkspaceAttributes, warnings } from '../../../commands/hcp/workspace';
import { type HcpSandbox, type HcpWorkspace, startHcp } from '../../../sandbox/index';
import { jumpingClock } from '../../scripts/support';

const APPLY = { planOnly: false, runner: 'posix' as const };
let hcp: HcpSandbox;
let api: HcpApi;
let workspace: HcpWorkspace;

beforeEach(async () => {
  hcp = await startHcp({ tokens: ['token'] });
  workspace = hcp.addWorkspace({ organization: 'acme', name: 'prod' });
  api = await connectHcp({ hostname: hcp.hostname, token: 'token', clock: jumpingClock() });
});

afterEach(async () => {
  await api.close();
  await hcp.close();
});

const find = (intent = APPLY, name = 'prod') =>
  findWorkspace(api, { hostname: hcp.hostname, organization: 'acme', workspace: name, token: 'token' }, intent);

describe('findWorkspace', () => {
  it('finds the workspace', async () => {
    expect(await find()).toMatchObject({ id: workspace.id });
  });

  it('says so when there is none, or the token may not see it', async () => {
    await expect(find(APPLY, 'other')).rejects.toThrow(
      `There is no workspace other in the organization acme at ${hcp.hostname}, or the token may not see it`,
    );
  });

  it.each<[Partial<HcpWorkspace>, string]>([
    [{ executionMode: 'local' }, 'runs Terraform locally: set its execution mode to remote or agent'],
    [{ workingDirectory: 'infra' }, "looks for Terraform's files in infra: clear its working directory"],
    [{ vcsRepo: 'acme/infra' }, 'takes its configuration from acme/infra: commit the package there'],
    [{ canQueueRun: false }, 'does not let this token start runs'],
  ])('refuses one with %j', async (attributes, message) => {
    Object.assign(workspace, attributes);

    await expect(find()).rejects.toThrow(`The workspace acme/prod ${message}`);
  });

  it('only plans what version control applies', async () => {
    workspace.vcsRepo = 'acme/infra';

    expect(await find({ ...APPLY, planOnly: true })).toMatchObject({ id: workspace.id });
  });

  it('passes on every other failure', async () => {
    hcp.faults.add({ path: /workspaces/, status: 500, times: 99 });

    await expect(find()).rejects.toMatchObject({ status: 500 });
  });
});

describe('warnings', () => {
  const of = (attributes: Partial<WorkspaceAttributes>, runner: 'node' | 'posix' = 'posix') =>
    warnings({ 'execution-mode': 'remote', locked: false, ...attributes } as WorkspaceAttributes, { ...APPLY, runner });

  it('tell of what holds up a run', () => {
    expect(of({})).toEqual([]);
    expect(of({ locked: true })).toEqual([expect.stringContaining('until someone unlocks it')]);
    expect(of({}, 'node')).toEqual([expect.stringContaining('set `runner: posix`')]);
    expect(of({ 'execution-mode': 'agent' }, 'node')).toEqual([]);
  });
});

describe('credentialsKind', () => {
  const OAUTH = ['DT_CLIENT_ID', 'DT_CLIENT_SECRET'];
  const kind = (names: string[], access = {}) => {
    workspace.variables = names.map((key) => ({ key, value: 'x', category: 'env', sensitive: true }));
    return credentialsKind(api, workspace.id, { allowApiToken: false, ...access });
  };

  it.each([
    [OAUTH, {}, 'oauth-client'],
    [['DYNATRACE_PLATFORM_TOKEN'], {}, 'platform-token'],
    [[...OAUTH, 'DYNATRACE_PLATFORM_TOKEN'], {}, 'oauth-client'],
    [['DYNATRACE_API_TOKEN'], { allowApiToken: true }, 'api-token'],
    [['PROD_DT_CLIENT_ID', 'PROD_DT_CLIENT_SECRET'], { credentials: 'PROD' }, 'oauth-client'],
    [['PROD_DYNATRACE_PLATFORM_TOKEN', ...OAUTH], { credentials: 'PROD' }, 'platform-token'],
    [OAUTH, { credentials: 'PROD' }, 'oauth-client'],
  ])('of %j with %j is %s', async (names, access, expected) => {
    expect(await kind(names, access)).toBe(expected);
  });

  it.each([[[]], [['DYNATRACE_API_TOKEN']], [['PROD_DT_CLIENT_ID', 'PROD_DT_CLIENT_SECRET']]])(
    'of %j is missing',
    async (names) => {
      await expect(kind(names)).rejects.toThrow(
        'The workspace has no credentials for the Dynatrace tenant: add the environment variables DT_CLIENT_ID and ' +
          'DT_CLIENT_SECRET of an OAuth client, or DYNATRACE_PLATFORM_TOKEN, marked as sensitive.',
      );
    },
  );

  it('of half an OAuth client is missing the other half', async () => {
    await expect(kind(['DT_CLIENT_ID'])).rejects.toThrow('The workspace has no DT_CLIENT_SECRET: add');
  });

  it('does not take a Terraform variable for an environment variable', async () => {
    workspace.variables = OAUTH.map((key) => ({ key, value: 'x', category: 'terraform' }));

    await expect(credentialsKind(api, workspace.id, { allowApiToken: false })).rejects.toThrow('no credentials');
  });

  it('is not known to those who may not read variables', async () => {
    workspace.canReadVariables = false;

    expect(await kind([])).toBeUndefined();
  });

  it('passes on every other failure', async () => {
    hcp.faults.add({ path: /all-vars/, status: 500, times: 99 });

    await expect(kind([])).rejects.toMatchObject({ status: 500 });
  });
});
