import { Annotations, type IAspect, TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * Refuses `create_before_destroy` anywhere in a stack: Terraform then skips destroy provisioners, silently, and not
 * only those of the resource itself but of everything that it depends on.
 */
export class NoCreateBeforeDestroy implements IAspect {
  visit(node: IConstruct): void {
    if (node instanceof TerraformResource && node.lifecycle?.createBeforeDestroy) {
      Annotations.of(node).addError(
        'must not use createBeforeDestroy: Terraform would skip the destroy scripts of what it depends on, and leave ' +
          'their objects behind in Dynatrace. Let the resource be replaced in place.',
      );
    }
  }
}
