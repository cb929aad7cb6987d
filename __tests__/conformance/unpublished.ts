/** A request that the product sends and that no published package describes. */
export interface Unpublished {
  /** Method and path, with parameters as `{...}`. */
  operation: string;
  query?: string[];
  /** Fields of a body, JSON or form. */
  fields?: string[];
  /** Statuses that the product goes by, besides refusals. */
  statuses: number[];
  basis: string;
}

const DESCRIPTION = 'gen/specs/account_management in Dynatrace/dynatrace-configuration-as-code-core';
const ACCOUNT = '/iam/v1/accounts/{account}';
const LEVEL = '/iam/v1/repo/environment/{environment}';
const POLICY = ['name', 'description', 'statementQuery'];
const USER = ['name', 'description'];

/** All of them. What is neither here nor in a package must not be sent. */
export const UNPUBLISHED: Unpublished[] = [
  {
    operation: 'POST /sso/oauth2/token',
    fields: ['grant_type', 'client_id', 'client_secret', 'scope', 'resource'],
    statuses: [200, 400],
    basis: 'docs.dynatrace.com, "OAuth clients"',
  },
  {
    operation: 'POST /platform/app-engine/registry/v1/apps/{id}:install-bundle',
    statuses: [202],
    basis: 'ensure-app.yml in Dynatrace/ace-box; Dynatrace does not support it',
  },
  ...(
    [
      { operation: `GET ${ACCOUNT}/users`, statuses: [200] },
      { operation: `GET ${ACCOUNT}/users/{email}`, statuses: [200, 404] },
      { operation: `GET ${ACCOUNT}/groups`, statuses: [200] },
      { operation: `GET ${ACCOUNT}/service-users`, query: ['page-size', 'page-key'], statuses: [200] },
      { operation: `POST ${ACCOUNT}/service-users`, fields: USER, statuses: [201] },
      { operation: `GET ${ACCOUNT}/service-users/{user}`, statuses: [200, 404] },
      { operation: `PUT ${ACCOUNT}/service-users/{user}`, fields: USER, statuses: [200] },
      { operation: `DELETE ${ACCOUNT}/service-users/{user}`, statuses: [200, 404] },
      { operation: `GET ${LEVEL}/policies`, query: ['name'], statuses: [200] },
      { operation: `POST ${LEVEL}/policies`, fields: POLICY, statuses: [201] },
      { operation: `GET ${LEVEL}/policies/{policy}`, statuses: [200, 404] },
      { operation: `PUT ${LEVEL}/policies/{policy}`, fields: POLICY, statuses: [204] },
      { operation: `DELETE ${LEVEL}/policies/{policy}`, query: ['force'], statuses: [204, 404] },
      { operation: `GET ${LEVEL}/bindings/{policy}`, statuses: [200] },
      { operation: `PUT ${LEVEL}/bindings/{policy}/{group}`, fields: [], statuses: [204] },
    ] satisfies Omit<Unpublished, 'basis'>[]
  ).map((one) => ({ ...one, basis: DESCRIPTION })),
];

/** APIs of the sandbox that no package describes, by their titles on its page; the page has their sources. */
export const UNPUBLISHED_APIS = [
  'Token endpoint',
  'Token issuer',
  'Account: environments',
  'Account: users and groups',
  'Account: policies, boundaries and bindings',
  'The sandbox itself',
];

/** What the sandbox answers beyond what is published, because the real service was seen to. */
export const BEYOND = [
  {
    operation: 'GET /platform/classic/environment-api/v2/settings/schemas/{schemaId}',
    field: 'ownerBasedAccessControl',
    basis: 'schema documents of a tenant in dynatrace-oss/terraform-provider-dynatrace',
  },
];

/** Errors of AWS that were recorded for an action without being documented for it. */
export const RECORDED_ERRORS: Record<string, Record<string, number>> = {
  // A permissions boundary that does not exist.
  'iam:CreateRole': { NoSuchEntity: 404 },
};
