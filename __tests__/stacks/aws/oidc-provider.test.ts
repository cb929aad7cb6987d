import { synthesizeProd } from '../../support/synthesize';

const ARN = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';
const AUDIENCE = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';

describe('OidcProvider', () => {
  it('creates the provider without thumbprints', () => {
    const { resource } = synthesizeProd({ account: { extraAudiences: ['zzz'] } });

    expect(resource.aws_iam_openid_connect_provider?.main).toMatchObject({
      url: 'https://token.dynatrace.com',
      client_id_list: [AUDIENCE, 'zzz'],
      provider: 'aws.main',
    });
    expect(resource.aws_iam_openid_connect_provider?.main).not.toHaveProperty('thumbprint_list');
  });

  it('checks an existing provider without owning it', () => {
    const { resource, data } = synthesizeProd({ account: { oidcProvider: 'existing' } });

    expect(resource.aws_iam_openid_connect_provider).toBeUndefined();
    expect(data?.aws_iam_openid_connect_provider?.main).toMatchObject({
      arn: ARN,
      lifecycle: { postcondition: [{ condition: `\${contains(self.client_id_list, "${AUDIENCE}")}` }] },
    });
    expect(data?.aws_iam_openid_connect_provider?.main).not.toHaveProperty('depends_on');
  });

  it('imports a provider that exists', () => {
    const synthesized = synthesizeProd({ account: { oidcProvider: 'import' } });

    expect(synthesized.import).toEqual([{ provider: 'aws.main', id: ARN, to: 'aws_iam_openid_connect_provider.main' }]);
  });
});
