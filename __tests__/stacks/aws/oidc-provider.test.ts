import { synthesizeProd } from '../../support/synthesize';

const ARN = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';
const AUDIENCE = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';

describe('OidcProvider', () => {
  it('creates the provider without thumbprints, after the preflight', () => {
    const { resource } = synthesizeProd({ account: { extraAudiences: ['zzz'] } });

    expect(resource.aws_iam_openid_connect_provider?.main).toMatchObject({
      url: 'https://token.dynatrace.com',
      client_id_list: [AUDIENCE, 'zzz'],
      provider: 'aws.main',
      depends_on: ['null_resource.preflight'],
    });
    expect(resource.aws_iam_openid_connect_provider?.main).not.toHaveProperty('thumbprint_list');
  });

  it('has the thumbprints of the file', () => {
    const thumbprints = ['0123456789abcdef0123456789abcdef01234567'];
    const { resource } = synthesizeProd({ account: { thumbprints } });

    expect(resource.aws_iam_openid_connect_provider?.main).toMatchObject({ thumbprint_list: thumbprints });
  });

  it('checks an existing provider without owning it, as early as it can', () => {
    const { resource, data } = synthesizeProd({ account: { oidcProvider: 'existing' } });

    expect(resource.aws_iam_openid_connect_provider).toBeUndefined();
    expect(data?.aws_iam_openid_connect_provider?.main).toMatchObject({
      arn: ARN,
      lifecycle: {
        postcondition: [
          {
            condition: `\${contains(self.client_id_list, "${AUDIENCE}")}`,
            error_message: expect.stringContaining(`--open-id-connect-provider-arn ${ARN} --client-id ${AUDIENCE}`),
          },
        ],
      },
    });
    expect(data?.aws_iam_openid_connect_provider?.main).not.toHaveProperty('depends_on');
    expect(resource.null_resource?.legacy_connection?.depends_on).toContain(
      'data.aws_iam_openid_connect_provider.main',
    );
  });

  it('imports a provider that exists', () => {
    const synthesized = synthesizeProd({ account: { oidcProvider: 'import' } });

    expect(synthesized.import).toEqual([{ provider: 'aws.main', id: ARN, to: 'aws_iam_openid_connect_provider.main' }]);
    expect(synthesized.resource.aws_iam_openid_connect_provider).toHaveProperty('main');
  });

  it('lies in the partition of its account', () => {
    const { output } = synthesizeProd({ account: { region: 'us-gov-west-1' } });

    expect(output.oidc_providers?.value).toEqual({ main: ARN.replace('arn:aws:', 'arn:aws-us-gov:') });
  });
});
