import type { ResolvedStack } from '../../deployment/resolved-stack';
import { deploymentSchema } from '../../deployment/schema';
import { resolveStacks } from '../../deployment/stacks';

export type Json = Record<string, unknown>;

/** What a test says differently from the smallest deployment. */
export interface Parts {
  /** Of the account `main`. */
  account?: Json;
  /** Of the tenant `prod`. */
  tenant?: Json;
  root?: Json;
  /** Of the tenant `prod`, instead of its one connection `ops`. */
  connections?: Json;
}

/** A deployment file with one account and one tenant, with parts of it replaced. */
export function deploymentWith({ account, tenant, root, connections }: Parts = {}): Json {
  return {
    name: 'platform-team',
    accounts: { main: { id: '123456789012', region: 'eu-central-1', ...account } },
    tenants: {
      prod: {
        environment: 'abc12345.apps.dynatrace.com',
        connections: connections ?? { ops: { account: 'main' } },
        ...tenant,
      },
    },
    ...root,
  };
}

/** The stacks of a file that lies in `/srv`. */
export function stacksOf(file: Json): ResolvedStack[] {
  return resolveStacks(deploymentSchema.parse(file), '/srv/deployment.yaml');
}

/** The one stack of `deploymentWith`. */
export function stackWith(parts: Parts = {}): ResolvedStack {
  return stacksOf(deploymentWith(parts))[0] as ResolvedStack;
}
