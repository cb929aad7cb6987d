import { synthesizeProd } from '../../support/synthesize';

const ALL = synthesizeProd({
  connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } },
});

describe('DriftCheck', () => {
  it('lets every plan look at Dynatrace, and warn of what it finds', () => {
    expect(ALL.data?.external?.dynatrace).toEqual({
      program: ['node', expect.stringMatching(/^\$\{path\.module\}\/assets\/.*\/dynatrace\.cjs$/), 'observe'],
      query: {
        tenant: expect.stringContaining('"ssoUrl":"https://sso.dynatrace.com/sso/oauth2/token"'),
        resources: '${base64gzip(jsonencode(local.observed))}',
      },
    });
    expect(ALL.check?.dynatrace).toEqual({
      assert: [
        {
          condition: '${data.external.dynatrace.result.findings == ""}',
          error_message: '${data.external.dynatrace.result.findings}',
        },
      ],
    });
    expect(ALL.terraform.required_providers).toMatchObject({ external: { source: 'hashicorp/external' } });
  });

  it('hands over what the blocks of a kind hold together', () => {
    expect(ALL.locals.observed).toContain(
      '"connection" = { for k, r in null_resource.connection : k => merge(local.connection_guard[k].triggers, ' +
        'r.triggers, { object_id = local.connection_id[k] }, { id = r.id }) }',
    );
    expect(ALL.locals.observed).toContain(
      '"connection-settings" = { for k, r in null_resource.connection_settings : k => merge(r.triggers, { id = r.id }) }',
    );
  });

  it('leaves out what is no object, and kinds without instances', () => {
    const kinds = [...String(ALL.locals.observed).matchAll(/"([a-z-]+)" = /g)].map(([, kind]) => kind);

    expect(kinds).toEqual([
      'hub-app',
      'allowed-host',
      'connection',
      'legacy-connection',
      'connection-settings',
      'inventory',
    ]);
  });

  it('runs the launcher where Node.js is not on the path', () => {
    const { data } = synthesizeProd({ root: { runner: 'posix' } });

    expect(data?.external?.dynatrace?.program).toEqual([
      'sh',
      expect.stringMatching(/^\$\{path\.module\}\/assets\/.*\/launch\.sh$/),
      'observe',
    ]);
  });

  it('is left out, with its provider, where the file says so', () => {
    const { data, check, locals, terraform } = synthesizeProd({ tenant: { driftCheck: false } });

    expect([data, check, locals.observed]).toEqual([undefined, undefined, undefined]);
    expect(terraform.required_providers).not.toHaveProperty('external');
  });
});
