import type { ResolvedTenant } from '../../deployment/stacks';
import type { Context } from '../../scripts/dynatrace/context';
import type { StateResource } from '../../terraform/json';
import { type Output, table } from '../cli/terminal';

/** One thing that a deploy needs, and whether it is as it should be. */
export interface Check {
  /** For example `account main` or `tenant prod`. */
  area: string;
  what: string;
  status: 'ok' | 'warning' | 'failure';
  detail: string;
  cure?: string;
}

/** What Terraform manages already, by tenant. A tenant whose state cannot be read is not in it. */
export type States = Map<string, StateResource[]>;

/** What the checks of a tenant look at. */
export interface TenantCheck {
  tenant: ResolvedTenant;
  context: Context;
  states: States;
  /** Path of the app's bundle, if the tenant installs the app from one. */
  bundle?: string;
}

/** Makes the checks of one area. */
export interface Area {
  ok(what: string, detail: string): Check;
  warning(what: string, detail: string, cure?: string): Check;
  failure(what: string, detail: string, cure?: string): Check;
}

export function area(name: string): Area {
  const make =
    (status: Check['status']) =>
    (what: string, detail: string, cure?: string): Check => ({
      area: name,
      what,
      status,
      detail,
      ...(cure && { cure }),
    });
  return { ok: make('ok'), warning: make('warning'), failure: make('failure') };
}

/** The checks as a table, each cure below what it cures. */
export function checkTable(checks: Check[], { colors }: Pick<Output, 'colors'>): string {
  const paint = { ok: colors.green, warning: colors.yellow, failure: colors.red };
  const areas = [...new Set(checks.map((check) => check.area))];
  return areas
    .map((name) => {
      const inside = checks.filter((check) => check.area === name);
      const rows = inside.map(({ status, what, detail }) => [`  ${paint[status](status)}`, what, detail]);
      const lines = table(rows).split('\n');
      const withCures = inside.flatMap(({ cure }, index) => [
        lines[index] ?? '',
        ...(cure ? cure.split('\n').map((line) => `           ${colors.bold(line)}`) : []),
      ]);
      return [colors.bold(name), ...withCures].join('\n');
    })
    .join('\n\n');
}

export function checkSummary(checks: Check[]): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  return `${count('ok')} ok, ${count('warning')} warnings, ${count('failure')} failures`;
}
