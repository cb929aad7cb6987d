import { synthesizeProd } from '../../support/synthesize';

describe('accountProvider', () => {
  it('refuses credentials of another account', () => {
    expect(synthesizeProd().provider.aws).toEqual([
      { alias: 'main', region: 'eu-central-1', allowed_account_ids: ['123456789012'] },
    ]);
  });

  it('has everything that the file says about how to reach the account', () => {
    const { provider } = synthesizeProd({
      account: {
        profile: 'team',
        assumeRole: { roleArn: 'arn:aws:iam::123456789012:role/deploy', externalId: 'abc', sessionName: 'deploy' },
        tags: { team: 'x' },
        endpoints: { iam: 'http://127.0.0.1:4000', sts: 'http://127.0.0.1:4000' },
      },
    });

    expect(provider.aws).toEqual([
      {
        alias: 'main',
        region: 'eu-central-1',
        allowed_account_ids: ['123456789012'],
        profile: 'team',
        assume_role: [
          { role_arn: 'arn:aws:iam::123456789012:role/deploy', external_id: 'abc', session_name: 'deploy' },
        ],
        default_tags: [{ tags: { team: 'x' } }],
        endpoints: [{ iam: 'http://127.0.0.1:4000', sts: 'http://127.0.0.1:4000' }],
      },
    ]);
  });

  it('stays for an account whose last connection left, for destroying its role', () => {
    const { provider, resource, terraform } = synthesizeProd({ connections: {} });

    expect(provider.aws).toMatchObject([{ alias: 'main', allowed_account_ids: ['123456789012'] }]);
    expect(terraform.required_providers).toHaveProperty('aws');
    expect(resource.aws_iam_openid_connect_provider).toBeUndefined();
  });
});
