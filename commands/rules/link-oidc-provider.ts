import { failed, ok, type Rule } from '../findings/rule';
import { guardedAws } from '../iam/aws-errors';
import { DEPLOY_AGAIN } from '../live/outcome';
import { accountOf, type ConnectionAfter, subjectOfConnection } from './subjects';

export const linkOidcProvider: Rule<ConnectionAfter> = {
  id: 'link-oidc-provider',
  severity: 'error',
  what: 'The OIDC provider exists in the account and lists the audience of the environment.',
  why: 'IAM only accepts tokens of an issuer for audiences that its provider lists.',
  cure: 'Deploy again, or ask the owner of the provider to add the audience.',
  async check(subject) {
    const { providerArn, config } = accountOf(subject);
    const { audience } = subject.tenant;
    const name = subjectOfConnection(subject.connection);
    const outcome = await guardedAws(name, config, async () => {
      const audiences = await subject.reader.audiences(providerArn);
      if (!audiences) return failed(name, `${providerArn} does not exist`, DEPLOY_AGAIN);
      if (audiences.includes(audience)) return ok(name, `has the audience ${audience}`);
      return failed(name, `${providerArn} does not have the audience ${audience}`, DEPLOY_AGAIN);
    });
    return [outcome];
  },
};
