import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CONNECTOR_APP_ID } from '../../model/oidc';
import { startSandbox } from '../../sandbox/index';
import { PACKAGE, packagedApp } from '../../terraform/project';
import { runCommand } from '../../terraform/run';
import { prepareTerraform } from '../stage/providers';
import { type Measured, measured } from './measure';

export type Layout = 'tenant' | 'account';

/** The tenant that is deployed, and its stack. */
export const TENANT = 'bench';

/** A sandbox and Terraform, for timing whole runs. */
export interface MeasuringStage {
  /** Synthesizes a tenant with enhanced connections, spread over the accounts. @returns the directory of its stack */
  synthesize(connections: number, layout?: Layout): Promise<string>;
  /** Runs Terraform in a directory. @throws Error with its output when it fails */
  terraform(directory: string, ...args: string[]): Promise<Measured>;
  /** Path of the tenant's local state. */
  state: string;
  /** From here on, the sandbox's Dynatrace answers 429 to more requests than this in a second. */
  limitRequests(perSecond: number): void;
  close(): Promise<void>;
}

/** @param accounts how many AWS accounts the sandbox has */
export async function openStage(
  directory: string,
  accounts: number,
  log: (line: string) => void,
): Promise<MeasuringStage> {
  const ids = Array.from({ length: accounts }, (_, index) => String(100_000_000_000 + index));
  const key = (index: number) => `AKIABENCH${String(index).padStart(11, '0')}`;
  const sandbox = await startSandbox({
    dynatrace: { apps: [CONNECTOR_APP_ID] },
    accounts: Object.fromEntries(ids.map((id, index) => [key(index), id])),
  });
  sandbox.dynatrace.behaviour.assumeRole = async () => ({ ok: true });
  await mkdir(directory, { recursive: true });
  const prepared = await prepareTerraform({ directory, log });
  const credentials = join(directory, 'credentials');
  const profiles = ids.map(
    (_, index) =>
      `[a${index}]\naws_access_key_id = ${key(index)}\naws_secret_access_key = ${sandbox.credentials.AWS_SECRET_ACCESS_KEY}\n`,
  );
  await writeFile(credentials, profiles.join('\n'));
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...exported } = sandbox.credentials;
  const file = join(directory, 'deployment.yaml');
  const output = join(directory, 'cdktf.out');
  const env = {
    ...prepared.env,
    ...exported,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    DEPLOYMENT_FILE: file,
    CDKTF_OUTDIR: output,
  };
  const tenant = {
    environment: sandbox.dynatrace.url,
    ssoUrl: sandbox.dynatrace.ssoUrl,
    accountUrl: sandbox.dynatrace.accountUrl,
    issuer: sandbox.dynatrace.tenant.issuer.issuer,
    schema: 'enhanced',
  };
  const endpoints = { iam: sandbox.aws.url, sts: sandbox.aws.url };
  const accountWith = (id: string, profile: string) => ({ id, region: 'us-east-1', profile, endpoints });
  return {
    async synthesize(connections, layout = 'tenant') {
      const account = (index: number) => `a${index % accounts}`;
      const entries = Array.from({ length: connections }, (_, index) => [
        `connection-${index}`,
        { account: account(index) },
      ]);
      const deployment = {
        name: 'bench',
        accounts: Object.fromEntries(ids.map((id, index) => [account(index), accountWith(id, account(index))])),
        tenants: { [TENANT]: { ...tenant, layout, connections: Object.fromEntries(entries) } },
      };
      await writeFile(file, stringify(deployment, { aliasDuplicateObjects: false }));
      const result = await runCommand(packagedApp(), [], { cwd: PACKAGE, env, shell: true });
      if (result.code !== 0) throw new Error(result.stderr);
      return join(output, 'stacks', TENANT);
    },
    terraform: (cwd, ...args) => measured(process.env.TERRAFORM_BINARY_NAME ?? 'terraform', args, { cwd, env }),
    state: join(directory, `terraform.${TENANT}.tfstate`),
    limitRequests(perSecond) {
      sandbox.dynatrace.behaviour.requestsPerSecond = perSecond;
    },
    async close() {
      await prepared.close();
      await sandbox.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
