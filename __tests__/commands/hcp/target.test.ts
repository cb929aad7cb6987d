import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTarget, tokenVariable } from '../../../commands/hcp/target';
import type { Backend } from '../../../deployment/schema';

const HCP: Backend = {
  type: 'hcp',
  hostname: 'tfe.acme-corp.example',
  organization: 'acme',
  workspacePrefix: 'aws-workflows-',
};
const NONE: Backend = { type: 'none' };
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
});

afterAll(() => rm(home, { recursive: true }));

const find = (backend: Backend, env: NodeJS.ProcessEnv = {}) => findTarget({ backend, state: 'prod', env, home });

describe('findTarget', () => {
  it('takes the workspace from the deployment file', async () => {
    const env = { TFE_TOKEN: 'secret', TF_CLOUD_ORGANIZATION: 'other', TF_WORKSPACE: 'other' };

    expect(await find(HCP, env)).toEqual({
      hostname: 'tfe.acme-corp.example',
      organization: 'acme',
      workspace: 'aws-workflows-prod',
      token: 'secret',
    });
  });

  it('takes it from the environment when the file names none', async () => {
    const env = { TF_TOKEN_app_terraform_io: 'secret', TF_CLOUD_ORGANIZATION: 'acme', TF_WORKSPACE: 'prod' };

    expect(await find(NONE, env)).toEqual({
      hostname: 'app.terraform.io',
      organization: 'acme',
      workspace: 'prod',
      token: 'secret',
    });
    expect(await find(NONE, { ...env, TF_CLOUD_HOSTNAME: 'tfe.example', TFE_TOKEN: 'other' })).toMatchObject({
      hostname: 'tfe.example',
      token: 'other',
    });
  });

  it.each([
    [{ TF_WORKSPACE: 'prod' }, 'Uploading needs an organization: set `backend.type: hcp`', 'TF_CLOUD_ORGANIZATION'],
    [{ TF_CLOUD_ORGANIZATION: 'acme' }, 'Uploading needs a workspace: set `backend.type: hcp`', 'TF_WORKSPACE'],
  ])('with %j says what is missing', async (env, message, variable) => {
    await expect(find(NONE, env)).rejects.toThrow(message);
    await expect(find(NONE, env)).rejects.toThrow(`or export ${variable}.`);
  });

  it("prefers the host's own token", async () => {
    const env = { TF_TOKEN_tfe_acme__corp_example: 'own', TFE_TOKEN: 'any' };

    expect(await find(HCP, env)).toMatchObject({ token: 'own' });
  });

  it('finds the token of `terraform login`', async () => {
    const directory = join(home, process.platform === 'win32' ? 'AppData/Roaming/terraform.d' : '.terraform.d');
    await mkdir(directory, { recursive: true });
    const file = join(directory, 'credentials.tfrc.json');

    await writeFile(file, JSON.stringify({ credentials: { 'tfe.acme-corp.example': { token: 'stored' } } }));
    expect(await find(HCP)).toMatchObject({ token: 'stored' });

    await writeFile(file, 'no json');
    await expect(find(HCP)).rejects.toThrow(`${file} is not JSON: run \`terraform login tfe.acme-corp.example\``);
    await rm(file);
  });

  it('says where a token can come from when there is none', async () => {
    await expect(find(HCP)).rejects.toThrow(
      'There is no token for tfe.acme-corp.example: run `terraform login tfe.acme-corp.example`, or export ' +
        'TF_TOKEN_tfe_acme__corp_example or TFE_TOKEN',
    );
  });
});

describe('tokenVariable', () => {
  it.each([
    ['app.terraform.io', 'TF_TOKEN_app_terraform_io'],
    ['tfe.example:8443', 'TF_TOKEN_tfe_example'],
    ['café.fr', 'TF_TOKEN_xn____caf__dma_fr'],
  ])('of %s is %s', (hostname, variable) => {
    expect(tokenVariable(hostname)).toBe(variable);
  });
});
