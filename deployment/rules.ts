/**
 * What has to be true of a deployment file, by the id of the rule. Readers, tests and `acknowledge` name rules by it: it
 * never changes.
 */
export const RULES = {
  'file-unreadable': 'The deployment file exists and can be read.',
  'invalid-yaml': 'The file is a single YAML document, and its aliases refer to anchors above them.',
  'secret-in-file': 'The file contains no credential, not even in a comment.',
  'key-unquoted': 'Keys are strings, and quoted where YAML would read them as something else.',
  'key-repeated': 'No mapping has the same key twice.',
  'key-unknown': 'Every key is one of those in the reference.',
  'key-missing': 'Every required key is there.',
  'key-form': 'Keys that the file chooses consist of letters, digits, "-" and "_".',
  'key-reserved': 'No key has a name that JavaScript reserves.',
  'key-case': 'Keys of the same mapping differ by more than case.',
  'value-type': 'Every value has the type given in the reference.',
  'value-choice': 'Where the reference lists the possible values, the value is one of them.',
  'value-form': 'Every value has the form that Dynatrace, AWS or Terraform accepts.',
  'value-range': 'Lengths, numbers and lists stay within their limits.',
  'listed-twice': 'No list has an entry twice.',
  'tenant-missing': 'The file has at least one tenant.',
  'environment-address': 'The address of an environment is one of Dynatrace.',
  'environment-twice': 'Each tenant is an environment of its own.',
  'stack-name-twice': 'No two stacks have the same name.',
  'state-shared': 'No other deployment file of the checkout keeps a state in the same place.',
  'moved-from': '`movedFrom` is a key that is no longer in the file, named once.',
  'account-uuid-missing': '`accountUuid` is set when users, groups or workflow actors are looked up in the account.',
  'api-token-insufficient': 'An API token suffices for everything in a tenant that accepts one.',
  'app-bundle':
    '`app.bundle` is a zip file in the folder of the deployment file, and is set only with `install: bundle`.',
  'host-pattern': 'Every allowed host is a pattern that the environment accepts.',
  'host-count': 'The allowed hosts fit into the list of the environment.',
  'actor-twice': 'Each workflow actor is a different user or group.',
  'actor-connection': 'Workflow actors use connections of the tenant that are not retired.',
  'account-twice': 'Each AWS account has one entry.',
  'account-unknown': 'The account of every connection is in the file.',
  'account-mismatch': 'Roles and policies are in the account that uses them.',
  'partition-mismatch': "ARNs, regions and `partition` are in the partition of the account's region.",
  'region-unknown': 'Every region has the form of an AWS region.',
  'provider-not-managed': 'An OIDC provider that something else manages is not configured here.',
  'provider-owner': '`providerOwner` is a tenant that uses the account, and is set when several tenants do.',
  'provider-owner-circle': 'No stacks wait for the OIDC providers of each other.',
  'audience-form': 'The audience of an environment is one that IAM accepts, without wildcards.',
  'audience-count': 'The OIDC provider has room for the audiences.',
  'connection-count': 'A tenant has no more legacy connections than Dynatrace accepts.',
  'connection-name-form': 'Every connection has a name that its schema and the trust policy accept.',
  'connection-name-twice': 'No two connections of a tenant have the same name.',
  'connection-retired': 'A connection is retired only while another one uses its role.',
  'session-policies': 'Only legacy connections have session policies.',
  'role-of': '`roleOf` names another connection of the tenant, in the same account, with a role of its own.',
  'role-of-unchanged': 'A connection that uses the role of another leaves that role as it is.',
  'role-name-twice': 'The names of the roles in an account differ by more than case.',
  'role-twice': 'An existing role belongs to one connection of the tenant, and others use it through `roleOf`.',
  'role-not-managed': 'A role that something else manages is not configured here.',
  'trust-policy-size': 'Every trust policy fits into what IAM accepts.',
  'inline-policy-size': 'Every inline policy fits into what IAM accepts.',
  'tag-count': 'A role has no more tags than IAM accepts.',
  'statement-id-twice': 'No two statements of a role have the same id.',
  'statement-letters': 'Statements contain only characters that IAM accepts.',
  'iam-action-form': 'IAM actions consist of a service and an action.',
  'iam-resource-form': 'Resources of statements are "*" or ARNs.',
  'iam-condition-operator': 'Condition operators are those of IAM.',
  'iam-condition-key': 'Condition keys have a prefix and a name.',
  'unknown-aws-name':
    "IAM actions, services and condition keys are in AWS's data. A tenant can acknowledge one that is newer.",
  'workflow-action-unknown': 'Every workflow action is one whose IAM actions are known.',
  'workflow-action-resources': 'Workflow actions are restricted to resources only where AWS can do that.',
  'acknowledge-impossible': 'Only findings are acknowledged; of the rules in this table, only `unknown-aws-name`.',
} as const;

/** What a reader should know although the file can be used, by the id of the rule. */
export const WARNINGS = {
  'region-newer': 'Every region existed at the time of the release.',
  'connections-undocumented': 'A tenant has no more connections than Dynatrace documents.',
  'stack-large': 'No stack has so many connections that its plans become slow.',
  'iam-action-resource': 'No statement about certain resources has an action that only works on all resources.',
  'iam-condition-idle': 'Each condition key applies to some action of its statement.',
  'workflow-action-incomplete': 'A workflow action names resources of every type that it works on.',
} as const;

/** The one rule that a tenant can acknowledge: AWS adds names every week. */
export const UNKNOWN_NAME = 'unknown-aws-name';

export type RuleId = keyof typeof RULES;
export type WarningId = keyof typeof WARNINGS;
