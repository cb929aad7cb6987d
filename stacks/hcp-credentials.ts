import { type TerraformStack, TerraformVariable } from 'cdktf';
import { blockName } from '../model/blocks';
import { CREDENTIAL_KINDS, wantedVariables } from '../model/credentials';

/** HCP Terraform sets it in every run, as an environment variable and as a Terraform variable alike. */
const RUN_ID = 'TFC_RUN_ID';

/** What a workspace says about its credentials, which Terraform itself cannot see. */
export const CREDENTIALS_VARIABLE = 'dynatrace_credentials';

/** The kinds of credentials that a workspace can have. */
const KINDS = Object.keys(CREDENTIAL_KINDS);

/**
 * Fails a plan in HCP Terraform whose workspace does not say which Dynatrace credentials it has. Terraform cannot read
 * the environment, and a credential in a Terraform variable would end up in plans, so that a word about it has to do:
 * a workspace that nobody prepared has none. Outside of HCP Terraform nothing is asked for.
 *
 * @param prefix of the environment variables that hold the tenant's credentials, without the underscore behind it
 */
export function requireCredentials(stack: TerraformStack, prefix?: string): void {
  const kinds = JSON.stringify(KINDS);
  const { pair, platformToken } = wantedVariables({ credentials: prefix });
  new TerraformVariable(stack, RUN_ID, { type: 'string', default: '', description: 'Set by HCP Terraform' });
  const said = new TerraformVariable(stack, CREDENTIALS_VARIABLE, {
    type: 'string',
    default: '',
    description: `Which Dynatrace credentials the workspace has as environment variables: ${KINDS.join(', ')}`,
  });
  said.addValidation({
    condition: `\${contains(concat([""], ${kinds}), var.${CREDENTIALS_VARIABLE})}`,
    errorMessage: `${CREDENTIALS_VARIABLE} must be one of ${KINDS.join(', ')}.`,
  });
  stack.addOverride(`resource.null_resource.${blockName('preflight')}.lifecycle.precondition`, [
    {
      condition: `\${var.${RUN_ID} == "" || var.${CREDENTIALS_VARIABLE} != ""}`,
      error_message:
        'This workspace does not say which Dynatrace credentials it has. Add them to its environment variables, ' +
        `marked as sensitive: ${pair} of an OAuth client, or ${platformToken}. Then set its Terraform variable ${CREDENTIALS_VARIABLE} to ` +
        'oauth-client or platform-token.',
    },
  ]);
}
