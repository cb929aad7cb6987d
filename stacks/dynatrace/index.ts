import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { Kind } from '../../model/kind-types';
import { allowedHosts } from './allowed-host';
import { connections } from './connection';
import { connectionSettings } from './connection-settings';
import { connectionShares } from './connection-share';
import { hubApp } from './hub-app';
import type { KindProps } from './instances';
import { inventory } from './inventory';
import { legacyConnections } from './legacy-connection';
import { preflight } from './preflight';
import { workflowActors } from './workflow-actor';
import { workflowActorPolicies } from './workflow-actor-policy';

/** What a stack wants of every kind. A kind without instances is there too: its block deletes what its last ones left. */
export type Desired = { [K in Kind]: KindProps<K> };

/** @param appBundle path of the app's zip below the stack's directory, when the app is installed from one */
export function desiredKinds(stack: ResolvedStack, appBundle?: string): Desired {
  const kinds: Omit<Desired, 'preflight'> = {
    'hub-app': hubApp(stack, appBundle),
    'allowed-host': allowedHosts(stack),
    'workflow-actor': workflowActors(stack),
    'workflow-actor-policy': workflowActorPolicies(stack),
    connection: connections(stack),
    'legacy-connection': legacyConnections(stack),
    'connection-settings': connectionSettings(stack),
    'connection-share': connectionShares(stack),
    inventory: inventory(stack),
  };
  return { ...kinds, preflight: preflight(stack, kinds) };
}
