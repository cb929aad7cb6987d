import type { DeploymentInput } from '../../deployment/load';
import { type Environment, EnvironmentError, parseEnvironment } from '../../model/environment';
import { audienceOf } from '../../model/oidc';
import type { TenantAccess } from '../../model/script-input';
import { type Arguments, type Command, CommandError } from '../cli/command';

type AccountInput = NonNullable<DeploymentInput['accounts']>[string];
type TenantInput = DeploymentInput['tenants'][string];

/** What `discover` looks at, and what the deployment file says about how to reach it. */
export interface Target {
  /** Key of the tenant in the file. */
  key: string;
  /** Label of the deployment. */
  name: string;
  environment: Environment;
  access: TenantAccess;
  audience: string;
  /** How the file reaches the tenant. */
  tenant: TenantInput;
  /** By key, without their ids, which the credentials tell. */
  accounts: Record<string, Omit<AccountInput, 'id'>>;
}

export const TARGET_OPTIONS: Command['options'] = {
  environment: { type: 'string', description: 'address of the Dynatrace environment' },
  accounts: {
    type: 'string',
    description:
      'AWS accounts as <key>=<profile>:<region>, separated by commas; without a profile, the credentials of the environment',
  },
  tenant: { type: 'string', description: 'your name for the environment (prod)' },
  name: { type: 'string', description: 'name of the deployment (aws-workflows)' },
  credentials: { type: 'string', description: 'prefix of the variables with the Dynatrace credentials' },
  'account-uuid': { type: 'string', description: 'UUID of the Dynatrace account, for names of users and groups' },
  issuer: { type: 'string', description: 'OIDC issuer, for stages other than production' },
  'sso-url': { type: 'string', description: 'OAuth token endpoint, for stages other than production' },
  'account-url': { type: 'string', description: 'account API, for stages other than production' },
  'aws-endpoint': { type: 'string', description: 'endpoint of IAM and STS, for emulators and private networks' },
};

const KEY = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/;
const ACCOUNT = /^([A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)=([^:]*):([a-z]{2}(?:-[a-z]+)+-\d)$/;

/** @throws CommandError for an option that is missing or cannot be used */
export function targetFrom(flags: Arguments['flags']): Target {
  const text = (name: string) => (typeof flags[name] === 'string' && flags[name] !== '' ? flags[name] : undefined);
  const key = text('tenant') ?? 'prod';
  const name = text('name') ?? 'aws-workflows';
  for (const [option, value] of Object.entries({ tenant: key, name })) {
    if (!KEY.test(value))
      throw new CommandError(`--${option} must consist of letters, digits, "-" and "_", got "${value}"`);
  }
  const address = required(text('environment'), 'environment', 'abc12345.apps.dynatrace.com');
  const overrides = {
    ...(text('sso-url') && { ssoUrl: text('sso-url') }),
    ...(text('account-url') && { accountUrl: text('account-url') }),
    ...(text('issuer') && { issuer: text('issuer') }),
  };
  const environment = environmentFrom(address, overrides);
  const own = {
    ...(text('account-uuid') && { accountUuid: text('account-uuid') }),
    ...(text('credentials') && { credentials: text('credentials') }),
  };
  const { ssoUrl, accountUrl, classicUrl } = environment;
  return {
    key,
    name,
    environment,
    access: { ssoUrl, accountUrl, classicUrl, allowApiToken: false, ...own },
    audience: audienceOf(environment),
    tenant: { environment: address, ...overrides, ...own },
    accounts: accountsFrom(
      required(text('accounts'), 'accounts', 'production=my-profile:eu-central-1'),
      text('aws-endpoint'),
    ),
  };
}

function environmentFrom(address: string, overrides: Parameters<typeof parseEnvironment>[1]): Environment {
  try {
    return parseEnvironment(address, overrides);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const message = error.message.replace(
      /`(ssoUrl|accountUrl|issuer)`/g,
      (_, name: string) => OPTION_OF[name] ?? name,
    );
    throw new CommandError(`--environment ${message}, got "${address}"`);
  }
}

/** Messages about a deployment file name its keys. */
const OPTION_OF: Record<string, string> = { ssoUrl: '--sso-url', accountUrl: '--account-url', issuer: '--issuer' };

function accountsFrom(list: string, endpoint: string | undefined): Target['accounts'] {
  const accounts: Target['accounts'] = {};
  for (const entry of list.split(',').map((one) => one.trim())) {
    const [, key, profile, region] = ACCOUNT.exec(entry) ?? [];
    if (key === undefined || region === undefined) {
      throw new CommandError(
        `--accounts must list <key>=<profile>:<region>, such as production=my-profile:eu-central-1, got "${entry}"`,
      );
    }
    if (Object.hasOwn(accounts, key)) throw new CommandError(`--accounts must name each key once, got "${key}" twice`);
    accounts[key] = {
      region,
      ...(profile && { profile }),
      ...(endpoint && { endpoints: { iam: endpoint, sts: endpoint } }),
    };
  }
  return accounts;
}

function required(value: string | undefined, option: string, example: string): string {
  if (value !== undefined) return value;
  throw new CommandError(`Add --${option}, for example --${option} ${example}.`);
}
