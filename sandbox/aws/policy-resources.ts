import { malformedPolicy } from './aws-error';

/** What a path of IAM's own resources begins with. */
const IAM_PATHS = [
  ...['user/', 'federated-user/', 'role/', 'group/', 'instance-profile/', 'mfa/', 'server-certificate/', 'policy/'],
  ...['sms-mfa/', 'saml-provider/', 'oidc-provider/', 'report/', 'access-report/'],
];

/**
 * Checks a resource of an identity policy. Rules and texts as recorded on AWS by moto's tests of policy validation.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export function checkResource(resource: string, partition: string): void {
  if (resource === '*') return;
  const [scheme, of = '', service, region = '', _account, ...rest] = resource.split(':');
  if (scheme !== 'arn' || !resource.includes(':')) {
    throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
  }
  if (of !== partition && of !== '*') {
    const [, , ...parts] = resource.split(':');
    const shown = [...parts.slice(0, 3), parts.slice(3).join(':')].map((part, index) => part || (parts[index] ?? '*'));
    while (shown.length < 4) shown.push('*');
    throw malformedPolicy(`Partition "${of}" is not valid for resource "arn:${of}:${shown.join(':')}".`);
  }
  if (!service || /[*?]/.test(service)) {
    throw malformedPolicy('Resource vendor must be fully qualified and cannot contain regexes.');
  }
  if (rest.length === 0) throw legacyFailure();
  checkService(service, region, rest.join(':'), resource);
}

function checkService(service: string, region: string, path: string, resource: string): void {
  if (service === 's3' && region && !path.startsWith('accesspoint/')) {
    throw malformedPolicy(`Resource ${resource} can not contain region information.`);
  }
  if (service !== 'iam') return;
  if (region) throw malformedPolicy(`IAM resource ${resource} cannot contain region information.`);
  if (path !== '*' && !IAM_PATHS.some((start) => path.startsWith(start))) {
    throw malformedPolicy(`IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`);
  }
}

/** Milliseconds of the largest time that IAM reads, which Java's `Long` sets. */
const MAX_TIME = 9_223_372_036_854_775_807n;

const DATE =
  /^-?\d{1,9}(?:-(?:0?[1-9]|1[0-2])(?:-(?:0?[1-9]|[12]\d|3[01]))?)?(?:t(?:(?:[01]?\d|2[0-3])(?::[0-5]?\d(?::[0-5]?\d(?:\.\d{1,9})?(?:z|\+(?:[01]\d|2[0-3])(?::[0-5]\d)?)?)?)?)?)?$/i;

/**
 * Checks a value of a condition on dates: a time in ISO 8601, as much of it as there is, or seconds since the epoch.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export function checkDate(value: string): void {
  const valid = /[t-]/i.test(value) ? DATE.test(value) : /^\d+$/.test(value) && BigInt(value) <= MAX_TIME;
  if (!valid) throw legacyFailure();
}

function legacyFailure() {
  return malformedPolicy('The policy failed legacy parsing');
}
