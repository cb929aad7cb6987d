import { PARTITIONS, partitionOf } from '../../model/iam';
import { REGIONS, regionStatus } from '../../model/regions';

test.each(PARTITIONS)('the regions of %s are in that partition and known', (partition) => {
  expect(REGIONS[partition].length).toBeGreaterThan(0);
  for (const region of REGIONS[partition]) {
    expect([region, partitionOf(region), regionStatus(region)]).toEqual([region, partition, 'known']);
  }
});

test.each([
  ['eu-central-9', 'new'],
  ['us-gov-central-1', 'new'],
  ['zz-northwest-1', 'new'],
  ['eu-centrall-1', 'wrong'],
  ['eu-1', 'wrong'],
  ['frankfurt', 'wrong'],
  ['', 'wrong'],
])('%s is %s', (region, status) => {
  expect(regionStatus(region)).toBe(status);
});
