import type { ResolvedTenant } from '../../deployment/stacks';
import { readState } from '../../terraform/stack';
import { CommandError } from '../cli/command';
import type { Selection } from '../cli/selection';

/**
 * A tenant can share an account's OIDC provider that belongs to the stack of another tenant. That one has to be
 * deployed before it, or together with it.
 *
 * @throws CommandError when the provider does not have the tenant's audience yet
 */
export async function requireOwners(tenant: ResolvedTenant, { tenants }: Pick<Selection, 'tenants'>): Promise<void> {
  const selected = tenants.map(({ key }) => key);
  for (const { key, owner, config } of tenant.accounts) {
    if (config.oidcProvider === 'existing' || owner === tenant.key || selected.includes(owner)) continue;
    const { values } = await readState(owner);
    const provider = (values?.root_module?.resources ?? []).find(
      ({ type, name }) => type === 'aws_iam_openid_connect_provider' && name === key,
    );
    const audiences = (provider?.values.client_id_list ?? []) as string[];
    if (audiences.includes(tenant.audience)) continue;
    throw new CommandError(
      `The OIDC provider of the account ${key} belongs to the tenant ${owner} and ` +
        `${provider ? `lacks the audience ${tenant.audience}` : 'does not exist yet'}. ` +
        `Deploy both: npm run deploy -- ${owner} ${tenant.key}`,
    );
  }
}
