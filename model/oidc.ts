/** The Hub app whose actions use the connections; its id is part of the OIDC audience. */
export const CONNECTOR_APP_ID = 'dynatrace.aws.connector';

/** Audience of the tokens that an environment sends to AWS: `<domain>/app-id/dynatrace.aws.connector`. */
export function audienceOf(environment: { domain: string }): string {
  return `${environment.domain}/app-id/${CONNECTOR_APP_ID}`;
}

/** Subject of a connection in the legacy schema, bound to its name. */
export function legacySubject(connectionName: string): string {
  return `dtid:connection/${connectionName}`;
}

/** Subject of a connection in the enhanced schema, bound to its settings object id. */
export function enhancedSubject(objectId: string): string {
  return `dt:connection-id/${objectId}`;
}

/** An issuer as IAM writes it in ARNs and condition keys: without the scheme. Not normalised further, as in IAM. */
export function issuerHost(issuer: string): string {
  return issuer.replace(/^https:\/\//, '');
}
