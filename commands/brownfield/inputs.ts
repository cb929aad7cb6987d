import type { DeploymentInput } from '../../deployment/load';
import type { Path } from '../../deployment/problem';

export type ConnectionInput = NonNullable<DeploymentInput['tenants'][string]['connections']>[string];
export type PermissionsInput = NonNullable<ConnectionInput['permissions']>;

/** A line of a comment: words, which are wrapped, or YAML to complete, which is not. */
export type Line = string | { code: string };

/** A remark in the deployment file, above the key or the item that it is about. */
export interface Comment {
  path: Path;
  lines: Line[];
}
