/** An error that IAM or STS answers with. */
export class AwsError extends Error {
  override name = 'AwsError';

  /** @param status HTTP status of the answer. */
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', 400, message);
}

/**
 * A parameter that breaks a rule of the service's model.
 *
 * @param field the parameter in the service's camel case, `roleName`.
 * @param rule what follows "Member must", `have length less than or equal to 64`.
 */
export function constraintError(field: string, rule: string): AwsError {
  return validationError(
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must ${rule}`,
  );
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', 400, message);
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, message);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', 404, message);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', 409, message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', 409, message);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', 409, message);
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDenied', 403, message);
}
