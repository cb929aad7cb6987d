import type { ResolvedAccount } from '../../deployment/resolved-stack';
import { issuerHost } from '../../model/oidc';
import { blockNameOf } from '../../stacks/aws/connection-roles';
import { asWarning, failed, type Outcome, ok, type Rule } from '../findings/rule';
import { guardedAws } from '../iam/aws-errors';
import type { AccountUse } from '../iam/needs';
import { isManaged } from '../live/states';
import type { AccountBefore } from './subjects';

export const oidcProviderMode: Rule<AccountBefore> = {
  id: 'oidc-provider-mode',
  severity: 'error',
  what: '`oidcProvider` matches what exists in the account: create a provider, use an existing one, or import it.',
  why:
    'IAM allows one OIDC provider per issuer and account, and its list of audiences has one owner: any other audience is ' +
    'removed.',
  cure: 'Set `oidcProvider` to `create`, `existing` or `import`, and list audiences that others need in `extraAudiences`.',
  check: (subject) =>
    Promise.all(
      subject.uses.map((use) => guardedAws(subjectOf(use), use.account.config, () => checkProvider(use, subject))),
    ),
};

function subjectOf({ tenant }: AccountUse): string {
  return `OIDC provider for ${tenant.key}`;
}

async function checkProvider(use: AccountUse, { reader, states }: AccountBefore): Promise<Outcome> {
  const { tenant, account } = use;
  const { config, providerArn, owner } = account;
  const subject = subjectOf(use);
  const own = owner === tenant.name;
  const audiences = await reader.audiences(providerArn);
  if (config.oidcProvider === 'existing') return checkExisting(use, audiences);
  if (!audiences) {
    if (config.oidcProvider === 'create') return ok(subject, own ? 'will be created' : `belongs to ${owner}`);
    const detail = `there is no provider of ${issuerHost(tenant.environment.issuer)} to import`;
    return failed(subject, detail, 'Set `oidcProvider: create`.');
  }
  const managed = isManaged(states, owner, {
    type: 'aws_iam_openid_connect_provider',
    name: blockNameOf(account.key),
  });
  if (managed) return ok(subject, own ? 'managed by this deployment' : `managed by the stack of ${owner}`);
  return inTheWay(subject, account, audiences, managed === undefined);
}

function checkExisting(use: AccountUse, audiences: string[] | undefined): Outcome {
  const { providerArn } = use.account;
  const { audience } = use.tenant;
  const subject = subjectOf(use);
  if (!audiences) {
    return failed(
      subject,
      `${providerArn} does not exist`,
      'Ask its owner to create it, or set `oidcProvider: create`.',
    );
  }
  if (audiences.includes(audience)) return ok(subject, `exists and has the audience ${audience}`);
  const command =
    `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${providerArn} ` +
    `--client-id ${audience}`;
  return failed(subject, `lacks the audience ${audience}`, `Its owner has to run: ${command}`);
}

/** A provider that exists, and that Terraform does not manage as far as anybody can tell. */
function inTheWay(
  subject: string,
  { config, providerArn, audiences: wanted }: ResolvedAccount,
  audiences: string[],
  unsure: boolean,
): Outcome {
  const others = audiences.filter((audience) => !wanted.includes(audience));
  const keep = others.length > 0 ? `Keep audiences that others need: \`extraAudiences: [${others.join(', ')}]\`.` : '';
  if (config.oidcProvider === 'import') {
    if (others.length === 0) return ok(subject, 'exists and will be imported');
    return failed(subject, `importing it would remove ${others.join(', ')}`, keep);
  }
  const cure = `Set \`oidcProvider: import\` to manage it here, or \`existing\` if something else does. ${keep}`.trim();
  const found = failed(subject, `${providerArn} exists already`, cure);
  return unsure ? asWarning(found) : found;
}
