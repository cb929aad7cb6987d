import { enhancedExternalId, legacyExternalId, ownerMark, RESOURCE_NAMES } from '../../model/tracked';

const LEGACY = {
  owner: 'platform',
  key: 'ops',
  name: 'aws ops',
  role_arn: 'arn:aws:iam::123456789012:role/ops',
  policy_arns: 'arn:aws:iam::aws:policy/A arn:aws:iam::aws:policy/B',
};

/** The settings API takes no longer external id. */
const MAX_EXTERNAL_ID = 500;

test("an owner's mark ends where the owner's name does", () => {
  expect(ownerMark('platform')).toBe('dynatrace-aws-workflows/platform/');
  expect(ownerMark('platform-2').startsWith(ownerMark('platform'))).toBe(false);
});

describe('legacyExternalId', () => {
  test('carries the owner, the key and a digest of the content', () => {
    expect(legacyExternalId(LEGACY)).toMatch(/^dynatrace-aws-workflows\/platform\/ops\/[0-9a-f]{16}$/);
    expect(legacyExternalId(LEGACY)).toBe(legacyExternalId({ ...LEGACY }));
  });

  test('is final, for connections that exist carry it', () => {
    expect(legacyExternalId(LEGACY)).toBe('dynatrace-aws-workflows/platform/ops/1161fedcbbe7eaa8');
  });

  test.each([
    ['owner', { owner: 'other' }],
    ['key', { key: 'other' }],
    ['name', { name: 'other' }],
    ['role', { role_arn: 'arn:aws:iam::123456789012:role/other' }],
    ['policies', { policy_arns: '' }],
  ])('differs for another %s', (_, part) => {
    expect(legacyExternalId({ ...LEGACY, ...part })).not.toBe(legacyExternalId(LEGACY));
  });

  test('keeps name, role and policies apart', () => {
    const first = legacyExternalId({ ...LEGACY, role_arn: 'a', policy_arns: 'b' });

    expect(legacyExternalId({ ...LEGACY, role_arn: 'ab', policy_arns: '' })).not.toBe(first);
  });

  test('fits for the longest owner, key and name', () => {
    const id = legacyExternalId({ ...LEGACY, owner: 'o'.repeat(64), key: 'k'.repeat(64), name: 'n'.repeat(100) });

    expect(id.length).toBeLessThanOrEqual(MAX_EXTERNAL_ID);
  });
});

describe('enhancedExternalId', () => {
  test('is bound to the key, which stays when the name changes', () => {
    expect(enhancedExternalId({ owner: 'platform', key: 'prod/ops' })).toBe(
      'dynatrace-aws-workflows/platform/prod/ops',
    );
  });
});

describe('the names of resources', () => {
  const names = Object.values(RESOURCE_NAMES).flatMap(({ resource, record }) => [
    resource,
    ...(record ? [record.resource] : []),
  ]);

  test('are unique', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(names)('%s is one that Terraform takes', (name) => {
    expect(name).toMatch(/^[a-z][a-z_]*$/);
  });

  test('follow from the kind', () => {
    for (const [kind, { resource, record }] of Object.entries(RESOURCE_NAMES)) {
      expect(resource).toBe(kind.replaceAll('-', '_'));
      if (record) expect(record.resource.startsWith(`${resource}_`)).toBe(true);
    }
  });
});
