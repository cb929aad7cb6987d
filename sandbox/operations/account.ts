import type { Api } from './operation';

const SOURCE = 'the account management API description in Dynatrace/dynatrace-configuration-as-code-core';

export const ENVIRONMENTS: Api = {
  title: 'Account: environments',
  prefixes: ['/env/v2/accounts/{account}'],
  source: SOURCE,
  operations: { 'GET /environments': ['Lists the environments of the account', 'documented'] },
};

export const ACCOUNT: Api = {
  title: 'Account: users and groups',
  prefixes: ['/iam/v1/accounts/{account}'],
  source: SOURCE,
  operations: {
    'GET /users': ['Lists users', 'documented'],
    'POST /users': ['Invites a user', 'documented'],
    'GET /users/{email}': ['Shows a user with its groups', 'documented'],
    'POST /users/{email}': ['Adds a user to groups', 'documented'],
    'DELETE /users/{email}': ['Removes a user', 'documented'],
    'PUT /users/{email}/groups': ['Sets the groups of a user', 'documented'],
    'DELETE /users/{email}/groups': ['Removes a user from groups', 'documented'],
    'GET /service-users': ['Lists service users by pages', 'documented'],
    'POST /service-users': ['Creates a service user', 'documented', 'its own group can be bound but is not listed'],
    'GET /service-users/{user}': ['Shows a service user', 'documented'],
    'PUT /service-users/{user}': ['Renames a service user', 'documented'],
    'DELETE /service-users/{user}': ['Deletes a service user', 'documented'],
    'GET /groups': ['Lists groups', 'documented'],
    'POST /groups': ['Makes groups', 'documented'],
    'PUT /groups/{group}': ['Renames a group', 'documented'],
    'DELETE /groups/{group}': ['Deletes a group', 'documented'],
    'GET /groups/{group}/users': ['Lists the users of a group', 'documented'],
    'GET /groups/{group}/permissions': [
      'Shows a group with its role permissions',
      'documented',
      'they grant nothing here',
    ],
    'POST /groups/{group}/permissions': ['Adds role permissions', 'documented'],
    'PUT /groups/{group}/permissions': ['Sets role permissions', 'documented'],
    'DELETE /groups/{group}/permissions': ['Removes a role permission', 'documented'],
  },
};

export const POLICIES: Api = {
  title: 'Account: policies, boundaries and bindings',
  prefixes: ['/iam/v1/repo/{levelType}/{levelId}'],
  source: `${SOURCE}; docs.dynatrace.com, "IAM policy statement syntax and examples"`,
  operations: {
    'GET /boundaries': ['Lists boundaries by pages', 'documented'],
    'POST /boundaries': ['Creates a boundary', 'documented'],
    'GET /boundaries/{boundary}': ['Shows a boundary with its conditions', 'documented'],
    'PUT /boundaries/{boundary}': ['Changes or creates a boundary', 'documented'],
    'DELETE /boundaries/{boundary}': ['Deletes a boundary', 'documented', 'that a boundary in use is kept is assumed'],
    'GET /bindings': ['Lists the bindings of a level', 'documented'],
    'DELETE /bindings': ['Removes all bindings of a level', 'documented'],
    'GET /bindings/groups/{group}': ['Lists the policies of a group', 'documented'],
    'PUT /bindings/groups/{group}': ['Sets the policies of a group', 'documented'],
    'GET /bindings/{policy}': ['Lists the groups of a policy', 'documented'],
    'POST /bindings/{policy}': ['Binds a policy to groups', 'documented'],
    'DELETE /bindings/{policy}': ['Removes all bindings of a policy', 'documented'],
    'GET /bindings/{policy}/{group}': ['Shows a binding', 'documented'],
    'POST /bindings/{policy}/{group}': ['Binds a policy to a group once', 'documented'],
    'PUT /bindings/{policy}/{group}': ['Binds a policy to a group, or changes the boundaries', 'documented'],
    'DELETE /bindings/{policy}/{group}': ['Removes a binding', 'documented'],
    'GET /policies': ['Lists the policies of a level', 'documented', 'what policies of Dynatrace grant is assumed'],
    'GET /policies/aggregate': ['Lists the policies of a level and of those above', 'documented'],
    'POST /policies': ['Creates a policy', 'documented', 'only permissions that the sandbox knows'],
    'POST /policies/validation': ['Validates a policy', 'documented', 'gives no warnings'],
    'POST /policies/validation/{policy}': ['Validates a change of a policy', 'documented', 'gives no warnings'],
    'GET /policies/{policy}': ['Shows a policy with its statements', 'documented'],
    'PUT /policies/{policy}': ['Changes a policy', 'documented', 'never creates one'],
    'DELETE /policies/{policy}': ['Deletes a policy', 'documented'],
  },
};
