import type { Partition } from '../facts/aws-names';
import { type AwsError, invalidInput, noSuchEntity, validationError } from './aws-error';
import { type PolicyDocument, parsePolicy } from './policy-document';

/** The managed policies of an account: AWS's own, taken to exist whatever their name, and the customer's. */
export interface ManagedPolicies {
  /** @throws AwsError when the ARN is malformed, of another partition, or of no policy that exists. */
  checkAttachable(arn: string): void;
  /** @throws AwsError as `checkAttachable`, with the codes that permissions boundaries have. */
  checkBoundary(arn: string): void;
  /** What a policy grants. AWS's policies are unknown here except for AdministratorAccess, so they grant nothing. */
  document(arn: string): PolicyDocument;
}

const NOTHING: PolicyDocument = { statements: [] };
const EVERYTHING: PolicyDocument = {
  statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }],
};

/** @param customerPolicies documents of the customer managed policies by ARN. */
export function managedPolicies(partition: Partition, customerPolicies: Record<string, object>): ManagedPolicies {
  const administrator = `arn:${partition}:iam::aws:policy/AdministratorAccess`;

  function check(arn: string, malformed: (message: string) => AwsError, unknown: string): void {
    const match = /^arn:([\w-]+):iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.exec(arn);
    if (!match) throw malformed(`ARN ${arn} is not valid.`);
    if (match[1] !== partition) throw validationError('Invalid ARN partition');
    if (match[2] !== 'aws' && !Object.hasOwn(customerPolicies, arn)) throw noSuchEntity(unknown);
  }

  return {
    checkAttachable: (arn) => check(arn, validationError, `Policy ${arn} does not exist or is not attachable.`),
    checkBoundary: (arn) => check(arn, invalidInput, `Scope ARN: ${arn} does not exist or is not attachable.`),
    document(arn) {
      if (arn === administrator) return EVERYTHING;
      const document = Object.hasOwn(customerPolicies, arn) ? customerPolicies[arn] : undefined;
      return document ? parsePolicy(JSON.stringify(document)) : NOTHING;
    },
  };
}
