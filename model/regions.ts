import { type Partition, partitionOf } from './iam';

/** When the list of regions was taken. */
export const REGIONS_AS_OF = '2026-11';

/** AWS's regions in the partitions that Dynatrace can reach. Source: partitions.json of the AWS SDKs. */
export const REGIONS: Record<Partition, string[]> = {
  aws: [
    ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1'],
    ...['ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5'],
    ...['ap-southeast-6', 'ap-southeast-7', 'ca-central-1', 'ca-west-1', 'eu-central-1', 'eu-central-2', 'eu-north-1'],
    ...['eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1'],
    ...['me-south-1', 'me-west-1', 'mx-central-1', 'sa-east-1', 'sa-west-1', 'us-east-1', 'us-east-2', 'us-west-1'],
    'us-west-2',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
};

const PLAUSIBLE = /^[a-z]{2}(?:-gov)?-(?:central|(?:north|south)(?:east|west)?|east|west)-[1-9]$/;

/**
 * Whether AWS has a region: `known`, `new` when the list cannot know it but AWS could have named a region so, and
 * `wrong` otherwise. AWS opens regions between versions of this project, so that a `new` one is no error.
 */
export function regionStatus(region: string): 'known' | 'new' | 'wrong' {
  if (REGIONS[partitionOf(region)].includes(region)) return 'known';
  return PLAUSIBLE.test(region) ? 'new' : 'wrong';
}
