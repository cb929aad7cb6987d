import { existsSync } from 'node:fs';
import { hubPage } from '../../model/links';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import { readLive } from '../../scripts/look';
import { desiredKinds } from '../../stacks/dynatrace';
import { asWarning, failed, ok, type Rule } from '../findings/rule';
import type { TenantBefore } from './subjects';

export const appAvailable: Rule<TenantBefore> = {
  id: 'app-available',
  severity: 'error',
  what: 'The app AWS for Workflows is installed, or a deploy can install it.',
  why: 'Its actions are what use the connections, and its id is part of the audience of every token.',
  cure: 'Install it from the Dynatrace Hub, or set `app.install` to `hub` or `bundle`.',
  async check({ tenant, context }) {
    const subject = `app ${CONNECTOR_APP_ID}`;
    const page = hubPage(tenant.environment);
    const { install } = tenant.config.app;
    if (!tenant.holdsTenant) return [];
    const instance = desiredKinds(tenant)['hub-app'].instances[CONNECTOR_APP_ID]?.identity as never;
    const [live] = await readLive([{ kind: 'hub-app', instance }], context);
    if (live?.error) throw live.error;
    if (live?.status === 'in-sync') return [ok(subject, `installed${live.note ? `, ${live.note}` : ''}`)];
    if (live?.status === 'changed') {
      const state = live.changes?.[0]?.to;
      return [failed(subject, `its state is ${state}`, `Wait if it is pending; otherwise repair it at ${page}`)];
    }
    if (install === 'require') {
      const cure = `Install it at ${page}, or set \`app.install\` to \`hub\` or \`bundle\`.`;
      return [failed(subject, 'not installed', cure)];
    }
    if (install === 'hub') {
      const detail = 'will be installed through an API call that Dynatrace does not support';
      return [asWarning(failed(subject, detail, `To be safe, install it at ${page}`))];
    }
    const { appBundle = '' } = tenant;
    if (existsSync(appBundle)) return [ok(subject, `will be installed from ${appBundle}`)];
    return [failed(subject, `its bundle ${appBundle} does not exist`, 'Correct `app.bundle`.')];
  },
};
