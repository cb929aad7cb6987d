import { createWorkspace, succeed, type Workspace } from '../support/harness';
import { callIam } from '../support/iam';
import { assumeRole } from '../support/sts';

jest.setTimeout(300_000);

const ISSUER = 'https://token.dynatrace.com';

/** An AWS account in which something else owns the OIDC provider, or refuses. */
describe('an account with an OIDC provider of its own', () => {
  let workspace: Workspace;
  const connections = { ops: { account: 'main' } };
  const deploymentWith = (account: object) => {
    const deployment = workspace.deployment({ connections });
    const { main } = deployment.accounts as { main: object };
    return { ...deployment, accounts: { main: { ...main, ...account } } };
  };
  const audiences = async () => (await workspace.sandbox.aws.snapshot())['123456789012']?.providers[0]?.clientIds;

  beforeAll(async () => {
    workspace = await createWorkspace();
    await callIam(workspace.sandbox.aws.url, 'CreateOpenIDConnectProvider', {
      Url: ISSUER,
      'ClientIDList.member.1': 'theirs',
    });
  });
  afterAll(() => workspace.close());

  it('is not touched by `existing`, which says who has to add what', async () => {
    succeed(await workspace.synthesize(deploymentWith({ oidcProvider: 'existing' })));

    const { code, stderr } = await workspace.terraform(['plan', '-input=false']);

    expect(code).toBe(1);
    expect(stderr.replace(/\s*\n[│\s]*/g, ' ')).toContain('does not have the audience');
    expect(stderr.replace(/\s*\n[│\s]*/g, ' ')).toContain('aws iam add-client-id-to-open-id-connect-provider');
    expect(await audiences()).toEqual(['theirs']);
  });

  it('fails with `create` before the connection, and goes on with `import`, which keeps the audiences named', async () => {
    succeed(await workspace.synthesize(deploymentWith({})));
    const refused = await workspace.terraform(['apply', '-auto-approve', '-input=false']);
    expect(refused.stderr).toContain('EntityAlreadyExists');
    expect(workspace.sandbox.dynatrace.tenant.objects.filter(({ value }) => 'webIdentity' in value)).toEqual([]);

    await workspace.deploy(deploymentWith({ oidcProvider: 'import', extraAudiences: ['theirs'] }));

    expect(await audiences()).toEqual(expect.arrayContaining(['theirs', workspace.sandbox.dynatrace.audience]));
    const token = await workspace.sandbox.dynatrace.connectionToken('ops');
    expect(
      await assumeRole(workspace.sandbox.aws.url, 'arn:aws:iam::123456789012:role/dynatrace-sandbox-ops', token),
    ).toBe('200');
  });
});
