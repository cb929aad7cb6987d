import { parseEnvironment } from '../../model/environment';
import { audienceOf, enhancedSubject, issuerHost, legacySubject } from '../../model/oidc';

test('the audience has the domain without a scheme', () => {
  expect(audienceOf({ domain: 'abc12345.apps.dynatrace.com' })).toBe(
    'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
  );
});

test('the audience is the same however the environment is written', () => {
  expect(audienceOf(parseEnvironment('https://ABC12345.live.dynatrace.com/ui/'))).toBe(
    'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
  );
});

test('the subject of a legacy connection has its name', () => {
  expect(legacySubject('Restart services')).toBe('dtid:connection/Restart services');
});

test('the subject of an enhanced connection has its object id', () => {
  expect(enhancedSubject('vu9U3hXa3q0')).toBe('dt:connection-id/vu9U3hXa3q0');
});

test.each([
  ['https://token.dynatrace.com', 'token.dynatrace.com'],
  ['https://token.example.com/', 'token.example.com/'],
  ['https://Token.example.com/Path', 'Token.example.com/Path'],
  ['token.example.com/https://x', 'token.example.com/https://x'],
])('IAM writes %s as %s', (issuer, host) => {
  expect(issuerHost(issuer)).toBe(host);
});
