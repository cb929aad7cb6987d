import { App, TerraformStack, Testing } from 'cdktf';
import type { Backend } from '../../deployment/schema';
import { declareBackend, minimumTerraform } from '../../stacks/backend';

const HCP: Backend = {
  type: 'hcp',
  hostname: 'app.terraform.io',
  organization: 'acme',
  workspacePrefix: 'aws-workflows-',
};
const S3: Backend = { type: 's3', bucket: 'acme-state', keyPrefix: 'aws-workflows/', region: 'eu-central-1' };

function stackWith(backend: Backend): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'prod');
  declareBackend(stack, backend, 'prod');
  stack.prepareStack();
  return stack;
}

function declared(backend: Backend): unknown {
  return JSON.parse(Testing.synth(stackWith(backend))).terraform;
}

describe('declareBackend', () => {
  it.each([
    ['.', '../../../terraform.prod.tfstate'],
    ['state', '../../../state/terraform.prod.tfstate'],
    ['./state/', '../../../state/terraform.prod.tfstate'],
    ['../elsewhere', '../../../../elsewhere/terraform.prod.tfstate'],
    ['state\\of\\acme', '../../../state/of/acme/terraform.prod.tfstate'],
  ])('keeps local state in %s at a relative path', (directory, path) => {
    expect(declared({ type: 'local', directory })).toEqual({ backend: { local: { path } } });
  });

  it('names one workspace per tenant for HCP Terraform', () => {
    expect(declared(HCP)).toEqual({
      cloud: { hostname: 'app.terraform.io', organization: 'acme', workspaces: { name: 'aws-workflows-prod' } },
    });
  });

  it('names the project of new workspaces', () => {
    expect(declared({ ...HCP, project: 'Observability' })).toMatchObject({
      cloud: { workspaces: { name: 'aws-workflows-prod', project: 'Observability' } },
    });
  });

  it('locks state in a bucket by a file beside it', () => {
    expect(declared(S3)).toEqual({
      backend: {
        s3: {
          bucket: 'acme-state',
          key: 'aws-workflows/prod.tfstate',
          region: 'eu-central-1',
          encrypt: true,
          use_lockfile: true,
        },
      },
    });
  });

  it('passes on the profile and the key that encrypts the state', () => {
    expect(declared({ ...S3, profile: 'state', kmsKeyId: 'alias/state' })).toMatchObject({
      backend: { s3: { profile: 'state', kms_key_id: 'alias/state' } },
    });
  });

  it('declares nothing for runs that HCP Terraform starts', () => {
    expect(declared({ type: 'none' })).toEqual({});
  });

  it('gives no stack the state of another', () => {
    const app = new App();
    const [source, target] = ['one', 'two'].map((id) => new TerraformStack(app, id)) as [
      TerraformStack,
      TerraformStack,
    ];
    declareBackend(source, HCP, 'one');

    expect(() => target.registerIncomingCrossStackReference(source)).toThrow(
      'a stack must not read the state of another one: compute the value instead',
    );
  });
});

describe('minimumTerraform', () => {
  it.each([
    [S3, '1.10.0'],
    [HCP, '1.6.0'],
    [{ type: 'local', directory: '.' } as const, '1.5.7'],
    [{ type: 'none' } as const, '1.5.7'],
  ])('for %j is %s', (backend, version) => {
    expect(minimumTerraform(backend)).toBe(version);
  });
});
