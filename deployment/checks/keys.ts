import type { Path } from '../problem';
import type { CheckContext } from './context';

/** Keys become names of stacks, folders and Terraform resources, and not all of these tell upper from lower case. */
export function checkKeys(context: CheckContext): void {
  const { accounts, tenants } = context.deployment;
  checkCase(context, ['accounts'], accounts);
  checkCase(context, ['tenants'], tenants);
  for (const [key, { connections, workflowActors }] of Object.entries(tenants)) {
    checkCase(context, ['tenants', key, 'connections'], connections);
    checkCase(context, ['tenants', key, 'workflowActors'], workflowActors);
  }
  if (Object.keys(tenants).length === 0) context.report('tenant-missing', ['tenants'], 'must have at least one tenant');
}

function checkCase({ report }: CheckContext, path: Path, parts: object): void {
  const seen = new Map<string, string>();
  for (const key of Object.keys(parts)) {
    const folded = key.toLowerCase();
    const earlier = seen.get(folded);
    if (earlier !== undefined) {
      report('key-case', [...path, key], `must differ from \`${earlier}\` by more than case`);
    }
    seen.set(folded, earlier ?? key);
  }
}
