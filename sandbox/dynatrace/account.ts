import { may } from './account-access';
import { groupRoutes } from './account-groups';
import { userRoutes } from './account-users';
import { accountCaller } from './credentials';
import { routes } from './router';
import type { Tenant } from './state';

/** Account management: environments, users and groups. Source: the published account management API. */
export function accountRoutes(tenant: Tenant) {
  return [
    ...routes('/env/v2/accounts/{account}', accountCaller(tenant), {
      'GET /environments': may('account-env-read', ({ environments }) => {
        return { status: 200, body: { data: environments.map((environment) => ({ ...environment, active: true })) } };
      }),
    }),
    ...routes('/iam/v1/accounts/{account}', accountCaller(tenant), { ...userRoutes, ...groupRoutes }),
  ];
}
