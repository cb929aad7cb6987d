import { malformedPolicy } from './aws-error';
import { type PolicyDocument, PolicySyntaxError, parsePolicy, type Statement } from './policy-document';
import { checkDate, checkResource } from './policy-resources';

const VERSIONS = ['2012-10-17', '2008-10-17'];

/** Actions of STS that open a role, and those that go with them. */
const ASSUME_ACTIONS =
  /^sts:(AssumeRole(WithSAML|WithWebIdentity)?|AssumeRole\*|TagSession|SetSourceIdentity|SetContext)$/i;

/** Federated principals that are no ARN. */
const WELL_KNOWN_PROVIDERS = [
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
];

/**
 * Reads a role's trust policy as IAM accepts it. As in IAM, the provider that it names need not exist.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export function readTrustPolicy(text: string, partition: string): PolicyDocument {
  const document = read(text, {
    json: 'This policy contains invalid Json',
    syntax: 'Syntax error in policy.',
    empty: 'Could not parse the policy: Statement is empty!',
    effect: 'Missing required field Effect',
  });
  if (document.version !== undefined && !VERSIONS.includes(document.version)) {
    throw malformedPolicy('The policy must contain a valid version string');
  }
  if (hasDuplicateSid(document)) throw malformedPolicy('The Statement Ids in the policy are not unique');
  for (const statement of document.statements) checkTrustStatement(statement, partition);
  return document;
}

function checkTrustStatement(statement: Statement, partition: string): void {
  const { actions, notActions, resources, notResources, principals } = statement;
  if (!principals) throw malformedPolicy('Missing required field Principal');
  const named = Object.entries(principals).flatMap(([kind, ids]) => ids.map((id) => [kind, id] as const));
  if (named.length === 0) throw malformedPolicy('Missing required field Principal cannot be empty!');
  for (const [kind, id] of named) {
    if (!isPrincipal(kind, id, partition)) throw malformedPolicy(`Invalid principal in policy: "${kind}":"${id}"`);
  }
  const listed = actions ?? notActions ?? [];
  if (listed.length === 0) throw malformedPolicy('Missing required field Action');
  if (!listed.every((action) => ASSUME_ACTIONS.test(action))) {
    throw malformedPolicy('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (resources) throw malformedPolicy('Has prohibited field Resource');
  if (notResources) throw malformedPolicy('AssumeRole policy must not contain resources.');
}

function isPrincipal(kind: string, id: string, partition: string): boolean {
  switch (kind) {
    case 'AWS':
      return (
        id === '*' ||
        /^\d{12}$/.test(id) ||
        new RegExp(`^arn:${partition}:(iam|sts)::\\d{12}:(root|(user|role|assumed-role)/.+)$`).test(id)
      );
    case 'Federated':
      return (
        WELL_KNOWN_PROVIDERS.includes(id) ||
        new RegExp(`^arn:${partition}:iam::\\d{12}:(oidc|saml)-provider/.+$`).test(id)
      );
    case 'Service':
      return /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(id);
    default:
      return false;
  }
}

/**
 * Reads an inline policy or session policy as IAM accepts it.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export function readIdentityPolicy(text: string, partition: string): PolicyDocument {
  const syntax = 'Syntax errors in policy.';
  const document = read(text, { json: syntax, syntax, empty: syntax, effect: syntax });
  for (const { conditions } of document.statements) {
    for (const { operator, values } of conditions) {
      if (/^(\w+:)?Date/.test(operator)) values.forEach(checkDate);
    }
  }
  if (document.version !== undefined && !VERSIONS.includes(document.version)) throw malformedPolicy(syntax);
  if (document.version !== '2012-10-17') {
    throw malformedPolicy('Policy document must be version 2012-10-17 or greater.');
  }
  if (hasDuplicateSid(document)) {
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.');
  }
  for (const statement of document.statements) checkIdentityStatement(statement, partition);
  return document;
}

function checkIdentityStatement(statement: Statement, partition: string): void {
  const { sid, actions, notActions, resources, notResources, principals } = statement;
  if (principals) throw malformedPolicy('Policy document should not specify a principal.');
  if (sid !== undefined && !/^[A-Za-z0-9]*$/.test(sid)) {
    throw malformedPolicy('Statement IDs (SID) must be alpha-numeric.');
  }
  const listed = actions ?? notActions ?? [];
  if (listed.length === 0) throw malformedPolicy('Policy statement must contain actions.');
  for (const action of listed) checkAction(action);
  const targets = resources ?? notResources ?? [];
  if (targets.length === 0) throw malformedPolicy('Policy statement must contain resources.');
  for (const target of targets) checkResource(target, partition);
}

function checkAction(action: string): void {
  const [vendor = '', ...names] = action.split(':');
  if (action !== '*' && names.length === 0) {
    throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  if (names.length > 1) throw malformedPolicy('Actions/Condition can contain only one colon.');
  if (action !== '*' && !/^[A-Za-z0-9.-]+$/.test(vendor)) throw malformedPolicy(`Vendor ${vendor} is not valid`);
}

function read(text: string, messages: Record<PolicySyntaxError['problem'], string>): PolicyDocument {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicy(messages[error.problem]);
    throw error;
  }
}

function hasDuplicateSid({ statements }: PolicyDocument): boolean {
  const sids = statements.map(({ sid }) => sid).filter(Boolean);
  return new Set(sids).size < sids.length;
}
