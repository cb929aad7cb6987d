import { TerraformStack } from 'cdktf';

/**
 * A stack whose locals cdktf passes through unread. They hold most of the deployment file's texts, in which cdktf would
 * look for its own tokens, and copying them again and again is what a large file takes longest for.
 */
export class StackWithLocals extends TerraformStack {
  private readonly locals: Record<string, unknown> = {};

  /** @param value as Terraform reads it: texts of the user escaped by `literal` */
  addLocal(name: string, value: unknown): void {
    this.locals[name] = value;
  }

  override toTerraform(): object {
    const { locals, ...rest } = super.toTerraform();
    // Those that somebody added to the stack by constructs of their own.
    return { ...rest, locals: { ...locals, ...this.locals } };
  }

  override toHclTerraform(): never {
    throw new Error('must be synthesized as JSON, which Terraform reads as well: leave `--hcl` out');
  }
}
