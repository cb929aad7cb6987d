import { PARTITIONS, type Partition } from '../../model/iam';
import { arnServices, isService, services } from '../iam-data';
import type { Path } from '../problem';
import { partitionOfAccount } from '../resolve';
import { suggestion } from '../suggest';
import type { CheckContext } from './context';
import { NEWER_REGION, regionProblem } from './regions';
import { type Listed, reportUnknown, statementsOf, type WrittenStatement } from './statements';

const FORM = 'must be "*" or an ARN, such as arn:aws:s3:::my-bucket/*';

/** Resources of statements are ARNs that the account can have. IAM checks the form alone, and that while applying. */
export function checkIamResources(context: CheckContext): void {
  for (const statement of statementsOf(context)) {
    for (const resource of statement.resources) {
      if (resource.value !== '*') checkResource(context, statement, resource);
    }
  }
}

function checkResource(context: CheckContext, statement: WrittenStatement, { value, path }: Listed): void {
  const { report } = context;
  const { account, connection } = statement.entry;
  // A policy variable may hold colons, and stands for anything.
  const [arn, partition = '', service = '', region = '', owner = '', ...rest] = value
    .replace(/\$\{[^}]*\}/g, '*')
    .split(':');
  if (arn !== 'arn' || rest.length === 0 || rest.join(':') === '' || /\s/.test(value)) {
    report('iam-resource-form', path, FORM, value, formCure(value, statement));
    return;
  }
  if (!isWild(partition) && account && partition !== partitionOfAccount(account)) {
    const known = PARTITIONS.some((one) => one === partition) || partition.startsWith('aws-');
    const rule = `must be in the partition ${partitionOfAccount(account)}, like the account \`${connection.account}\``;
    report('partition-mismatch', path, known ? rule : `${rule}, and there is no partition "${partition}"`, value);
  }
  if (service === '' || isWild(service))
    report('iam-resource-form', path, 'must name its service, without a wildcard', value);
  else checkService(context, statement, { value, path }, service);
  if (region !== '' && !isWild(region)) checkRegion(context, path, region, partitionOfArn(partition, statement));
  if (/^\d/.test(owner) && !/^\d{12}$/.test(owner) && !isWild(owner)) {
    report('iam-resource-form', path, 'must have an account id of 12 digits', value);
  }
}

function checkRegion({ report, warn }: CheckContext, path: Path, region: string, partition?: Partition): void {
  const problem = regionProblem(region, partition);
  if (problem?.kind === 'new') warn('region-newer', path, `names a region that ${NEWER_REGION}`, region, problem.cure);
  else if (problem?.kind === 'wrong') report('region-unknown', path, 'must name an AWS region', region, problem.cure);
  else if (problem) report('partition-mismatch', path, `must name a region of the partition ${partition}`, region);
}

function partitionOfArn(written: string, { entry }: WrittenStatement): Partition | undefined {
  return PARTITIONS.find((one) => one === written) ?? (entry.account && partitionOfAccount(entry.account));
}

function checkService(
  context: CheckContext,
  statement: WrittenStatement,
  { value, path }: Listed,
  service: string,
): void {
  if (isService(service)) return;
  const named = statement.actions.flatMap((action) => arnServices(action.value.split(':')[0] ?? ''));
  if (named.includes(service)) return;
  const meant = suggestion(service, [...services(), ...named]);
  const cure = meant && `did you mean \`${value.replace(`:${service}:`, `:${meant}:`)}\`?`;
  reportUnknown(context, statement.entry, {
    path,
    rule: `must name an AWS service in place of "${service}"`,
    name: value,
    cure,
  });
}

/** What somebody meant who wrote the name of a bucket, or an ARN that ends too early. */
function formCure(value: string, { actions, entry }: WrittenStatement): string | undefined {
  const isBucket = actions.some((action) => action.value.toLowerCase().startsWith('s3:'));
  if (/^[a-z0-9][a-z0-9.-]+(?:\/\S*)?$/.test(value) && isBucket) {
    const partition = entry.account ? partitionOfAccount(entry.account) : 'aws';
    return `did you mean \`arn:${partition}:s3:::${value}\`?`;
  }
  return value.startsWith('arn:') ? 'an ARN has six parts: arn:partition:service:region:account:resource' : undefined;
}

function isWild(part: string): boolean {
  return /[*?]/.test(part);
}
