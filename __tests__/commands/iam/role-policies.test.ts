import type { AwsReader } from '../../../commands/iam/account';
import { openAccount } from '../../../commands/iam/account';
import { managedPolicies, policiesOfRole } from '../../../commands/iam/role-policies';
import type { Account } from '../../../deployment/schema';
import {
  SANDBOX_ACCESS_KEY_ID,
  SANDBOX_SECRET_ACCESS_KEY,
  type SandboxServer,
  serve,
  startAws,
} from '../../../sandbox/index';
import { callIam } from '../../support/iam';
import { exportCredentials, tenantWith } from '../support';

const ARN = 'arn:aws:iam::123456789012:policy/team/limit';
const DOCUMENT = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } };
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
};
const KEYS = {
  AWS_ACCESS_KEY_ID: SANDBOX_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET_ACCESS_KEY,
  AWS_EC2_METADATA_DISABLED: 'true',
};

function accountAt(url: string): Account {
  return tenantWith({}, { endpoints: { iam: url, sts: url } }).accounts[0]?.config as Account;
}

/** IAM as far as managed policies go: the version in force is not the first. */
function startManaged(): Promise<SandboxServer> {
  const answer = (action: string, result: string) =>
    `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${result}</${action}Result></${action}Response>`;
  return serve(async ({ body }) => {
    const query = new URLSearchParams(body.toString());
    const action = query.get('Action') ?? '';
    const headers = { 'content-type': 'text/xml' };
    if (query.get('PolicyArn') !== ARN) {
      const text =
        '<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no such policy</Message></Error></ErrorResponse>';
      return { status: 404, headers, body: text };
    }
    if (action === 'GetPolicy') {
      return {
        status: 200,
        headers,
        body: answer(action, `<Policy><Arn>${ARN}</Arn><DefaultVersionId>v3</DefaultVersionId></Policy>`),
      };
    }
    const version = query.get('VersionId');
    const document = version === 'v3' ? encodeURIComponent(JSON.stringify(DOCUMENT)) : '';
    return {
      status: 200,
      headers,
      body: answer(
        action,
        `<PolicyVersion><Document>${document}</Document><VersionId>${version}</VersionId></PolicyVersion>`,
      ),
    };
  });
}

describe('the policies of a role', () => {
  let restore: () => void;
  beforeAll(() => {
    restore = exportCredentials(KEYS);
  });
  afterAll(() => restore());

  it('are its inline ones, with the boundary beside them', async () => {
    const limit = 'arn:aws:iam::123456789012:policy/limit';
    const aws = await startAws({ managedPolicies: { [limit]: DOCUMENT } });
    const policy = JSON.stringify(DOCUMENT);
    await callIam(aws.url, 'CreateRole', {
      RoleName: 'ops',
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
      PermissionsBoundary: limit,
    });
    await callIam(aws.url, 'PutRolePolicy', { RoleName: 'ops', PolicyName: 'a', PolicyDocument: policy });
    await callIam(aws.url, 'PutRolePolicy', { RoleName: 'ops', PolicyName: 'b', PolicyDocument: policy });
    const account = accountAt(aws.url);

    const found = await policiesOfRole('ops', openAccount(account), account);

    expect(found?.policies.map(({ name }) => name)).toEqual(['inline a', 'inline b']);
    expect(found).toMatchObject({ boundary: limit, unreadable: [] });
    expect(await policiesOfRole('nobody', openAccount(account), account)).toBeUndefined();
    expect(await openAccount(account).inlinePolicyNames('nobody')).toBeUndefined();
    await aws.close();
  });

  it('are its managed ones, in the version that is in force', async () => {
    const iam = await startManaged();
    const account = accountAt(iam.url);
    const missing = 'arn:aws:iam::123456789012:policy/gone';

    const { policies, unreadable } = await managedPolicies([ARN, missing], openAccount(account), account);

    expect(policies).toEqual([{ name: ARN, statements: [DOCUMENT.Statement] }]);
    expect(unreadable).toEqual([`${missing}: it does not exist`]);
    await iam.close();
  });

  it('are named where they cannot be read', async () => {
    const denied = Object.assign(new Error('not allowed'), { name: 'AccessDenied' });
    const reader = {
      role: async () => ({ arn: '', trustPolicy: '', maxSessionDuration: 3600 }),
      inlinePolicyNames: async () => ['torn'],
      inlinePolicy: async () => '{',
      attachedPolicies: async () => [ARN],
      managedPolicy: async () => Promise.reject(denied),
    } as unknown as AwsReader;

    const found = await policiesOfRole('ops', reader, accountAt('http://127.0.0.1:9'));

    expect(found?.policies).toEqual([]);
    expect(found?.unreadable).toEqual([
      expect.stringMatching(/^inline torn: SyntaxError/),
      `${ARN}: AccessDenied: not allowed`,
    ]);
  });
});
