import type { ResolvedAccount, ResolvedTenant } from '../../deployment/stacks';
import { issuerHost } from '../../model/oidc';
import { type AwsReader, describeAwsError, openAccount } from '../iam/account';
import { type Area, area, type Check, type States } from './check';
import { isManaged } from './states';

/** Checks the accounts that tenants use: the credentials first, then what is there already. */
export async function checkAccounts(tenants: ResolvedTenant[], states: States): Promise<Check[]> {
  const checks: Check[] = [];
  for (const key of new Set(tenants.flatMap(({ accounts }) => accounts.map((account) => account.key)))) {
    const users = tenants.filter(({ accounts }) => accounts.some((account) => account.key === key));
    const account = users[0]?.accounts.find((one) => one.key === key) as ResolvedAccount;
    const make = area(`account ${key}`);
    const reader = openAccount(account.config);
    const identity = await checkIdentity(account, reader, make);
    checks.push(identity);
    if (identity.status === 'failure') continue;
    for (const tenant of users) {
      const own = tenant.accounts.find((one) => one.key === key) as ResolvedAccount;
      checks.push(
        await guarded(`OIDC provider for ${tenant.key}`, own, make, () => checkProvider(tenant, own, reader, states)),
      );
      for (const role of tenant.roles.filter((one) => one.account === key)) {
        const what = `role ${role.name}`;
        checks.push(
          await guarded(what, own, make, async () => {
            if (!(await reader.role(role.name))) return make.ok(what, 'will be created');
            const managed = isManaged(states, tenant.key, 'aws_iam_role', role.key);
            if (managed) return make.ok(what, 'managed by this deployment');
            const cure = `Set \`role.name\` of the connection ${role.key} to a free name, or delete the role.`;
            const detail = 'exists already';
            return managed === undefined ? make.warning(what, detail, cure) : make.failure(what, detail, cure);
          }),
        );
      }
    }
  }
  return checks;
}

async function checkIdentity({ config }: ResolvedAccount, reader: AwsReader, make: Area): Promise<Check> {
  try {
    const { account, arn } = await reader.identity();
    if (account === config.id) return make.ok('credentials', arn);
    const cure = `Use credentials of the account ${config.id}, or correct \`id\` in the deployment file.`;
    return make.failure('credentials', `${arn} is of the account ${account}, not of ${config.id}`, cure);
  } catch (error) {
    const { said, cure } = describeAwsError(error, config);
    return make.failure('credentials', said, cure);
  }
}

async function checkProvider(
  tenant: ResolvedTenant,
  { key, config, providerArn, owner, audiences: wanted }: ResolvedAccount,
  reader: AwsReader,
  states: States,
): Promise<Check> {
  const { ok, warning, failure } = area(`account ${key}`);
  const what = `OIDC provider for ${tenant.key}`;
  const audiences = await reader.audiences(providerArn);
  const managed = isManaged(states, owner, 'aws_iam_openid_connect_provider', key);
  if (config.oidcProvider === 'existing') {
    if (!audiences)
      return failure(what, `${providerArn} does not exist`, 'Let its owner create it, or set `oidcProvider: create`.');
    if (audiences.includes(tenant.audience)) return ok(what, `exists and has the audience ${tenant.audience}`);
    const command =
      `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${providerArn} ` +
      `--client-id ${tenant.audience}`;
    return failure(what, `lacks the audience ${tenant.audience}`, `Its owner has to run: ${command}`);
  }
  const issuer = issuerHost(tenant.environment.issuer);
  if (!audiences) {
    if (config.oidcProvider === 'create')
      return ok(what, owner === tenant.key ? 'will be created' : `belongs to ${owner}`);
    return failure(what, `there is no provider of ${issuer} to import`, 'Set `oidcProvider: create`.');
  }
  if (managed)
    return ok(what, owner === tenant.key ? 'managed by this deployment' : `managed by the stack of ${owner}`);
  const others = audiences.filter((audience) => !wanted.includes(audience));
  const keep = others.length > 0 ? ` Keep the audiences of others: \`extraAudiences: [${others.join(', ')}]\`.` : '';
  if (config.oidcProvider === 'import') {
    if (others.length === 0) return ok(what, 'exists and will be imported');
    return failure(what, `importing it would remove ${others.join(', ')}`, keep.trim());
  }
  const cure = `Set \`oidcProvider: import\` to manage it here, or \`existing\` if something else does.${keep}`;
  const detail = `${providerArn} exists already`;
  return managed === undefined ? warning(what, detail, cure) : failure(what, detail, cure);
}

async function guarded(
  what: string,
  { config }: ResolvedAccount,
  make: Area,
  check: () => Promise<Check>,
): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    const { said, cure } = describeAwsError(error, config);
    return make.warning(what, `could not be read: ${said}`, cure);
  }
}
