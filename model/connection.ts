/** The two settings schemas of AWS connections, by the names that a deployment file uses. */
export const CONNECTION_SCHEMAS = {
  legacy: 'builtin:hyperscaler-authentication.aws.connection',
  enhanced: 'builtin:hyperscaler-authentication.connections.aws',
} as const;

export type ConnectionSchema = keyof typeof CONNECTION_SCHEMAS;

/** The settings schema of the outbound allow-list. */
export const ALLOWED_HOSTS_SCHEMA = 'builtin:dt-javascript-runtime.allowed-outbound-connections';

/** Lengths of a connection's name in characters. Source: the settings schemas, versions 0.0.3 and 0.0.26. */
export const NAME_LENGTH: Record<ConnectionSchema, { min: number; max: number }> = {
  legacy: { min: 1, max: 100 },
  enhanced: { min: 3, max: 100 },
};

export interface LegacyConnectionValue {
  name: string;
  type: 'webIdentity';
  webIdentity: { roleArn: string; policyArns: string[] };
}

export interface EnhancedConnectionValue {
  name: string;
  type: 'awsWebIdentity';
  awsWebIdentity: { roleArn: string; consumers: string[] };
}

export function legacyConnectionValue(name: string, roleArn: string, policyArns: string[]): LegacyConnectionValue {
  return { name, type: 'webIdentity', webIdentity: { roleArn, policyArns } };
}

/** @param roleArn empty until the role exists; Dynatrace never lets it change afterwards. */
export function enhancedConnectionValue(name: string, roleArn = ''): EnhancedConnectionValue {
  return { name, type: 'awsWebIdentity', awsWebIdentity: { roleArn, consumers: ['APP:dynatrace.aws.connector'] } };
}
