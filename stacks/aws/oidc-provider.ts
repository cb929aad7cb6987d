import { DataAwsIamOpenidConnectProvider } from '@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Construct } from 'constructs';
import type { ResolvedAccount } from '../../deployment/resolved-stack';
import { type Address, literal } from '../expressions';
import { blockNameOf } from './connection-roles';
import { ImportBlock } from './import-block';

export interface OidcProviderProps {
  account: ResolvedAccount;
  issuer: string;
  /** The audience that has to be registered when something else owns the provider. */
  audience: string;
  provider: AwsProvider;
  dependsOn: Address[];
}

/**
 * The OIDC identity provider of an account: created, imported, or checked where something else owns it.
 *
 * IAM allows one per issuer URL and account, and its list of audiences is authoritative, so that its owner registers
 * the audiences of every tenant that uses the account. No thumbprints by default: AWS verifies publicly trusted
 * issuers with its own list of certificate authorities.
 */
export class OidcProvider extends Construct {
  readonly address: Address;

  constructor(scope: Construct, id: string, props: OidcProviderProps) {
    super(scope, id);
    this.address = props.account.config.oidcProvider === 'existing' ? this.checked(props) : this.owned(props);
  }

  private owned({ account, issuer, provider, dependsOn }: OidcProviderProps): Address {
    const resource = new IamOpenidConnectProvider(this, 'provider', {
      provider,
      url: literal(issuer),
      clientIdList: literal(account.audiences),
      ...(account.config.thumbprints && { thumbprintList: account.config.thumbprints }),
    });
    resource.overrideLogicalId(blockNameOf(account.key));
    resource.addOverride('depends_on', dependsOn);
    const address = `aws_iam_openid_connect_provider.${blockNameOf(account.key)}`;
    if (account.config.oidcProvider === 'import') {
      new ImportBlock(this, 'import', {
        to: address,
        id: literal(account.providerArn),
        provider: `aws.${blockNameOf(account.key)}`,
      });
    }
    return address;
  }

  private checked({ account: { key, providerArn: arn }, audience: wanted, provider }: OidcProviderProps): Address {
    const [providerArn, audience] = literal([arn, wanted]) as [string, string];
    const data = new DataAwsIamOpenidConnectProvider(this, 'existing', { provider, arn: providerArn });
    data.overrideLogicalId(blockNameOf(key));
    data.addOverride('lifecycle.postcondition', [
      {
        condition: `\${contains(self.client_id_list, ${JSON.stringify(audience)})}`,
        error_message:
          `The OIDC provider ${providerArn} does not have the audience ${audience}. Its owner has to add it: ` +
          `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${providerArn} ` +
          `--client-id ${audience}`,
      },
    ]);
    return `data.aws_iam_openid_connect_provider.${blockNameOf(key)}`;
  }
}
