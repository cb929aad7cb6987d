import { createColors } from 'picocolors';
import type { Output } from '../../commands/cli/terminal';
import type { ResolvedStack } from '../../deployment/resolved-stack';
import type { DynatraceSandbox } from '../../sandbox/index';
import type { Action, Plan, ResourceChange, Values } from '../../terraform/json';
import { type Json, stackWith } from '../support/deployment';

/** A tenant as a command gets it. */
export function tenantWith(tenant: Json = {}, account: Json = {}): ResolvedStack {
  return stackWith({ root: { name: 'team' }, tenant, account });
}

/** The same on a sandbox. */
export function sandboxTenant(dynatrace: DynatraceSandbox, tenant: Json = {}, account: Json = {}): ResolvedStack {
  const { url, ssoUrl, accountUrl } = dynatrace;
  const { issuer } = dynatrace.tenant.issuer;
  return tenantWith({ environment: url, ssoUrl, accountUrl, issuer, ...tenant }, account);
}

/** Credentials in this process's environment, as a user exports them, until the test ends or they are taken back. */
export function exportCredentials(variables: Record<string, string | undefined>): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  return () => set(before);
}

/** Takes what a command prints, without colours. */
export function recordingOutput(): Output & { printed: string[]; progressed: string[] } {
  const [printed, progressed]: string[][] = [[], []];
  return {
    printed: printed as string[],
    progressed: progressed as string[],
    print: (text) => void printed?.push(text),
    progress: (text) => void progressed?.push(text),
    colors: createColors(false),
  };
}

/** A resource in a plan; `before` and `after` say whether it is created, updated, deleted or kept. */
export function resource(
  address: string,
  { before, after, ...rest }: { before?: Values; after?: Values } & Partial<ResourceChange> & { unknown?: Values },
): ResourceChange {
  const [, type = '', name = '', index] = /^([^.]+)\.([^[]+)(?:\["(.*)"\])?$/.exec(address) ?? [];
  const same = JSON.stringify(before) === JSON.stringify(after);
  const actions: Action[] = !before ? ['create'] : !after ? ['delete'] : same ? ['no-op'] : ['update'];
  const replaced: Action[] = type === 'null_resource' && actions[0] === 'update' ? ['delete', 'create'] : actions;
  const { unknown = {}, ...others } = rest;
  return {
    address,
    mode: 'managed',
    type,
    name,
    ...(index !== undefined && { index }),
    change: { actions: replaced, before: before ?? null, after: after ?? null, after_unknown: unknown },
    ...others,
  };
}

/** Triggers of a null_resource. */
export function triggers(values: Record<string, string>): Values {
  return { triggers: values };
}

export function planOf(...changes: ResourceChange[]): Plan {
  return { timestamp: '2026-11-24T07:00:00Z', resource_changes: changes };
}
