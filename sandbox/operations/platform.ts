import type { Api } from './operation';

export const TOKENS: Api = {
  title: 'Token endpoint',
  prefixes: ['/sso/oauth2/token'],
  source: 'docs.dynatrace.com, "OAuth clients"; dynatrace-oss/dynatrace-mcp, pull requests 11 and 18',
  operations: {
    POST: [
      'Returns a bearer token for client credentials, with all scopes of the client where none is named',
      'documented',
      'refusals are recorded, in three forms: `tokenRefusals`',
    ],
  },
};

export const ITSELF: Api = {
  title: 'The sandbox itself',
  prefixes: ['/_sandbox'],
  source: 'none: no real service has it',
  operations: { 'POST /reset': ['Resets both sides to the first start', 'assumed'] },
};

export const ISSUER: Api = {
  title: 'Token issuer',
  prefixes: ['/issuer'],
  source: 'OpenID Connect Discovery 1.0',
  operations: {
    'GET /.well-known/openid-configuration': ['Names the issuer and its keys', 'documented'],
    'GET /jwks': ['Publishes the key that signs web identity tokens', 'documented', 'the path is assumed'],
  },
};

export const REGISTRY: Api = {
  title: 'App registry',
  prefixes: ['/platform/app-engine/registry/v1'],
  source: '@dynatrace-sdk/client-app-engine-registry 2.1.2',
  operations: {
    'GET /apps': ['Lists apps', 'documented', '`include-all-app-versions` is ignored'],
    'POST /apps': ['Installs the app of a bundle', 'documented', 'signatures of bundles are not checked'],
    'GET /apps/{id}': ['Shows an app and how far its installation is', 'documented'],
    'DELETE /apps/{id}': ['Uninstalls an app', 'documented'],
    'POST /apps/{id}:install-bundle': [
      'Installs an app of the Hub by its id',
      'seen in a client',
      'Dynatrace does not support it; it may no longer exist: `installBundle`',
    ],
  },
};

export const MANAGEMENT: Api = {
  title: 'Platform management',
  prefixes: ['/platform/management/v1'],
  source: '@dynatrace-sdk/client-platform-management-service 1.7.0',
  operations: {
    'GET /environment': ['Describes the environment', 'documented'],
    'POST /effective-permissions:resolve': [
      'Says what the caller may do; always "condition" for settings',
      'documented',
      'the context is left out of the answer: `resolveEchoesContext`',
    ],
  },
};

export const AUTOMATION: Api = {
  title: 'Automation',
  prefixes: ['/platform/automation/v1'],
  source: '@dynatrace-sdk/client-automation 5.22.0',
  operations: {
    'GET /workflows': ['Lists workflows', 'documented', '`ordering` and filters by executions are ignored'],
    'GET /workflows/{id}': ['Shows a workflow; a private one to its owner and to administrators', 'documented'],
    'GET /workflows/{id}/tasks': ['Shows the tasks of a workflow', 'documented'],
    'GET /workflows/{id}/actions': ['Lists the actions of a workflow', 'documented'],
    'GET /settings': ['Lists permissions that workflows can be given', 'documented', 'deprecated there'],
    'GET /settings/user-permissions': ['Lists what workflows may do for the caller', 'documented', 'deprecated there'],
    'GET /settings/service-users': [
      'Lists the service users',
      'documented',
      'deprecated there; its fields are assumed',
    ],
  },
};
