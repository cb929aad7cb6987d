import type { Api } from './operation';

const SDK = '@dynatrace-sdk/client-classic-environment-v2 9.0.1';

export const SETTINGS: Api = {
  title: 'Settings',
  prefixes: ['/platform/classic/environment-api/v2/settings', '/api/v2/settings'],
  source: `${SDK}; texts of refusals in public issues of the Terraform provider`,
  operations: {
    'GET /objects': ['Lists objects that the caller may see, with fields, filter, sort and pages', 'documented'],
    'POST /objects': [
      'Creates objects, each with its own code; replaces by external id; validates alone on request',
      'documented',
      'the wording of violations that no schema gives is assumed',
    ],
    'GET /objects/{objectId}': [
      'Reads an object',
      'documented',
      '404 or 403 for objects of others: `hiddenObjectStatus`',
    ],
    'PUT /objects/{objectId}': [
      'Changes the whole value, on condition of an update token if one is sent',
      'documented',
      '409 or 412 for a stale token: `staleTokenStatus`; whether a dry run assumes the role: `validateOnlyAssumesRole`',
    ],
    'DELETE /objects/{objectId}': ['Deletes an object', 'documented'],
    'GET /effectiveValues': ['Lists what applies, defaults of the schema included', 'documented', 'one page'],
    'GET /schemas': ['Lists the schemas that the caller may read', 'documented'],
    'GET /schemas/{schemaId}': [
      'Shows a whole schema document',
      'documented',
      'the content of the three schemas follows what the Terraform provider publishes',
    ],
    'POST /effective-permissions:resolve': [
      'Says what the caller may do with objects of a schema',
      'documented',
      'the context is left out of the answer: `resolveEchoesContext`',
    ],
    'GET /objects/{objectId}/permissions': [
      'Lists who an object is shared with',
      'documented',
      'an empty list can be left out: `omitsEmptyAccessors`',
    ],
    'POST /objects/{objectId}/permissions': ['Shares an object with somebody', 'documented'],
    'GET /objects/{objectId}/permissions/all-users': ['Shows what all users may do', 'documented'],
    'PUT /objects/{objectId}/permissions/all-users': ['Changes what all users may do', 'documented'],
    'DELETE /objects/{objectId}/permissions/all-users': ['Revokes the access of all users', 'documented'],
    'GET /objects/{objectId}/permissions/{type}/{id}': ['Shows what a user or a group may do', 'documented'],
    'PUT /objects/{objectId}/permissions/{type}/{id}': ['Changes what a user or a group may do', 'documented'],
    'DELETE /objects/{objectId}/permissions/{type}/{id}': ['Revokes the access of a user or a group', 'documented'],
    'POST /objects/{objectId}:transfer-ownership': ['Transfers an object to another owner', 'documented'],
  },
};
