import { type Answer, call, requestToken, start } from './support';

const ALL = 'account-idm-read account-idm-write account-env-read iam-policies-management';

/** A tenant with the id abc12345, and the account API as its administrator calls it. */
export async function startAccount() {
  const sandbox = await start({ id: 'abc12345' });
  const { uuid } = sandbox.tenant.account;
  const token = (await requestToken(sandbox, { scope: ALL, resource: `urn:dtaccount:${uuid}` })).body.access_token;
  const below = (prefix: string) => (method: string, path: string, json?: unknown) =>
    call(sandbox, method, prefix + path, { json, token }) as Promise<Answer>;
  return {
    sandbox,
    uuid,
    token,
    accounts: below(`/iam/v1/accounts/${uuid}`),
    repo: below(`/iam/v1/repo/account/${uuid}`),
    global: below('/iam/v1/repo/global/global'),
    environment: below('/iam/v1/repo/environment/abc12345'),
  };
}
