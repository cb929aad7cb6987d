import { TerraformStack, Testing } from 'cdktf';
import type { Backend } from '../../deployment/schema';
import { declareBackend } from '../../stacks/backend';
import { synthesizeProd } from '../support/synthesize';

const HCP = { type: 'hcp', organization: 'acme' };

function preconditionOf(root: object): { condition: string; error_message: string } | undefined {
  const preflight = synthesizeProd({ root: { ...root } }).resource.null_resource?.preflight;
  const { precondition } = (preflight?.lifecycle ?? {}) as {
    precondition?: [{ condition: string; error_message: string }];
  };
  return precondition?.[0];
}

describe('the credentials of a workspace', () => {
  it.each([HCP, { type: 'none' }])('are asked about before anything is planned in HCP Terraform ($type)', (backend) => {
    const precondition = preconditionOf({ backend });

    expect(precondition?.condition).toBe('${var.TFC_RUN_ID == "" || var.dynatrace_credentials != ""}');
    expect(precondition?.error_message).toContain('DT_CLIENT_ID and DT_CLIENT_SECRET of an OAuth client');
    expect(precondition?.error_message).toContain('set its Terraform variable dynatrace_credentials to');
  });

  it.each([{ type: 'local' }, { type: 's3', bucket: 'acme-state', region: 'eu-central-1' }])(
    'are not asked about where HCP Terraform never runs ($type)',
    (backend) => {
      expect(preconditionOf({ backend })).toBeUndefined();
      expect(synthesizeProd({ root: { backend } })).not.toHaveProperty('variable');
    },
  );

  it('need no variable outside of HCP Terraform', () => {
    expect(synthesizeProd({ root: { backend: HCP } })).toMatchObject({
      variable: {
        TFC_RUN_ID: { default: '', type: 'string' },
        dynatrace_credentials: { default: '', type: 'string' },
      },
    });
  });

  it('are named with the prefix of the tenant', () => {
    const stack = new TerraformStack(Testing.app(), 'prod');
    declareBackend(stack, HCP as Backend, 'prod', 'PROD');

    expect(Testing.synth(stack)).toContain('PROD_DT_CLIENT_ID and PROD_DT_CLIENT_SECRET of an OAuth client');
  });
});
