import { TerraformOutput, type TerraformStack } from 'cdktf';
import type { ResolvedConnection, ResolvedTenant } from '../deployment/resolved';
import { CONNECTION_SCHEMAS } from '../model/connection';
import { authorizationSettingsPage, settingsPage } from '../model/links';
import { enhancedSubject, legacySubject } from '../model/oidc';
import { literal, type Reference } from './expressions';

/** What people look for after a deploy: ARNs, the OIDC audience and subjects, and where to see the connections. */
export function addOutputs(
  stack: TerraformStack,
  tenant: ResolvedTenant,
  objectIdOf: (connection: ResolvedConnection) => Reference,
): void {
  const connections = tenant.connections.map((connection) => {
    const objectId = objectIdOf(connection).text;
    return [
      connection.key,
      {
        name: literal(connection.name),
        object_id: objectId,
        role_arn: literal(connection.roleArn),
        subject: connection.schema === 'enhanced' ? enhancedSubject(objectId) : literal(legacySubject(connection.name)),
        page: settingsPage(tenant.environment, CONNECTION_SCHEMAS[connection.schema]),
      },
    ];
  });
  const providers = tenant.accounts.map(({ key, providerArn }) => [key, providerArn]);
  output(stack, 'connections', Object.fromEntries(connections), 'The AWS connections and their roles');
  output(stack, 'oidc_providers', Object.fromEntries(providers), 'ARN of the OIDC provider in each account');
  output(stack, 'audience', tenant.audience, 'OIDC audience of the tenant');
  if (connections.length > 0) output(stack, 'by_hand', byHand(tenant), 'What no API can do');
}

/** Dynatrace has no API for a user's consent, so that a deploy ends by saying what is left. */
function byHand({ environment }: ResolvedTenant): string {
  return (
    'Everyone who runs workflows as themselves has to allow hyperscaler-authentication:aws:authenticate and ' +
    `settings:objects:read in Workflows: ${authorizationSettingsPage(environment)}`
  );
}

function output(stack: TerraformStack, name: string, value: unknown, description: string): void {
  new TerraformOutput(stack, `output-${name}`, { value, description }).overrideLogicalId(name);
}
