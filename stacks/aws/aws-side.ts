import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Construct } from 'constructs';
import type { ResolvedAccount, ResolvedRole, ResolvedStack } from '../../deployment/resolved-stack';
import type { Trust } from '../../model/iam';
import { enhancedSubject, legacySubject } from '../../model/oidc';
import { objectIdOf } from '../dynatrace/references';
import { type Address, objectIdPlaceholder, type Reference } from '../expressions';
import type { StackWithLocals } from '../stack-with-locals';
import { accountProvider } from './account-provider';
import { ConnectionRoles } from './connection-roles';
import { OidcProvider } from './oidc-provider';

export interface AwsSideProps {
  resolved: ResolvedStack;
  dependsOn: Address[];
}

/** What a stack needs in every AWS account that it uses. */
export class AwsSide extends Construct {
  readonly addresses: Address[];
  /** By key of the account. */
  readonly providers: Record<string, AwsProvider> = {};

  constructor(
    private readonly stack: StackWithLocals,
    private readonly props: AwsSideProps,
  ) {
    super(stack, 'aws');
    const { accounts, unusedAccounts } = props.resolved;
    // Terraform needs the provider to destroy what the last connection of an account left, and ignores it otherwise.
    for (const account of unusedAccounts) accountProvider(this, account);
    this.addresses = accounts.flatMap((account) => this.addAccount(account));
  }

  private addAccount(account: ResolvedAccount): Address[] {
    const { resolved, dependsOn } = this.props;
    const provider = accountProvider(this, account);
    this.providers[account.key] = provider;
    const own = account.owner === resolved.name || account.config.oidcProvider === 'existing';
    const oidcProvider = own ? [this.addOidcProvider(account, provider)] : [];
    const roles = resolved.roles.filter((role) => role.account === account.key && !role.existing);
    const { addresses } = new ConnectionRoles(this.stack, {
      account,
      roles,
      trustOf: (role) => trustOf(resolved, account, role),
      objectIdsOf,
      provider,
      dependsOn,
    });
    return [...oidcProvider, ...addresses];
  }

  private addOidcProvider(account: ResolvedAccount, provider: AwsProvider): Address {
    const { resolved, dependsOn } = this.props;
    return new OidcProvider(this, `oidc-${account.key}`, {
      account,
      provider,
      issuer: resolved.environment.issuer,
      audience: resolved.audience,
      dependsOn,
    }).address;
  }
}

/** Whom a role trusts. Object ids stand as placeholders in the subjects of enhanced connections. */
export function trustOf(
  { environment, audience }: ResolvedStack,
  { providerArn }: ResolvedAccount,
  role: ResolvedRole,
): Trust {
  return {
    providerArn,
    issuer: environment.issuer,
    audience,
    subjects: role.connections.map(({ schema, key, name }) =>
      schema === 'enhanced' ? enhancedSubject(objectIdPlaceholder(key)) : legacySubject(name),
    ),
  };
}

/** By connection: what the placeholders in a role's trust stand for. */
export function objectIdsOf({ connections }: ResolvedRole): Record<string, Reference> {
  const enhanced = connections.filter(({ schema }) => schema === 'enhanced');
  return Object.fromEntries(enhanced.map((connection) => [connection.key, objectIdOf(connection)]));
}
