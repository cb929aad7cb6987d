import { deploymentWith, type Json } from '../support/deployment';
import { appOf, type Synthesized, synthesize, synthesizeProd } from '../support/synthesize';

describe('DeploymentStack', () => {
  it('spells out providers and the Terraform version', () => {
    expect(synthesizeProd().terraform).toMatchObject({
      required_version: '>= 1.5.7',
      required_providers: {
        aws: { source: 'hashicorp/aws', version: '>= 5.81, < 7' },
        external: { source: 'hashicorp/external', version: '>= 2.3, < 3' },
        null: { source: 'hashicorp/null', version: '>= 3.2, < 4' },
      },
    });
  });

  it('asks for a Terraform that knows the backend', () => {
    const { terraform } = synthesizeProd({
      root: { backend: { type: 's3', bucket: 'acme-state', region: 'eu-central-1' } },
    });

    expect(terraform.required_version).toBe('>= 1.10.0');
  });

  it('lets nothing happen on either side before the preflight', () => {
    const { resource } = synthesizeProd();

    expect(resource.aws_iam_role?.main?.depends_on).toEqual(['null_resource.preflight']);
    expect(resource.aws_iam_openid_connect_provider?.main?.depends_on).toEqual(['null_resource.preflight']);
    expect(resource.null_resource?.hub_app?.depends_on).toEqual(['null_resource.preflight']);
  });

  it('has an id of its own that nothing changes', () => {
    const { '//': _, ...owner } = synthesizeProd().resource.null_resource?.owner ?? {};

    expect(owner).toEqual({});
  });

  it('keeps its address of everything when the deployment is renamed', () => {
    const one = synthesizeProd();
    const other = synthesizeProd({ root: { name: 'renamed' } });

    expect(Object.keys(other.resource.null_resource ?? {})).toEqual(Object.keys(one.resource.null_resource ?? {}));
    expect(JSON.parse(JSON.stringify(other).replaceAll('renamed', 'platform-team'))).toEqual(one);
  });

  it('keeps its state under the key that the tenant had before', () => {
    expect(synthesizeProd({ tenant: { movedFrom: 'old' } }).terraform.backend).toEqual({
      local: { path: '../../../terraform.old.tfstate' },
    });
  });

  it('lets one tenant own the OIDC provider of an account, with the audiences of all', () => {
    const file = deploymentWith({ account: { providerOwner: 'prod' } });
    const test = { environment: 'def67890.live.dynatrace.com', connections: { ops: { account: 'main' } } };
    const stacks = synthesize({ ...file, tenants: { test, ...(file.tenants as Json) } });

    expect(stacks.prod?.resource.aws_iam_openid_connect_provider?.main?.client_id_list).toEqual([
      'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
      'def67890.apps.dynatrace.com/app-id/dynatrace.aws.connector',
    ]);
    expect(stacks.test?.resource.aws_iam_openid_connect_provider).toBeUndefined();
  });

  it('tells cdktf which stack goes first', () => {
    const file = deploymentWith({ account: { providerOwner: 'prod' } });
    const test = { environment: 'def67890.live.dynatrace.com', connections: { ops: { account: 'main' } } };
    const { app } = appOf({ ...file, tenants: { test, ...(file.tenants as Json) } });
    app.synth();
    const { stacks } = app.manifest.buildManifest() as { stacks: Record<string, { dependencies: string[] }> };

    expect(Object.entries(stacks).map(([name, { dependencies }]) => [name, dependencies])).toEqual([
      ['prod', []],
      ['test', ['prod']],
    ]);
  });

  it('names the account in every partition', () => {
    const { locals } = synthesizeProd({ account: { region: 'cn-north-1' } });

    expect(locals.legacy_connection).toMatchObject({
      ops: { identity: { role_arn: 'arn:aws-cn:iam::123456789012:role/dynatrace-prod-ops' } },
    });
    expect(Object.keys(locals.allowed_host as object)).toEqual(['*.amazonaws.com.cn']);
  });

  it('keeps the block of a kind without instances, so that the destroy scripts of the last ones run', () => {
    const { resource, locals } = synthesizeProd({ connections: {} });

    for (const name of ['legacy_connection', 'connection', 'connection_share', 'workflow_actor']) {
      expect(locals[name]).toEqual({});
      expect(JSON.stringify(resource.null_resource?.[`${name}_guard`]?.provisioner)).toContain('"when":"destroy"');
    }
  });

  it('copies the zip of the app into its folder', () => {
    const { locals } = synthesizeProd({ tenant: { app: { install: 'bundle', bundle: 'scripts/dynatrace.cjs' } } });

    expect(locals.hub_app).toMatchObject({
      'dynatrace.aws.connector': { options: { bundle: expect.stringMatching(/^assets\/.*\/dynatrace\.cjs$/) } },
    });
  });

  describe('warns about connections that nobody else can use', () => {
    const warningsOf = (parts: Parameters<typeof deploymentWith>[0]): string[] => {
      const { app } = appOf(deploymentWith(parts));
      const { metadata } = app.node.findChild('prod').node;
      return metadata.filter(({ type }) => type === '@cdktf/warn').map(({ data }) => String(data));
    };

    it('by key, and says what to add', () => {
      const share = [{ allUsers: true }];

      expect(
        warningsOf({
          connections: { ops: { account: 'main' }, all: { account: 'main', share }, b: { account: 'main' } },
        }),
      ).toEqual([
        'Only the user that deploys prod can use these connections: ops, b. Add `share` to them, or `workflowActors` to the tenant.',
      ]);
    });

    it.each([
      { connections: {} },
      { connections: { ops: { account: 'main', share: [{ allUsers: true }] } } },
      { tenant: { workflowActors: { team: { group: 'Team', connections: 'all' } } } },
    ])('but not with %j', (parts) => {
      expect(warningsOf(parts)).toEqual([]);
    });
  });

  it('is the same whatever the order of the tenants in the file', () => {
    const one = deploymentWith({ account: { providerOwner: 'prod' } });
    const { prod } = one.tenants as Json;
    const test = { environment: 'def67890.live.dynatrace.com', connections: { ops: { account: 'main' } } };
    const written = (tenants: Json): Record<string, Synthesized> => synthesize({ ...one, tenants });

    expect(written({ test, prod })).toEqual(written({ prod, test }));
  });
});
