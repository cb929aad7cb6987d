import { DeploymentError } from '../deployment/load';
import type { ResolvedStack } from '../deployment/resolved-stack';
import { engines } from '../package.json';
import { messageOf } from '../scripts/dynatrace/errors';
import { deploymentFile as fileOfProject } from '../terraform/project';
import type { Command } from './cli/command';
import { type Selection, selectStacks } from './cli/selection';
import type { Output } from './cli/terminal';
import { acknowledgementsOf } from './findings/acknowledge';
import { type Finding, findingsCode } from './findings/finding';
import { FINDINGS_OPTIONS, formatOf, printFindings } from './findings/print';
import { type Report, startReport } from './findings/report';
import { openAccount } from './iam/account';
import { describeAwsError } from './iam/aws-errors';
import { lookAt } from './live/look';
import { resolvePermissions } from './live/permissions';
import type { States } from './live/states';
import { sideBySide } from './plan/schedule';
import { ACCOUNT_RULES, RULES, TENANT_RULES } from './rules';
import { awsCredentials } from './rules/aws-credentials';
import { deploymentFile } from './rules/deployment-file';
import { dynatraceCredentials } from './rules/dynatrace-credentials';
import { nodeVersion } from './rules/node-version';
import { providerVersion } from './rules/provider-version';
import { stateAccess } from './rules/state-access';
import { stateLeftBehind } from './rules/state-left-behind';
import type { AccountBefore } from './rules/subjects';
import { synthesis } from './rules/synthesis';
import { terraformVersion } from './rules/terraform-version';

const MACHINE = { area: 'this machine' };

export const command: Command = {
  summary: 'Checks everything that a deploy needs, before anything is changed, and says what helps.',
  usage: 'doctor [tenant …] [options]',
  options: FINDINGS_OPTIONS,
  exitCodes: {
    0: 'nothing stands in the way, even if there are warnings',
    1: 'a check failed, or could not be carried out',
  },
  async run({ positionals, flags }, output) {
    const format = formatOf(flags);
    const { findings, file } = await examine(positionals, output);
    printFindings(findings, { format, file, rules: RULES }, output);
    return findingsCode(findings) === 0 ? 0 : 1;
  },
};

async function examine(names: string[], output: Output): Promise<{ findings: Finding[]; file: string }> {
  const report = startReport();
  await report.check(nodeVersion, { wanted: engines.node }, MACHINE);
  let selection: Selection;
  try {
    selection = selectStacks(names);
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    await report.check(terraformVersion, {}, MACHINE);
    await report.check(deploymentFile, { problems: error.problems }, { area: 'deployment file' });
    return { findings: report.findings([], RULES), file: fileOfProject() };
  }
  const { file, deployment, stacks } = selection;
  const [terraform] = await report.check(terraformVersion, { backend: deployment.backend }, MACHINE);
  const loaded = { file, tenants: Object.keys(deployment.tenants).length };
  await report.check(deploymentFile, loaded, { area: 'deployment file' });
  await report.check(stateLeftBehind, selection, { area: 'deployment file' });
  const states: States = new Map();
  output.progress('reading the states');
  if (terraform?.status === 'ok') await examineStates(selection, states, report);
  output.progress('reading the AWS accounts');
  await examineAccounts(stacks, states, report);
  await sideBySide(stacks, async (stack) => {
    output.progress(`${stack.name}: reading ${stack.environment.domain}`);
    await examineTenant(stack, { states, report });
  });
  return { findings: report.findings(stacks.map(acknowledgementsOf), RULES), file };
}

/** Reads the states of the stacks, and of those that own what they share. */
async function examineStates(selection: Selection, states: States, report: Report): Promise<void> {
  const [synthesized] = await report.check(synthesis, selection, MACHINE);
  if (synthesized?.status !== 'ok') return;
  const owners = selection.stacks.flatMap(({ accounts }) => accounts.map(({ owner }) => owner));
  const wanted = [...new Set([...selection.stacks.map(({ name }) => name), ...owners])];
  await sideBySide(wanted, async (stack) => {
    await report.check(stateAccess, { stack, states }, { area: `stack ${stack}` });
  });
  const first = selection.stacks.find(({ name }) => states.has(name));
  if (!first) return;
  const providers = [
    ...(first.accounts.length > 0 ? ['aws'] : []),
    'null',
    ...(first.config.driftCheck ? ['external'] : []),
  ];
  await report.check(providerVersion, { stack: first.name, providers }, MACHINE);
}

/** Checks the accounts that tenants use: the credentials first, then what is there already. */
export async function examineAccounts(tenants: ResolvedStack[], states: States, report: Report): Promise<void> {
  const uses = tenants.flatMap((tenant) => tenant.accounts.map((account) => ({ tenant, account })));
  await sideBySide([...new Set(uses.map(({ account }) => account.key))], async (key) => {
    const here = uses.filter(({ account }) => account.key === key);
    const config = here[0]?.account.config as AccountBefore['uses'][number]['account']['config'];
    const subject: AccountBefore = { key, uses: here, reader: openAccount(config), states, caller: '' };
    const describe = (error: unknown) => describeAwsError(error, config);
    const about = { area: `account ${key}`, place: ['accounts', key], describe };
    const [credentials] = await report.check(awsCredentials, subject, about);
    if (credentials?.status !== 'ok') return;
    for (const rule of ACCOUNT_RULES) await report.check(rule, subject, about);
  });
}

/** Checks one tenant: whether the credentials are good, whether they suffice, and what is there already. */
export async function examineTenant(
  tenant: ResolvedStack,
  { states, report }: { states: States; report: Report },
): Promise<void> {
  const about = { area: `tenant ${tenant.key}`, tenant: tenant.key, place: ['tenants', tenant.key] };
  let context: ReturnType<typeof lookAt>;
  try {
    context = lookAt(tenant);
  } catch (error) {
    await report.check(dynatraceCredentials, { missing: error }, about);
    return;
  }
  try {
    const known = context.credentials.kind !== 'api-token';
    const permissions = known ? await resolvePermissions(tenant) : { wanted: [], missing: [], scopes: [], unheld: [] };
    const subject = { tenant, context, states, permissions };
    await report.check(dynatraceCredentials, subject, about);
    if (permissions.error) return;
    // One token then serves all further reads.
    context.need(permissions.wanted.filter(({ permission }) => !permissions.scopes.includes(permission)));
    const describe = (error: unknown) => ({ said: `could not be read: ${messageOf(error)}` });
    for (const rule of TENANT_RULES) await report.check(rule, subject, { ...about, describe });
  } finally {
    await context.close();
  }
}
