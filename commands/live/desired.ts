import type { ResolvedTenant } from '../../deployment/stacks';
import type { Kind } from '../../model/tracked';
import { allowedHosts } from '../../stacks/dynatrace/allowed-host';
import { connections } from '../../stacks/dynatrace/connection';
import { connectionSettings } from '../../stacks/dynatrace/connection-settings';
import { connectionShares } from '../../stacks/dynatrace/connection-share';
import { hubApp } from '../../stacks/dynatrace/hub-app';
import { legacyConnections } from '../../stacks/dynatrace/legacy-connection';
import type { Instances } from '../../stacks/dynatrace/tracked-resource';
import { workflowActors } from '../../stacks/dynatrace/workflow-actor';
import { workflowActorPolicies } from '../../stacks/dynatrace/workflow-actor-policy';
import { Reference } from '../../stacks/expressions';

/** Kinds of Dynatrace objects; a preflight is none. */
export type ObjectKind = Exclude<Kind, 'preflight'>;

export type Desired = { [K in ObjectKind]: Instances<K> };

/** What the deployment file wants of each kind, by key, as synthesis writes it into Terraform. */
export function desiredInstances(tenant: ResolvedTenant): Desired {
  const objectId = () => new Reference('known after apply');
  return {
    'hub-app': hubApp(tenant).instances,
    'allowed-host': allowedHosts(tenant).instances,
    'legacy-connection': legacyConnections(tenant).instances,
    connection: connections(tenant).instances,
    'connection-settings': connectionSettings(tenant, objectId).instances,
    'connection-share': connectionShares(tenant, objectId).instances,
    'workflow-actor': workflowActors(tenant).instances,
    'workflow-actor-policy': workflowActorPolicies(tenant).instances,
  };
}
