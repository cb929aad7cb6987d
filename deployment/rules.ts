/**
 * What has to be true of a deployment file, by the id of the rule. Readers, tests and `acknowledge` name rules by it: it
 * never changes.
 */
export const RULES = {
  'file-unreadable': 'The deployment file exists and can be read.',
  'invalid-yaml': 'The file is a single YAML document, and its aliases refer to anchors above them.',
  'secret-in-file': 'The file contains no credential, not even in a comment.',
  'key-unquoted': 'Keys are strings, and quoted where YAML would read them as something else.',
  'key-repeated': 'A mapping has each of its keys once.',
  'key-unknown': 'Every key is in the reference.',
  'key-missing': 'Every required key is there.',
  'key-form': 'Keys that the file chooses consist of letters, digits, "-" and "_".',
  'key-reserved': 'No key has a name that JavaScript reserves.',
  'key-case': 'Keys that are chosen side by side differ by more than case.',
  'value-type': 'Every value is of the type in the reference.',
  'value-choice': 'Where the reference lists the possible values, it is one of them.',
  'value-form': 'Every value has the form that Dynatrace, AWS or Terraform accepts.',
  'value-range': 'Lengths, numbers and lists stay within their limits.',
  'listed-twice': 'No list has an entry twice.',
  'tenant-missing': 'The file has at least one tenant.',
  'environment-address': 'The address of an environment is one of Dynatrace.',
  'environment-twice': 'Each tenant is an environment of its own.',
  'stack-name-twice': 'No two stacks have one name.',
  'state-shared': 'No other deployment file of the checkout keeps a state in the same place.',
  'moved-from': '`movedFrom` is a key that is no longer in the file, named once.',
  'account-uuid-missing': '`accountUuid` is there when users, groups or workflow actors are looked up in the account.',
  'api-token-insufficient': 'An API token suffices for everything in a tenant that accepts one.',
  'app-bundle': '`app.bundle` is a zip file in the folder of the file, and there with `install: bundle` alone.',
  'host-pattern': 'Every allowed host is a pattern that the environment accepts.',
  'host-count': 'The allowed hosts fit on the list of the environment.',
  'actor-twice': 'Each workflow actor is a different user or group.',
  'actor-connection': 'Workflow actors use connections of the tenant that are not retired.',
  'account-twice': 'Each AWS account has one entry.',
  'account-unknown': 'The account of every connection is in the file.',
  'account-mismatch': 'Roles and policies are in the account that uses them.',
  'partition-mismatch': "ARNs, regions and `partition` are in the partition of the account's region.",
  'region-unknown': 'Every region is one that AWS can have.',
  'provider-not-managed': 'An OIDC provider that something else manages is not configured here.',
  'provider-owner': '`providerOwner` is a tenant that uses the account, and there when several tenants do.',
  'provider-owner-circle': 'No stacks wait for the OIDC providers of each other.',
  'audience-form': 'The audience of an environment is one that IAM accepts, without wildcards.',
  'audience-count': 'The audiences fit on the OIDC provider.',
  'connection-count': 'The legacy connections of a tenant are no more than Dynatrace accepts.',
  'connection-name-form': 'The name of a connection is one that its schema and the trust policy accept.',
  'connection-name-twice': 'The names of the connections of a tenant differ.',
  'connection-retired': 'A connection is retired only while another one uses its role.',
  'session-policies': 'Session policies are those of legacy connections.',
  'role-of': '`roleOf` is another connection of the tenant, in the same account, with a role of its own.',
  'role-of-unchanged': 'A connection that uses the role of another leaves that role as it is.',
  'role-name-twice': 'The names of the roles in an account differ by more than case.',
  'role-twice': 'A role that exists is the role of one connection of the tenant, and others use it by `roleOf`.',
  'role-not-managed': 'A role that something else manages is not configured here.',
  'trust-policy-size': 'Every trust policy fits into what IAM accepts.',
  'inline-policy-size': 'Every inline policy fits into what IAM accepts.',
  'tag-count': 'A role has no more tags than IAM accepts.',
  'statement-id-twice': 'The statements of a role have different ids.',
  'statement-letters': 'Statements consist of the characters that IAM accepts.',
  'iam-action-form': 'IAM actions are a service and an action.',
  'iam-resource-form': 'Resources of statements are "*" or ARNs.',
  'iam-condition-operator': 'Condition operators are those of IAM.',
  'iam-condition-key': 'Condition keys have the form of one.',
  'unknown-aws-name':
    "IAM actions, services and condition keys are in AWS's data. A tenant can acknowledge one that is newer.",
  'workflow-action-unknown': 'Workflow actions are those whose IAM actions are known.',
  'workflow-action-resources': 'Workflow actions are restricted to resources only where AWS can do that.',
  'acknowledge-impossible': 'What is acknowledged is a finding, and no rule of this table but `unknown-aws-name`.',
} as const;

/** What a reader should know although the file can be used, by the id of the rule. */
export const WARNINGS = {
  'region-newer': "Every region is among AWS's at the time of the release.",
  'connections-undocumented': 'A tenant has no more connections than Dynatrace documents.',
  'stack-large': 'No stack has so many connections that its plans become slow.',
  'iam-action-resource': 'Statements about some resources have no action that works on all resources alone.',
  'iam-condition-idle': 'Some action of a statement has the key of each condition.',
  'workflow-action-incomplete': 'A workflow action is allowed on every type of resource that it works on.',
} as const;

/** The one rule that a tenant can acknowledge: AWS adds names every week. */
export const UNKNOWN_NAME = 'unknown-aws-name';

export type RuleId = keyof typeof RULES;
export type WarningId = keyof typeof WARNINGS;
