import { enhancedConnectionValue, legacyConnectionValue } from '../../model/connection';

const ROLE = 'arn:aws:iam::123456789012:role/ops';

test('a legacy connection is complete at once', () => {
  expect(legacyConnectionValue('ops', ROLE, ['arn:aws:iam::aws:policy/ReadOnlyAccess'])).toEqual({
    name: 'ops',
    type: 'webIdentity',
    webIdentity: { roleArn: ROLE, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
  });
});

test('an enhanced connection begins without a role', () => {
  expect(enhancedConnectionValue('ops')).toEqual({
    name: 'ops',
    type: 'awsWebIdentity',
    awsWebIdentity: { roleArn: '', consumers: ['APP:dynatrace.aws.connector'] },
  });
});

test('an enhanced connection gets its role later', () => {
  expect(enhancedConnectionValue('ops', ROLE).awsWebIdentity.roleArn).toBe(ROLE);
});
