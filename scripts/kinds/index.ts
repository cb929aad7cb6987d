import type { Kind } from '../../model/kind-types';
import type { Verbs } from './verbs';

/** The verbs of each kind, loaded when asked for: a script runs one kind, and starts faster without the others. */
export const VERBS: { [K in Kind]: () => Verbs<K> } = {
  preflight: () => (require('./preflight') as typeof import('./preflight')).verbs,
  'hub-app': () => (require('./hub-app') as typeof import('./hub-app')).verbs,
  'allowed-host': () => (require('./allowed-host') as typeof import('./allowed-host')).verbs,
  'legacy-connection': () => (require('./legacy-connection') as typeof import('./legacy-connection')).verbs,
  connection: () => (require('./connection') as typeof import('./connection')).verbs,
  'connection-settings': () => (require('./connection-settings') as typeof import('./connection-settings')).verbs,
  'connection-share': () => (require('./connection-share') as typeof import('./connection-share')).verbs,
  'workflow-actor': () => (require('./workflow-actor') as typeof import('./workflow-actor')).verbs,
  'workflow-actor-policy': () => (require('./workflow-actor-policy') as typeof import('./workflow-actor-policy')).verbs,
  inventory: () => (require('./inventory') as typeof import('./inventory')).verbs,
};
