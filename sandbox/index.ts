export { type AccountKey, SANDBOX_ACCESS_KEY_ID, SANDBOX_ACCOUNT_ID } from './aws/accounts';
export { type AwsOptions, type AwsSandbox, startAws } from './aws/aws';
export { SANDBOX_SECRET_ACCESS_KEY } from './aws/callers';
export { findMoto, startMoto } from './aws/moto';
export { signRequest } from './aws/signature';
export { ALL_SCOPES } from './dynatrace/controls';
export type { SettingsObject } from './dynatrace/state';
export { type DynatraceOptions, type DynatraceSandbox, startDynatrace } from './dynatrace/tenant';
export { readArchive, unpackArchive } from './hcp/archive';
export {
  type Execution as HcpExecution,
  type Job as HcpJob,
  type Script as HcpScript,
  scriptedExecution,
} from './hcp/execution';
export { type HcpSandbox, startHcp } from './hcp/hcp';
export type { Workspace as HcpWorkspace } from './hcp/state';
export { operationsPage } from './operations/page';
export { startNullProvider } from './providers/null-provider';
export { startProviderStandIns } from './providers/provider-stand-ins';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox';
export { readSeed, SeedError } from './seed/read';
export { type Handler, type SandboxResponse, type SandboxServer, serve } from './server';
