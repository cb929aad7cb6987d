import { deploymentWith, synthesize, synthesizeProd } from '../support/synthesize';

describe('TenantStack', () => {
  it('spells out providers and the Terraform version', () => {
    const { terraform } = synthesizeProd();

    expect(terraform).toMatchObject({
      required_version: '>= 1.5.7',
      required_providers: {
        aws: { source: 'hashicorp/aws', version: '>= 5.81, < 7' },
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

    expect(resource.aws_iam_role?.ops?.depends_on).toEqual(['null_resource.preflight']);
    expect(resource.aws_iam_openid_connect_provider?.main?.depends_on).toEqual(['null_resource.preflight']);
    expect(resource.null_resource?.hub_app?.depends_on).toEqual(['null_resource.preflight']);
  });

  it('runs the preflight again when, and only when, something it covers changes', () => {
    const covers = (parts: Parameters<typeof deploymentWith>[0]) =>
      JSON.stringify(synthesizeProd(parts).resource.null_resource?.preflight?.for_each);

    expect(covers({})).toBe(covers({}));
    expect(covers({ tenant: { allowedHosts: ['example.com'] } })).not.toBe(covers({}));
    expect(
      covers({ connections: { ops: { account: 'main', permissions: { statements: [{ actions: 'ec2:*' }] } } } }),
    ).toBe(covers({}));
  });

  it('gives every connection a role with exact audience and subject', () => {
    const { resource } = synthesizeProd({
      connections: { ops: { account: 'main', name: 'aws ops' }, auto: { account: 'main', schema: 'enhanced' } },
    });
    const trustOf = (key: string) =>
      JSON.parse(String(resource.aws_iam_role?.[key]?.assume_role_policy).replace(/\["(\w+)"\]/g, "['$1']"));

    expect(trustOf('ops').Statement[0].Condition.StringEquals).toEqual({
      'token.dynatrace.com:aud': 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
      'token.dynatrace.com:sub': 'dtid:connection/aws ops',
    });
    expect(trustOf('auto').Statement[0].Condition.StringEquals['token.dynatrace.com:sub']).toBe(
      "dt:connection-id/${null_resource.connection_id['auto'].triggers.object_id}",
    );
  });

  it('trusts the subjects of all connections that use one role', () => {
    const { resource } = synthesizeProd({
      connections: { ops: { account: 'main' }, next: { account: 'main', schema: 'enhanced', roleOf: 'ops' } },
    });

    expect(Object.keys(resource.aws_iam_role ?? {})).toEqual(['ops']);
    expect(resource.aws_iam_role?.ops?.assume_role_policy).toContain(
      '"token.dynatrace.com:sub":["dtid:connection/ops","dt:connection-id/${null_resource.connection_id["next"]',
    );
  });

  it('keeps the role of a retired connection for those that use it', () => {
    const { resource } = synthesizeProd({
      connections: {
        ops: { account: 'main', retired: true },
        next: { account: 'main', schema: 'enhanced', roleOf: 'ops' },
      },
    });

    expect(resource.null_resource?.legacy_connection?.for_each).toEqual({});
    expect(resource.aws_iam_role?.ops?.assume_role_policy).toContain(
      '"token.dynatrace.com:sub":"dt:connection-id/${null_resource.connection_id["next"]',
    );
  });

  it('keeps policy variables and template marks of the file as they are', () => {
    const { resource } = synthesizeProd({
      connections: {
        ops: {
          account: 'main',
          name: 'a ${b}',
          permissions: { statements: [{ actions: 's3:GetObject', resources: 'arn:aws:s3:::x/${aws:username}' }] },
        },
      },
    });

    expect(resource.aws_iam_role_policy?.ops?.policy).toContain('arn:aws:s3:::x/$${aws:username}');
    expect(JSON.stringify(resource.null_resource?.legacy_connection?.for_each)).toContain('a $${b}');
  });

  it('lets the first tenant of an account own its provider with the audiences of all', () => {
    const file = deploymentWith({});
    const tenants = file.tenants as Record<string, object>;
    const stacks = synthesize({
      ...file,
      tenants: {
        ...tenants,
        test: {
          environment: 'def67890.live.dynatrace.com',
          connections: { ops: { account: 'main', role: { name: 'other' } } },
        },
      },
    });

    expect(stacks.prod?.resource.aws_iam_openid_connect_provider?.main?.client_id_list).toEqual([
      'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
      'def67890.apps.dynatrace.com/app-id/dynatrace.aws.connector',
    ]);
    expect(stacks.test?.resource.aws_iam_openid_connect_provider).toBeUndefined();
  });

  it('names the account in every partition', () => {
    const china = synthesizeProd({ account: { region: 'cn-north-1' } });

    expect(china.output.connections?.value).toMatchObject({
      ops: { role_arn: 'arn:aws-cn:iam::123456789012:role/dynatrace-prod-ops' },
    });
    expect(Object.keys(china.resource.null_resource?.allowed_host?.for_each as object)).toEqual(['*.amazonaws.com.cn']);
  });

  it('refuses credentials of another account', () => {
    const { provider } = synthesizeProd({
      account: {
        assumeRole: { roleArn: 'arn:aws:iam::123456789012:role/deploy', externalId: 'abc' },
        tags: { team: 'x' },
      },
    });

    expect(provider.aws).toEqual([
      {
        alias: 'main',
        region: 'eu-central-1',
        allowed_account_ids: ['123456789012'],
        assume_role: [{ role_arn: 'arn:aws:iam::123456789012:role/deploy', external_id: 'abc' }],
        default_tags: [{ tags: { team: 'x' } }],
      },
    ]);
  });

  it('keeps the provider of an account whose last connection left, for destroying its role', () => {
    const { provider, resource } = synthesizeProd({ connections: {} });

    expect(provider.aws).toMatchObject([{ alias: 'main', allowed_account_ids: ['123456789012'] }]);
    expect(resource.aws_iam_openid_connect_provider).toBeUndefined();
  });

  it('keeps the block of a kind without instances, so that the destroy scripts of the last ones run', () => {
    const { resource } = synthesizeProd({ connections: {} });

    for (const name of ['legacy_connection', 'connection', 'connection_share', 'workflow_actor']) {
      expect(resource.null_resource?.[name]).toMatchObject({ for_each: {} });
      expect(JSON.stringify(resource.null_resource?.[name]?.provisioner)).toContain('"when":"destroy"');
    }
  });

  it('says at the end of a deploy what is left to do by hand', () => {
    expect(synthesizeProd().output.by_hand?.value).toMatch(
      /hyperscaler-authentication:aws:authenticate and settings:objects:read in Workflows: https:\/\/abc12345\.apps/,
    );
    expect(synthesizeProd({ connections: {} }).output.by_hand).toBeUndefined();
  });

  it('shares every connection with the workflow actors', () => {
    const { resource } = synthesizeProd({
      tenant: {
        accountUuid: '5f1b3ac4-7a1e-4d6b-9f3e-0d8f1f4a2b10',
        workflowActors: { bot: { serviceUser: { create: 'Workflow bot' }, connections: 'all' } },
      },
      connections: { ops: { account: 'main', share: [{ group: 'SRE', access: 'read-write' }] } },
    });

    expect(Object.keys(resource.null_resource?.connection_share?.for_each as object)).toEqual([
      'ops/group:SRE',
      'ops/service-user:Workflow bot',
    ]);
  });
});
