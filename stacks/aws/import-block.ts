import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';
import type { Address } from '../expressions';

export interface ImportBlockProps {
  to: Address;
  id: string;
  /** Alias of the provider, as Terraform writes it: `aws.main`. */
  provider: string;
}

/** Takes over what exists already. cdktf's own way asks the Terraform binary for its version at synthesis. */
export class ImportBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ImportBlockProps,
  ) {
    super(scope, id);
  }

  override toTerraform(): object {
    return { import: [this.props] };
  }
}
