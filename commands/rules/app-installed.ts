import { failed, type Rule } from '../findings/rule';
import { plannedObjects } from '../plan/objects';
import type { Planned } from './subjects';

export const appInstalled: Rule<Planned> = {
  id: 'app-installed',
  severity: 'warning',
  what: 'No app is installed.',
  why: 'An app affects the whole environment, and `hub` installs it through an unsupported API call.',
  cure: 'Install the app from the Dynatrace Hub and leave `app.install` at `require`.',
  check({ plan, stack }) {
    const { install } = stack.config.app;
    const way = install === 'hub' ? 'from the Hub, through an unsupported API call' : 'from a bundle';
    return plannedObjects(plan)
      .filter(({ kind, fate }) => kind === 'hub-app' && ['created', 'replaced', 'repaired'].includes(fate))
      .filter(() => install !== 'require')
      .map(({ key }) => failed(`app ${key}`, `The app ${key} will be installed if it is missing (${way})`));
  },
};
