import type { Property, SettingsSchema } from '../validation';

export const ENHANCED_CONNECTION = 'builtin:hyperscaler-authentication.connections.aws';

/** The connection schema in use, version 0.0.26. Its role ARN is text, may start empty, and is checked with AWS. */
export function enhancedConnectionSchema(): SettingsSchema {
  return {
    schemaId: ENHANCED_CONNECTION,
    version: '0.0.26',
    displayName: 'Connections to AWS environments',
    maturity: 'GENERAL_AVAILABILITY',
    validator: {
      customValidatorId:
        'hyperscaler-authentication.hyperscaler-authentication:8080/internal/settings-validation/v0.1/validate-container/awsConfiguration',
      skipAsyncValidation: true,
    },
    multiObject: true,
    maxObjects: 3000,
    ownerBasedAccessControl: true,
    unique: { property: 'name', message: 'There is another connection defined under this name.' },
    properties: {
      name: {
        type: 'text',
        minLength: 3,
        maxLength: 100,
        pattern: /[^:]+/,
        patternMessage: 'The symbol : is not allowed the name',
        modification: 'ALWAYS',
        default: '',
      },
      type: {
        type: 'enum',
        name: 'Type',
        values: ['awsRoleBasedAuthentication', 'awsWebIdentity'],
        modification: 'NEVER',
        default: 'awsRoleBasedAuthentication',
      },
      awsWebIdentity: authentication(
        'awsWebIdentity',
        'Role must be valid with given pattern',
        'arn:(?:aws|aws-cn|aws-us-gov):iam::(?:aws|\\d+?):role\\/.*',
        ['APP:dynatrace.aws.connector'],
      ),
      awsRoleBasedAuthentication: authentication(
        'awsRoleBasedAuthentication',
        'Invalid AWS IAM Role ARN, it does not adhere to pattern',
        'arn:aws:iam::(?:aws|\\d+?):role\\/.*',
        [...['da', 'bo', 'openpipeline', 'grail'].map((name) => `SVC:com.dynatrace.${name}`), 'DA', 'NONE'],
      ),
    },
  };
}

function authentication(type: string, message: string, arn: string, consumers: string[]): Property {
  return {
    type: 'object',
    name: capitalized(type),
    precondition: { property: 'type', equals: type },
    properties: {
      roleArn: {
        type: 'text',
        maxLength: 2048,
        pattern: new RegExp(`|${arn}`),
        patternMessage: `${message} ^$|${arn}$`,
        default: '',
      },
      consumers: {
        type: 'list',
        maxItems: 1,
        items: { type: 'enum', name: `ConsumersOf${capitalized(type)}`, values: consumers },
        default: consumers.slice(0, 1),
      },
    },
  };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
