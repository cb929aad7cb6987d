import { synthesizeProd } from '../../support/synthesize';

type LocalExec = { 'local-exec': { when?: string; command: string; environment: Record<string, string> } };

function provisioners(resource: Record<string, unknown> | undefined): LocalExec['local-exec'][] {
  return ((resource?.provisioner ?? []) as LocalExec[]).map((provisioner) => provisioner['local-exec']);
}

describe('TrackedResource', () => {
  const { resource } = synthesizeProd({
    tenant: { credentials: 'PROD', app: { install: 'hub', onDestroy: 'uninstall' } },
    connections: { ops: { account: 'main', adopt: true, sessionPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } },
  });
  const resources = resource.null_resource ?? {};

  it('keeps business identity in triggers and everything else out of state', () => {
    expect(resources.legacy_connection?.for_each).toEqual({
      ops: {
        triggers: {
          environment: 'https://abc12345.apps.dynatrace.com',
          schema: 'builtin:hyperscaler-authentication.aws.connection',
          owner: 'platform-team',
          key: 'ops',
          name: 'ops',
          role_arn: 'arn:aws:iam::123456789012:role/dynatrace-prod-ops',
          policy_arns: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
        },
        options: { adopt: true },
      },
    });
    expect(resources.legacy_connection?.triggers).toBe('${each.value.triggers}');
  });

  it('hands a create script its triggers and options, and a delete script its triggers alone', () => {
    const [create, remove] = provisioners(resources.legacy_connection);

    expect(create?.command).toMatch(/^node \$\{path\.module\}\/assets\/\S+\/dynatrace\.cjs legacy-connection create$/);
    expect(create?.environment.DYNATRACE_RESOURCE).toBe('${jsonencode(merge(self.triggers, each.value.options))}');
    expect(create?.environment.DYNATRACE_REPORT).toBe('${path.module}/recorded/${self.id}');
    expect(remove).toMatchObject({
      when: 'destroy',
      environment: { DYNATRACE_RESOURCE: '${jsonencode(self.triggers)}' },
    });
  });

  it('names where credentials are, never what they are', () => {
    const [create] = provisioners(resources.legacy_connection);

    expect(JSON.parse(create?.environment.DYNATRACE_TENANT ?? '')).toEqual({
      ssoUrl: 'https://sso.dynatrace.com/sso/oauth2/token',
      accountUrl: 'https://api.dynatrace.com',
      classicUrl: 'https://abc12345.live.dynatrace.com',
      allowApiToken: false,
      credentials: 'PROD',
    });
  });

  it('brings what a create reports into state in the same apply', () => {
    expect(resources.legacy_connection_id).toMatchObject({
      for_each: '${null_resource.legacy_connection}',
      triggers:
        '${merge(each.value.triggers, { object_id = try(file("${path.module}/recorded/${each.value.id}"), "") })}',
      lifecycle: { ignore_changes: ['triggers'], replace_triggered_by: ['null_resource.legacy_connection[each.key]'] },
    });
  });

  it('hangs a delete script that depends on the origin of an object on the record of it', () => {
    expect(provisioners(resources.allowed_host).map(({ when }) => when)).toEqual([undefined]);
    expect(provisioners(resources.allowed_host_origin).map(({ when }) => when)).toEqual(['destroy']);
    expect(provisioners(resources.hub_app_origin)[0]?.environment.DYNATRACE_RESOURCE).toBe(
      '${jsonencode(merge(self.triggers, { on_destroy = "uninstall" }))}',
    );
  });

  it('leaves the app alone on destroy unless asked', () => {
    const kept = synthesizeProd().resource.null_resource ?? {};

    expect(provisioners(kept.hub_app)).toHaveLength(1);
    expect(provisioners(kept.hub_app_origin)).toEqual([]);
  });
});
