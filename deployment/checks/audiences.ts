import { IAM_LIMITS } from '../../model/iam';
import { audienceOf } from '../../model/oidc';
import { isWritten } from '../source';
import { type CheckContext, connectionsOf } from './context';

export function checkAudiences(context: CheckContext): void {
  checkEach(context);
  checkCounts(context);
}

function checkEach({ environments, report }: CheckContext): void {
  for (const [key, environment] of environments) {
    const path = ['tenants', key, 'environment'];
    const audience = audienceOf(environment);
    if (/[*?]/.test(audience)) report('audience-form', path, 'must not contain "*" or "?"', environment.domain);
    if (audience.length > IAM_LIMITS.audience) {
      report(
        'audience-form',
        path,
        `is too long: its audience has ${audience.length} characters, and IAM allows ${IAM_LIMITS.audience}`,
      );
    }
  }
}

function checkCounts(context: CheckContext): void {
  const { deployment, environments, source, report } = context;
  const audiences = new Map<string, Set<string>>();
  for (const { tenantKey, connection, account } of connectionsOf(context)) {
    const environment = environments.get(tenantKey);
    if (!environment || !account) continue;
    const provider = JSON.stringify([connection.account, environment.issuer]);
    const registered = audiences.get(provider) ?? new Set(account.extraAudiences);
    audiences.set(provider, registered.add(audienceOf(environment)));
  }
  for (const [provider, { size }] of audiences) {
    const [key] = JSON.parse(provider) as [string];
    if (size <= IAM_LIMITS.audiencesPerProvider || deployment.accounts[key]?.oidcProvider === 'existing') continue;
    const extra = ['accounts', key, 'extraAudiences'];
    const path = isWritten(source, extra) ? extra : ['accounts', key];
    const rule = `must have at most ${IAM_LIMITS.audiencesPerProvider} audiences on its OIDC provider`;
    report('audience-count', path, `${rule}, including those of the tenants, got ${size}`);
  }
}
