/** Id of the app whose actions use AWS. Source: the app's page in Dynatrace Hub. */
export const CONNECTOR_APP = 'dynatrace.aws.connector';

/** The `aud` claim: no scheme. Source: "Set up AWS Connector", step "Create an OpenID identity provider". */
export function audienceClaim(domain: string): string {
  return `${domain}/app-id/${CONNECTOR_APP}`;
}

/** The `sub` claim of a connection of the deprecated schema. Source: "Set up AWS for Workflows", trust policy. */
export function subjectByName(connectionName: string): string {
  return `dtid:connection/${connectionName}`;
}

/** The `sub` claim of other connections. Source: Terraform provider dynatrace, docs/resources/aws_connection.md. */
export function subjectByObjectId(objectId: string): string {
  return `dt:connection-id/${objectId}`;
}
