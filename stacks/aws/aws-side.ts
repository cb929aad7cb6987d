import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { ResolvedAccount, ResolvedConnection, ResolvedRole, ResolvedTenant } from '../../deployment/resolved';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import { type Address, objectIdPlaceholder, type Reference } from '../expressions';
import { accountProvider } from './account-provider';
import { ConnectionRole } from './connection-role';
import { OidcProvider } from './oidc-provider';

export interface AwsSideProps {
  tenant: ResolvedTenant;
  objectIdOf: (connection: ResolvedConnection) => Reference;
  /** The stack of another tenant, by its key. */
  stackOf: (tenant: string) => TerraformStack;
  dependsOn: Address[];
}

/** What a tenant needs in every AWS account that it uses. */
export class AwsSide extends Construct {
  readonly addresses: Address[];

  constructor(
    private readonly stack: TerraformStack,
    private readonly props: AwsSideProps,
  ) {
    super(stack, 'aws');
    // Terraform needs the provider to destroy what the last connection of an account left, and ignores it otherwise.
    for (const account of props.tenant.unusedAccounts) accountProvider(this, account);
    this.addresses = props.tenant.accounts.flatMap((account) => this.addAccount(account));
  }

  private addAccount(account: ResolvedAccount): Address[] {
    const { tenant, dependsOn, stackOf } = this.props;
    const provider = accountProvider(this, account);
    const oidcProvider: Address[] = [];
    if (account.owner === tenant.key || account.config.oidcProvider === 'existing') {
      const { address } = new OidcProvider(this, `oidc-${account.key}`, {
        account,
        provider,
        issuer: tenant.environment.issuer,
        audience: tenant.audience,
        dependsOn,
      });
      oidcProvider.push(address);
    } else {
      this.stack.addDependency(stackOf(account.owner));
    }
    const roles = tenant.roles.filter((role) => role.account === account.key);
    return [...oidcProvider, ...roles.flatMap((role) => this.addRole(role, account, provider))];
  }

  private addRole(role: ResolvedRole, account: ResolvedAccount, provider: AwsProvider): Address[] {
    const { tenant, objectIdOf, dependsOn } = this.props;
    const enhanced = role.connections.filter(({ schema }) => schema === 'enhanced');
    return new ConnectionRole(this, role.key, {
      name: role.name,
      config: role.config,
      trust: {
        providerArn: account.providerArn,
        issuer: tenant.environment.issuer,
        audience: tenant.audience,
        subjects: role.connections.map(({ schema, key, name }) =>
          schema === 'enhanced' ? enhancedSubject(objectIdPlaceholder(key)) : legacySubject(name),
        ),
      },
      objectIds: Object.fromEntries(enhanced.map((connection) => [connection.key, objectIdOf(connection)])),
      provider,
      dependsOn,
    }).addresses;
  }
}
