import { synthesizeProd } from '../support/synthesize';

describe('the outputs', () => {
  const { output, locals } = synthesizeProd({
    account: { oidcProvider: 'existing' },
    connections: { ops: { account: 'main', name: 'aws ops' }, auto: { account: 'main', schema: 'enhanced' } },
  });

  it('tell of each connection what people look for after a deploy', () => {
    expect(output.connections?.value).toBe('${local.connection_summaries}');
    expect(locals.connection_summaries).toEqual({
      ops: {
        name: 'aws ops',
        object_id: '${local.legacy_connection_id["ops"]}',
        role_arn: 'arn:aws:iam::123456789012:role/dynatrace-prod-ops',
        subject: 'dtid:connection/aws ops',
        page: expect.stringMatching(/^https:\/\/abc12345\.apps\.dynatrace\.com\/.*aws\.connection$/),
      },
      auto: {
        name: 'auto',
        object_id: '${local.connection_id["auto"]}',
        role_arn: 'arn:aws:iam::123456789012:role/dynatrace-prod-auto',
        subject: 'dt:connection-id/${local.connection_id["auto"]}',
        page: expect.stringMatching(/^https:\/\/abc12345\.apps\.dynatrace\.com\/.*connections\.aws$/),
      },
    });
  });

  it('tell the audience, and the OIDC provider of each account', () => {
    expect(output.audience?.value).toBe('abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector');
    expect(output.oidc_providers?.value).toEqual({
      main: 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com',
    });
  });

  it('tell what roles that are owned elsewhere have to trust, ready to paste', () => {
    const existing = 'arn:aws:iam::123456789012:role/theirs';
    const { trust_policies: trusts } = synthesizeProd({
      connections: { auto: { account: 'main', schema: 'enhanced', role: { existing } } },
    }).output;

    expect(trusts?.value).toEqual({
      [existing]: expect.stringContaining(
        '"token.dynatrace.com:sub":"dt:connection-id/${local.connection_id["auto"]}"',
      ),
    });
    expect(output).not.toHaveProperty('trust_policies');
  });

  it('say what is left to do by hand, where there are connections', () => {
    expect(output.by_hand?.value).toMatch(
      /hyperscaler-authentication:aws:authenticate and settings:objects:read in Workflows: https:\/\/abc12345\.apps/,
    );
    expect(synthesizeProd({ connections: {} }).output).not.toHaveProperty('by_hand');
  });
});
