import type { Path } from '../problem';
import { isWritten, writtenKeys } from '../source';
import type { CheckContext } from './context';

/** Keys become names of stacks, folders and Terraform resources, and not all of these tell upper from lower case. */
export function checkKeys(context: CheckContext): void {
  const { deployment, source } = context;
  checkCase(context, ['accounts']);
  checkCase(context, ['tenants']);
  for (const tenant of Object.keys(deployment.tenants)) {
    checkCase(context, ['tenants', tenant, 'connections']);
    checkCase(context, ['tenants', tenant, 'workflowActors']);
  }
  if (writtenKeys(source, ['tenants']).length === 0 && isWritten(source, ['tenants'])) {
    context.report(['tenants'], 'must have at least one tenant');
  }
}

function checkCase({ source, report }: CheckContext, path: Path): void {
  const seen = new Map<string, string>();
  for (const key of writtenKeys(source, path)) {
    const folded = key.toLowerCase();
    const earlier = seen.get(folded);
    // A key that is written twice in the same form is reported with the YAML.
    if (earlier !== undefined && earlier !== key) {
      report([...path, key], `must differ from \`${earlier}\` in more than upper and lower case`);
    }
    seen.set(folded, earlier ?? key);
  }
}
