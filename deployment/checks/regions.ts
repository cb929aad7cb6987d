import { type Partition, partitionOf } from '../../model/iam';
import { REGIONS, REGIONS_AS_OF, regionStatus } from '../../model/regions';
import type { Path } from '../problem';
import { didYouMean } from '../suggest';
import type { CheckContext } from './context';

interface RegionProblem {
  /** `wrong` when AWS cannot have it, `elsewhere` when it is in another partition, `new` when it may be too new. */
  kind: 'wrong' | 'elsewhere' | 'new';
  cure?: string;
}

export const NEWER_REGION = `is not an AWS region known as of ${REGIONS_AS_OF}; it may be newer`;

/** The regions of accounts and of the backend. Those in ARNs are looked at with the ARN. */
export function checkRegions(context: CheckContext): void {
  const { accounts, backend } = context.deployment;
  for (const [key, { region }] of Object.entries(accounts)) checkRegion(context, ['accounts', key, 'region'], region);
  if (backend.type === 's3') checkRegion(context, ['backend', 'region'], backend.region);
}

function checkRegion({ report, warn }: CheckContext, path: Path, region: string): void {
  const problem = regionProblem(region);
  if (problem?.kind === 'new') warn('region-newer', path, NEWER_REGION, region, problem.cure);
  else if (problem) report('region-unknown', path, 'must be an AWS region', region, problem.cure);
}

/** @param partition that the region has to be in, if that is known */
export function regionProblem(region: string, partition?: Partition): RegionProblem | undefined {
  const status = regionStatus(region);
  if (partition !== undefined && status !== 'wrong' && partitionOf(region) !== partition) return { kind: 'elsewhere' };
  if (status === 'known') return undefined;
  const cure = didYouMean(region, partition ? REGIONS[partition] : Object.values(REGIONS).flat());
  return { kind: status, ...(cure && { cure }) };
}
