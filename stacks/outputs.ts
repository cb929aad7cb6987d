import { TerraformOutput } from 'cdktf';
import type { ResolvedStack } from '../deployment/resolved-stack';
import { CONNECTION_SCHEMAS } from '../model/connection';
import { trustPolicy } from '../model/iam';
import { authorizationSettingsPage, settingsPage } from '../model/links';
import { enhancedSubject, legacySubject } from '../model/oidc';
import { objectIdsOf, trustOf } from './aws/aws-side';
import { objectIdOf } from './dynatrace/references';
import { literal, withReferences } from './expressions';
import type { StackWithLocals } from './stack-with-locals';

/** What people look for after a deploy: ARNs, the OIDC audience and subjects, and where to see the connections. */
export function addOutputs(stack: StackWithLocals, tenant: ResolvedStack): void {
  const connections = tenant.connections.map((connection) => {
    const objectId = objectIdOf(connection).text;
    return [
      literal(connection.key),
      {
        name: literal(connection.name),
        object_id: objectId,
        role_arn: literal(connection.roleArn),
        subject: connection.schema === 'enhanced' ? enhancedSubject(objectId) : literal(legacySubject(connection.name)),
        page: settingsPage(tenant.environment, CONNECTION_SCHEMAS[connection.schema]),
      },
    ];
  });
  const providers = tenant.accounts.map(({ key, providerArn }) => [literal(key), literal(providerArn)]);
  stack.addLocal('connection_summaries', Object.fromEntries(connections));
  output(stack, 'connections', '${local.connection_summaries}', 'The AWS connections and their roles');
  output(stack, 'oidc_providers', Object.fromEntries(providers), 'ARN of the OIDC provider in each account');
  const trusts = trustPolicies(tenant);
  if (Object.keys(trusts).length > 0) {
    output(stack, 'trust_policies', trusts, 'Trust policies for the roles that are owned elsewhere, ready to paste');
  }
  output(stack, 'audience', literal(tenant.audience), 'OIDC audience of the tenant');
  if (connections.length > 0) output(stack, 'by_hand', byHand(tenant), 'Manual steps, which no API offers');
}

function trustPolicies(stack: ResolvedStack): Record<string, string> {
  const roles = stack.roles.filter(({ existing }) => existing);
  return Object.fromEntries(
    roles.flatMap((role) => {
      const account = stack.accounts.find(({ key }) => key === role.account);
      if (!account || role.connections.length === 0) return [];
      return [[literal(role.arn), withReferences(trustPolicy(trustOf(stack, account, role)), objectIdsOf(role))]];
    }),
  );
}

/** Dynatrace has no API for a user's consent, so that a deploy ends by saying what is left. */
function byHand({ environment }: ResolvedStack): string {
  return (
    'Everyone who runs workflows as themselves has to allow hyperscaler-authentication:aws:authenticate and ' +
    `settings:objects:read in Workflows: ${authorizationSettingsPage(environment)}`
  );
}

function output(stack: StackWithLocals, name: string, value: unknown, description: string): void {
  new TerraformOutput(stack, `output-${name}`, { value, description }).overrideLogicalId(name);
}
