import {
  ALLOWED_HOSTS_SCHEMA,
  enhancedConnectionValue,
  legacyConnectionValue,
  NAME_LENGTH,
} from '../../model/connection';

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

test('names are as long as the published schemas allow', () => {
  expect(NAME_LENGTH).toEqual({ legacy: { min: 1, max: 100 }, enhanced: { min: 3, max: 100 } });
});

test('the allow-list has the schema that the settings page writes', () => {
  expect(ALLOWED_HOSTS_SCHEMA).toBe('builtin:dt-javascript-runtime.allowed-outbound-connections');
});
