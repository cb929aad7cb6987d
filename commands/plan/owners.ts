import type { ResolvedStack } from '../../deployment/resolved-stack';
import { readState } from '../../terraform/stack';
import { CommandError } from '../cli/command';
import type { Selection } from '../cli/selection';

/**
 * A stack can share an account's OIDC provider that belongs to another one. That one has to be deployed before it, or
 * together with it.
 *
 * @throws CommandError when the provider does not have the tenant's audience yet
 */
export async function requireOwners(stack: ResolvedStack, { stacks }: Pick<Selection, 'stacks'>): Promise<void> {
  const selected = stacks.map(({ name }) => name);
  for (const { key, owner, config, providerArn } of stack.accounts) {
    if (config.oidcProvider === 'existing' || owner === stack.name || selected.includes(owner)) continue;
    const { values } = await readState(owner);
    const provider = (values?.root_module?.resources ?? []).find(
      (resource) => resource.type === 'aws_iam_openid_connect_provider' && resource.values.arn === providerArn,
    );
    const audiences = (provider?.values.client_id_list ?? []) as string[];
    if (audiences.includes(stack.audience)) continue;
    throw new CommandError(
      `The OIDC provider of the account ${key} belongs to the stack ${owner} and ` +
        `${provider ? `lacks the audience ${stack.audience}` : 'does not exist yet'}. ` +
        `Deploy both: npm run deploy -- ${owner} ${stack.name}`,
    );
  }
}
