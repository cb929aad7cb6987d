import type { SettingsSchema } from '../validation';

export const LEGACY_CONNECTION = 'builtin:hyperscaler-authentication.aws.connection';

const ARN_LENGTH = { minLength: 20, maxLength: 2048 };
const ACCOUNT = 'arn:(?:aws|aws-cn|aws-us-gov):iam::(?:aws|\\d+?)';

/** The deprecated connection schema, version 0.0.3: nothing but `type` is readable back, and nothing may change. */
export function legacyConnectionSchema(maturity?: string): SettingsSchema {
  return {
    schemaId: LEGACY_CONNECTION,
    version: '0.0.3',
    displayName: 'AWS Connections',
    ...(maturity ? { maturity } : {}),
    multiObject: true,
    maxObjects: 100,
    ownerBasedAccessControl: true,
    unique: { property: 'name', message: 'There is another set of credentials defined under this name.' },
    secretResubmissionMessage:
      'For security reasons please re-enter the required secrets to save the new configuration.',
    properties: {
      name: {
        type: 'text',
        minLength: 1,
        maxLength: 100,
        pattern: /[^:]+/,
        patternMessage: 'The symbol : is not allowed the name',
        modification: 'NEVER',
        default: '',
      },
      type: {
        type: 'enum',
        name: 'Type',
        values: ['webIdentity'],
        modification: 'NEVER',
        forceSecretResubmission: true,
        default: 'webIdentity',
      },
      webIdentity: {
        type: 'object',
        name: 'WebIdentity',
        precondition: { property: 'type', equals: 'webIdentity' },
        properties: {
          roleArn: { type: 'secret', ...ARN_LENGTH, ...arnOf('Role', 'role'), modification: 'NEVER' },
          policyArns: {
            type: 'list',
            maxItems: 100,
            items: { type: 'secret', ...ARN_LENGTH, ...arnOf('Policy', 'policy') },
            modification: 'NEVER',
          },
        },
      },
    },
  };
}

function arnOf(label: string, kind: string): { pattern: RegExp; patternMessage: string } {
  const pattern = `${ACCOUNT}:${kind}\\/.*`;
  return {
    pattern: new RegExp(pattern),
    patternMessage: `${label} must be valid with given pattern ^${pattern}$`,
  };
}
