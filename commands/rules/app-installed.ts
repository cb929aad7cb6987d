import { failed, type Rule } from '../findings/rule';
import { plannedObjects } from '../plan/objects';
import type { Planned } from './subjects';

export const appInstalled: Rule<Planned> = {
  id: 'app-installed',
  severity: 'warning',
  what: 'A deploy installs no app.',
  why: 'An app is there for the whole environment; `hub` installs it by a call that Dynatrace does not support.',
  cure: 'Install the app from the Dynatrace Hub, and leave `app.install` at `require`.',
  check({ plan, stack }) {
    const { install } = stack.config.app;
    const way = install === 'hub' ? 'from the Hub, by a call that Dynatrace does not support' : 'from a bundle';
    return plannedObjects(plan)
      .filter(({ kind, fate }) => kind === 'hub-app' && ['created', 'replaced', 'repaired'].includes(fate))
      .filter(() => install !== 'require')
      .map(({ key }) => failed(`app ${key}`, `The app ${key} will be installed unless it is there (${way})`));
  },
};
