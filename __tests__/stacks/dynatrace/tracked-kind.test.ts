import { addressOf, type Block, blockName, blocksOf } from '../../../model/blocks';
import type { Kind } from '../../../model/kind-types';
import { KIND_NAMES, KINDS } from '../../../model/kinds';
import { synthesizeProd } from '../../support/synthesize';

interface LocalExec {
  when?: string;
  command: string;
  environment: Record<string, string>;
}

const { resource, locals } = synthesizeProd({
  tenant: {
    credentials: 'PROD',
    accountUuid: '11111111-2222-3333-4444-555555555555',
    app: { install: 'hub', onDestroy: 'uninstall' },
    workflowActors: { bot: { serviceUser: { create: 'bot' }, connections: 'all' } },
  },
  connections: {
    ops: { account: 'main', adopt: true, sessionPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    auto: { account: 'main', schema: 'enhanced', exclusiveShares: true },
  },
});

function blockOf(kind: Kind, block: Block = 'made'): Record<string, unknown> {
  return resource.null_resource?.[blockName(kind, block)] ?? {};
}

function scriptsOf(kind: Kind, block: Block = 'made', from = blockOf(kind, block)): LocalExec[] {
  return ((from.provisioner ?? []) as { 'local-exec': LocalExec }[]).map((provisioner) => provisioner['local-exec']);
}

function verbsOf(kind: Kind, block: Block = 'made'): string[] {
  return scriptsOf(kind, block).map(({ when = 'create', command }) => `${command.split(' ').at(-1)} on ${when}`);
}

const kindsWith = (block: Block) => KIND_NAMES.filter((kind) => blocksOf(kind).includes(block));

describe('TrackedKind', () => {
  it.each(KIND_NAMES)('writes the blocks that are described of %s, each for every instance in the local', (kind) => {
    const written = Object.keys(resource.null_resource ?? {}).filter(
      (name) =>
        name === KINDS[kind].resource || name.match(new RegExp(`^${KINDS[kind].resource}_(look|before|guard|id)$`)),
    );

    expect(written.sort()).toEqual(
      blocksOf(kind)
        .map((block) => blockName(kind, block))
        .sort(),
    );
    for (const block of blocksOf(kind)) {
      expect(blockOf(kind, block).for_each).toBe(`\${local.${KINDS[kind].resource}}`);
    }
  });

  it.each(KIND_NAMES.filter((kind) => KINDS[kind].after.length > 0))(
    'lets %s wait for all that it comes after',
    (kind) => {
      const earlier = KINDS[kind].after.map((one) => (one === 'aws' ? 'aws_iam_role.main' : addressOf(one, 'made')));

      expect(blockOf(kind).depends_on).toEqual(expect.arrayContaining(earlier));
    },
  );

  it('keeps what tells an object from others apart from what may change and from what is not kept', () => {
    expect(locals.legacy_connection).toEqual({
      ops: {
        identity: {
          environment: 'https://abc12345.apps.dynatrace.com',
          schema: 'builtin:hyperscaler-authentication.aws.connection',
          name: 'ops',
          role_arn: 'arn:aws:iam::123456789012:role/dynatrace-prod-ops',
          policy_arns: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
        },
        content: {},
        options: { adopt: true },
      },
    });
  });

  describe('look', () => {
    it.each(kindsWith('look'))('of %s looks before anything is written', (kind) => {
      expect(verbsOf(kind, 'look')).toEqual(['look on create']);
      expect(blockOf(kind, 'look').triggers).toBe('${merge({ v = "1" }, each.value.identity)}');
    });

    it.each(kindsWith('look'))('of %s has its answer kept, for which nothing but the identity matters', (kind) => {
      const look = `local.${blockName(kind, 'look')}[each.key]`;
      const { triggers, lifecycle } = blockOf(kind, 'before');

      expect(triggers).toContain(`found = try(file("\${path.module}/recorded/\${${look}}"), "")`);
      expect(lifecycle).toMatchObject({
        ignore_changes: ['triggers["v"]', 'triggers["found"]'],
        postcondition: [
          {
            condition: '${self.triggers.found != ""}',
            error_message: expect.stringContaining(
              `-replace='${addressOf(kind, 'look')}["\${each.key}"]' -replace='${addressOf(kind, 'before')}["\${each.key}"]'`,
            ),
          },
        ],
      });
      expect(verbsOf(kind, 'before')).toEqual([]);
    });

    it.each(kindsWith('look'))('of %s is what the guard keeps from its first day', (kind) => {
      const before = blockName(kind, 'before');

      expect(blockOf(kind, 'guard').triggers).toContain(`before = local.${before}[each.key]`);
      expect(locals[before]).toBe(`\${{ for k, r in ${addressOf(kind, 'before')} : k => r.triggers.found }}`);
    });
  });

  describe('guard', () => {
    it.each(kindsWith('guard'))('of %s deletes, and does nothing that could fail', (kind) => {
      expect(verbsOf(kind, 'guard')).toEqual(['delete on destroy']);
    });

    it('keeps the identity, and the mark under which the object was made', () => {
      expect(blockOf('legacy-connection', 'guard')).toMatchObject({
        triggers:
          '${merge(each.value.identity, { v = "1", owner = null_resource.owner.id, label = "platform-team", key = each.key })}',
        lifecycle: {
          ignore_changes: ['triggers["v"]', 'triggers["owner"]', 'triggers["label"]', 'triggers["key"]'],
        },
      });
    });

    it('keeps what is fixed when the object is made, such as the first name of a connection', () => {
      const { triggers, lifecycle } = blockOf('connection', 'guard');

      expect(triggers).toMatch(/^\$\{merge\(each\.value\.identity, each\.value\.fixed, \{ v = /);
      expect((lifecycle as { ignore_changes: string[] }).ignore_changes).toContain('triggers["name"]');
    });

    it('hands its delete script nothing but its triggers and its id, which is all that Terraform allows', () => {
      const [script] = scriptsOf('legacy-connection', 'guard');

      expect(script?.environment.DYNATRACE_RESOURCE).toBe('${jsonencode(merge(self.triggers, { guard = self.id }))}');
      expect(script?.environment).not.toHaveProperty('DYNATRACE_REPORT');
    });

    it('leaves the app alone on destroy unless asked', () => {
      const kept = synthesizeProd().resource.null_resource?.hub_app_guard;

      expect(scriptsOf('hub-app', 'guard', kept)).toEqual([]);
    });
  });

  describe('made', () => {
    it.each(KIND_NAMES)('of %s creates', (kind) => {
      expect(verbsOf(kind)).toEqual(['create on create', ...(kind === 'inventory' ? ['look on destroy'] : [])]);
    });

    it.each(kindsWith('guard'))('of %s is replaced with its guard, or by itself when the content changes', (kind) => {
      expect(blockOf(kind)).toMatchObject({
        triggers: `\${merge({ v = "1" }, { guard = local.${blockName(kind, 'guard')}[each.key].id }, each.value.content)}`,
        lifecycle: { ignore_changes: ['triggers["v"]'] },
      });
    });

    it('hands its create script what the guard keeps, its id, the content and the options', () => {
      const [script] = scriptsOf('legacy-connection');

      expect(script?.command).toMatch(
        /^node \$\{path\.module\}\/assets\/\S+\/dynatrace\.cjs legacy-connection create$/,
      );
      expect(script?.environment).toMatchObject({
        DYNATRACE_RESOURCE:
          '${jsonencode(merge(local.legacy_connection_guard[each.key].triggers, { guard = local.legacy_connection_guard[each.key].id }, each.value.content, each.value.options))}',
        DYNATRACE_REPORT: '${path.module}/recorded/${self.id}',
      });
    });

    it('keeps the identity itself where there is no guard', () => {
      expect(blockOf('connection-settings').triggers).toBe(
        '${merge({ v = "1" }, each.value.identity, each.value.content)}',
      );
      expect(scriptsOf('connection-settings')[0]?.environment.DYNATRACE_RESOURCE).toBe(
        '${jsonencode(merge(self.triggers, each.value.options))}',
      );
    });

    it('runs nothing on create where there is nothing to do', () => {
      const plain = synthesizeProd().resource.null_resource?.inventory;

      expect(scriptsOf('inventory', 'made', plain).map(({ when }) => when)).toEqual(['destroy']);
    });
  });

  describe('record', () => {
    it.each(kindsWith('record'))('of %s brings what the create reported into state, and keeps it', (kind) => {
      const made = `local.${blockName(kind)}_made[each.key]`;

      expect(blockOf(kind, 'record')).toMatchObject({
        triggers: `\${merge({ v = "1" }, { of = ${made}, object_id = try(file("\${path.module}/recorded/\${${made}}"), "") })}`,
        lifecycle: {
          ignore_changes: ['triggers["v"]', 'triggers["object_id"]'],
          postcondition: [
            {
              condition: '${self.triggers.object_id != ""}',
              error_message: expect.stringContaining(
                `Run \`terraform apply -replace='${addressOf(kind, 'made')}["\${each.key}"]'\``,
              ),
            },
          ],
        },
      });
      expect(locals[blockName(kind, 'record')]).toBe(
        `\${{ for k, r in ${addressOf(kind, 'record')} : k => r.triggers.object_id }}`,
      );
    });
  });

  it('refers from block to block through locals, which spares Terraform an edge for each pair of instances', () => {
    const blocks = Object.entries(resource.null_resource ?? {}).filter(([name]) => name !== 'owner');

    for (const [, { depends_on: _, ...block }] of blocks) {
      expect(JSON.stringify(block).match(/null_resource\.\w+(?!\w|\[)/g) ?? []).toEqual(
        JSON.stringify(block).includes('owner = null_resource.owner.id') ? ['null_resource.owner'] : [],
      );
    }
  });

  it('names where credentials are, never what they are', () => {
    const [script] = scriptsOf('legacy-connection');

    expect(JSON.parse(script?.environment.DYNATRACE_TENANT ?? '')).toEqual({
      ssoUrl: 'https://sso.dynatrace.com/sso/oauth2/token',
      accountUrl: 'https://api.dynatrace.com',
      classicUrl: 'https://abc12345.live.dynatrace.com',
      accountUuid: '11111111-2222-3333-4444-555555555555',
      allowApiToken: false,
      credentials: 'PROD',
    });
  });

  it('keeps no path, time or digest of the scripts in triggers', () => {
    for (const [name, { triggers }] of Object.entries(resource.null_resource ?? {})) {
      expect([name, String(triggers).match(/assets|timestamp|dynatrace\.cjs/)]).toEqual([name, null]);
    }
  });
});
