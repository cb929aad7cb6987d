import { DataAwsIamOpenidConnectProvider } from '@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ResolvedAccount } from '../tenant';

export interface OidcProviderProps {
  account: ResolvedAccount;
  issuer: string;
  /** The audience that has to be registered when something else owns the provider. */
  audience: string;
  provider: AwsProvider;
  dependsOn: ITerraformDependable[];
}

/**
 * The OIDC identity provider of an account: created, imported, or checked where something else owns it.
 *
 * IAM allows one per issuer URL and account, and its list of audiences is authoritative, so that its owner registers
 * the audiences of every tenant that uses the account. No thumbprints by default: AWS verifies publicly trusted
 * issuers with its own list of certificate authorities.
 */
export class OidcProvider extends Construct {
  readonly resource: ITerraformDependable;

  constructor(scope: Construct, id: string, props: OidcProviderProps) {
    super(scope, id);
    this.resource = props.account.config.oidcProvider === 'existing' ? this.checked(props) : this.owned(props);
  }

  private owned({ account, issuer, provider, dependsOn }: OidcProviderProps): ITerraformDependable {
    const resource = new IamOpenidConnectProvider(this, 'provider', {
      provider,
      url: issuer,
      clientIdList: account.audiences,
      dependsOn,
      ...(account.config.thumbprints && { thumbprintList: account.config.thumbprints }),
    });
    resource.overrideLogicalId(account.key);
    if (account.config.oidcProvider === 'import') resource.importFrom(account.providerArn, provider);
    return resource;
  }

  private checked({ account, audience, provider }: OidcProviderProps): ITerraformDependable {
    const data = new DataAwsIamOpenidConnectProvider(this, 'existing', { provider, arn: account.providerArn });
    data.overrideLogicalId(account.key);
    data.addOverride('lifecycle.postcondition', [
      {
        condition: `\${contains(self.client_id_list, ${JSON.stringify(audience)})}`,
        error_message:
          `The OIDC provider ${account.providerArn} does not have the audience ${audience}. Its owner has to add it: ` +
          `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${account.providerArn} ` +
          `--client-id ${audience}`,
      },
    ]);
    return data;
  }
}
