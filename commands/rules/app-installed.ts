import { failed, type Rule } from '../findings/rule';
import { fateOf } from '../plan/plan-index';
import type { Planned } from './subjects';

export const appInstalled: Rule<Planned> = {
  id: 'app-installed',
  severity: 'warning',
  what: 'A deploy installs no app.',
  why: 'An app is there for the whole environment; `hub` installs it by a call that Dynatrace does not support.',
  cure: 'Install the app from the Dynatrace Hub, and leave `app.install` at `require`.',
  check({ index, tenant }) {
    const { install } = tenant.config.app;
    const way = install === 'hub' ? 'from the Hub, by a call that Dynatrace does not support' : 'from a bundle';
    return index
      .all('null_resource', 'hub_app')
      .filter((app) => install !== 'require' && ['created', 'replaced'].includes(fateOf(app)))
      .map(({ index: app }) => failed(`app ${app}`, `The app ${app} will be installed unless it is there (${way})`));
  },
};
