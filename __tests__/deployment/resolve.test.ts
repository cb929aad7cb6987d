import {
  audiencesOfAccount,
  connectionName,
  environmentOf,
  hostsOf,
  iamStatement,
  partitionOfAccount,
  providerOwner,
  roleArnOf,
  roleKeyOf,
  roleNameOf,
  schemaOf,
  tenantsOfAccount,
} from '../../deployment/resolve';
import type { Connection, Tenant } from '../../deployment/schema';
import { deploymentOf, withConnection } from './support';

const ISSUER = 'https://token.dynatrace.com';
const DEPLOYMENT = deploymentOf(`name: test
accounts:
  main:
    id: "123456789012"
    region: eu-central-1
    providerOwner: prod
    extraAudiences: [other/app-id/x, abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector]
  china: {id: "210987654321", region: cn-north-1}
  unused: {id: "333333333333", region: us-gov-west-1, partition: aws-us-gov}
tenants:
  prod:
    environment: https://abc12345.live.dynatrace.com/
    allowedHosts: [API.example.com, '*.amazonaws.com', s3.eu-central-1.amazonaws.com, '*.example.com', example.com]
    schema: enhanced
    connections:
      ops: {account: main, name: Operations, role: {name: own, path: /team/}}
      report: {account: main, schema: legacy, roleOf: ops}
      long: {account: china}
  aaa:
    environment: aaa11111.apps.dynatrace.com
    connections: {ops: {account: main}}
  dev:
    environment: dev11111.dev.apps.dynatracelabs.com
    connections: {ops: {account: main}}
  bare:
    environment: bare1111.apps.dynatrace.com
    allowedHosts: [example.com]
`);

const tenant = (key: string) => DEPLOYMENT.tenants[key] as Tenant;
const connection = (key: string, name: string) => tenant(key).connections[name] as Connection;

describe('a connection', () => {
  test('is named after its key unless it says otherwise', () => {
    expect(connectionName('ops', connection('prod', 'ops'))).toBe('Operations');
    expect(connectionName('ops', connection('aaa', 'ops'))).toBe('ops');
  });

  test("has its tenant's schema unless it says otherwise", () => {
    expect(schemaOf(tenant('prod'), connection('prod', 'ops'))).toBe('enhanced');
    expect(schemaOf(tenant('prod'), connection('prod', 'report'))).toBe('legacy');
  });

  test('has a role of its own or that of another', () => {
    expect(roleKeyOf('ops', connection('prod', 'ops'))).toBe('ops');
    expect(roleKeyOf('report', connection('prod', 'report'))).toBe('ops');
  });

  test.each([
    ['prod', 'ops', 'own', 'arn:aws:iam::123456789012:role/team/own'],
    ['prod', 'long', 'dynatrace-prod-long', 'arn:aws-cn:iam::210987654321:role/dynatrace-prod-long'],
    ['aaa', 'ops', 'dynatrace-aaa-ops', 'arn:aws:iam::123456789012:role/dynatrace-aaa-ops'],
  ])('%s/%s has the role %s', (key, name, roleName, arn) => {
    expect(roleNameOf(DEPLOYMENT, key, name)).toBe(roleName);
    expect(roleArnOf(DEPLOYMENT, key, name)).toBe(arn);
  });

  test('that moved keeps the names that its former keys gave', () => {
    const moved = deploymentOf(`name: test
accounts: {main: {id: "123456789012", region: eu-central-1}}
tenants:
  new:
    movedFrom: old
    environment: abc12345.apps.dynatrace.com
    connections: {now: {account: main, movedFrom: before}}
`);

    expect(connectionName('now', moved.tenants.new?.connections.now as Connection)).toBe('before');
    expect(roleNameOf(moved, 'new', 'now')).toBe('dynatrace-old-before');
  });

  test('with a role that something else owns has that', () => {
    const arn = 'arn:aws:iam::123456789012:role/team/theirs';
    const owned = deploymentOf(withConnection(`role: {existing: "${arn}"}`));

    expect(roleNameOf(owned, 'prod', 'ops')).toBe('theirs');
    expect(roleArnOf(owned, 'prod', 'ops')).toBe(arn);
  });

  test('with roleOf has the ARN of the other', () => {
    expect(roleArnOf(DEPLOYMENT, 'prod', 'report')).toBe('arn:aws:iam::123456789012:role/team/own');
  });

  test.each([
    ['prod', 'missing', 'the deployment has no connection "missing"'],
    ['missing', 'ops', 'the deployment has no tenant "missing"'],
    ['constructor', 'ops', 'the deployment has no tenant "constructor"'],
  ])('%s/%s is not there', (key, name, message) => {
    expect(() => roleArnOf(DEPLOYMENT, key, name)).toThrow(new RangeError(message));
  });
});

describe('an account', () => {
  test('is of the partition of its region', () => {
    const { main, china, unused } = DEPLOYMENT.accounts;

    expect([main, china, unused].map((account) => account && partitionOfAccount(account))).toEqual([
      'aws',
      'aws-cn',
      'aws-us-gov',
    ]);
  });

  test('registers the audiences of every tenant with the issuer, and the further ones, sorted and once', () => {
    expect(audiencesOfAccount(DEPLOYMENT, 'main', ISSUER)).toEqual([
      'aaa11111.apps.dynatrace.com/app-id/dynatrace.aws.connector',
      'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
      'other/app-id/x',
    ]);
    expect(audiencesOfAccount(DEPLOYMENT, 'china', ISSUER)).toEqual([
      'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector',
    ]);
  });

  test('belongs to the first tenant in the file that uses it, by issuer', () => {
    expect(tenantsOfAccount(DEPLOYMENT, 'main', ISSUER)).toEqual(['prod', 'aaa']);
    expect(providerOwner(DEPLOYMENT, 'main', ISSUER)).toBe('prod');
    expect(providerOwner(DEPLOYMENT, 'main', 'https://dev.token.dynatracelabs.com')).toBe('dev');
  });

  test('belongs to nobody when no tenant uses it', () => {
    expect(() => providerOwner(DEPLOYMENT, 'unused', ISSUER)).toThrow(
      new RangeError('no tenant with the issuer https://token.dynatrace.com uses the account "unused"'),
    );
  });
});

describe('a tenant', () => {
  test('has an environment', () => {
    expect(environmentOf(tenant('prod')).url).toBe('https://abc12345.apps.dynatrace.com');
  });

  test("allows AWS's hosts of its partitions and its own, without those that another covers", () => {
    expect(hostsOf(DEPLOYMENT, tenant('prod'))).toEqual([
      '*.amazonaws.com',
      '*.amazonaws.com.cn',
      '*.example.com',
      'example.com',
    ]);
  });

  test("without connections allows AWS's hosts of the partition aws", () => {
    expect(hostsOf(DEPLOYMENT, tenant('bare'))).toEqual(['*.amazonaws.com', 'example.com']);
  });
});

test('a permission is written in the words of IAM', () => {
  expect(iamStatement({ effect: 'Allow', actions: 's3:GetObject', resources: '*' })).toEqual({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: '*',
  });
  expect(
    iamStatement({
      sid: 'A',
      effect: 'Deny',
      actions: ['s3:*'],
      resources: ['arn:aws:s3:::b'],
      conditions: { StringEquals: { 'aws:RequestedRegion': ['eu-central-1'] } },
    }),
  ).toEqual({
    Sid: 'A',
    Effect: 'Deny',
    Action: ['s3:*'],
    Resource: ['arn:aws:s3:::b'],
    Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-central-1'] } },
  });
});
