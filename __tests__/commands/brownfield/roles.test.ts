import { examineDeployment } from '../../../deployment/load';
import { enhancedSubject, LIST_REGIONS, legacySubject, PROVIDER_ARN, roleArnOf } from '../../support/by-hand';
import { type DiscoverBench, startDiscoverBench } from './bench';

let bench: DiscoverBench;

beforeEach(async () => {
  bench = await startDiscoverBench();
  bench.hand.allow('*.amazonaws.com');
  bench.hand.installApp();
  await bench.hand.provider();
});
afterEach(() => bench.close());

/** One enhanced connection `auto` with the role `made`, whose trust and policies a test makes. */
async function enhancedWith(make: (objectId: string) => Promise<unknown>) {
  const { objectId } = bench.hand.enhanced('auto', roleArnOf('made'));
  await make(objectId);
  return bench.discover();
}

const conditions = (aud: unknown, sub: unknown) => ({
  'token.dynatrace.com:aud': aud,
  ...(sub !== undefined && { 'token.dynatrace.com:sub': sub }),
});
const statement = (condition: object, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: PROVIDER_ARN },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: condition },
  ...more,
});
const trusting = (...statements: object[]) =>
  bench.hand.iam('CreateRole', {
    RoleName: 'made',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  });
const audience = () => bench.sandbox.dynatrace.audience;

describe('a role that an import would change stays with its owner', () => {
  it.each<[string, (objectId: string) => Promise<unknown>, string]>([
    [
      'without a subject',
      () => trusting(statement(conditions(audience(), undefined))),
      'has no condition on the subject',
    ],
    [
      'without an audience',
      (id) => trusting(statement({ 'token.dynatrace.com:sub': enhancedSubject(id) })),
      'has no condition on the audience',
    ],
    [
      'with another audience',
      (id) => trusting(statement(conditions([audience(), 'theirs'], enhancedSubject(id)))),
      'it also trusts the audience theirs',
    ],
    [
      'with another subject',
      (id) => trusting(statement(conditions(audience(), [enhancedSubject(id), legacySubject('gone')]))),
      'it also trusts dtid:connection/gone',
    ],
    [
      'with a subject that is another one',
      () => trusting(statement(conditions(audience(), legacySubject('auto')))),
      'it also trusts dtid:connection/auto',
    ],
    [
      'with another statement',
      (id) =>
        trusting(statement(conditions(audience(), enhancedSubject(id))), {
          Effect: 'Allow',
          Principal: { AWS: '123456789012' },
          Action: 'sts:AssumeRole',
        }),
      'its trust policy also has the statement Allow sts:AssumeRole',
    ],
    [
      'of another provider',
      () => trusting({ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }),
      `it does not trust ${PROVIDER_ARN}`,
    ],
    [
      'with NotAction',
      async (id) => {
        await bench.hand.role('made', [enhancedSubject(id)]);
        await bench.hand.inline('made', 'all-but', { Effect: 'Deny', NotAction: 'ec2:*', Resource: '*' });
      },
      'its inline policy all-but has NotAction or NotResource',
    ],
    [
      'with an action that AWS does not know',
      async (id) => {
        await bench.hand.role('made', [enhancedSubject(id)]);
        await bench.hand.inline('made', 'typo', { Effect: 'Allow', Action: 'ec2:StopInstancez', Resource: '*' });
      },
      'a deployment file cannot express it: ',
    ],
  ])('%s', async (_, make, reason) => {
    const { connections, comments, code, said } = await enhancedWith(make);

    expect(connections.auto).toEqual({ account: 'main', adopt: true, role: { existing: roleArnOf('made') } });
    expect(comments).toContain('DECIDE: This file does not manage the role, because ');
    expect(comments).toContain(reason);
    expect(said('connection auto')).toEqual([expect.stringContaining('decide: This file does not manage the role')]);
    expect(code).toBe(2);
  });

  it('that cannot be read', async () => {
    const { keys } = bench.sandbox.aws;
    keys.denied = { AKIASANDBOX0EXAMPLE0: ['iam:ListRolePolicies'] };

    const { connections, comments } = await enhancedWith((id) => bench.hand.role('made', [enhancedSubject(id)]));

    expect(connections.auto?.role).toEqual({ existing: roleArnOf('made') });
    expect(comments).toContain('it could not be read: AccessDenied');
  });
});

describe('a role', () => {
  it('that several connections use is imported once', async () => {
    const first = bench.hand.enhanced('one', roleArnOf('shared'));
    bench.hand.legacy('two', 'shared');
    await bench.hand.role('shared', [enhancedSubject(first.objectId), legacySubject('two')]);

    const { connections, code } = await bench.discover();

    expect(connections.two).toEqual({
      account: 'main',
      schema: 'legacy',
      adopt: true,
      role: { name: 'shared', import: true },
    });
    expect(connections.one).toEqual({ account: 'main', adopt: true, roleOf: 'two' });
    expect(code).toBe(0);
  });

  it('that also serves a connection which is not in the file stays with its owner', async () => {
    const first = bench.hand.enhanced('one', roleArnOf('shared'));
    // No deployment file accepts this name.
    const second = bench.hand.enhanced('two ', roleArnOf('shared'));
    await bench.hand.role('shared', [enhancedSubject(first.objectId), enhancedSubject(second.objectId)]);

    const { connections, text, said } = await bench.discover();

    expect(connections).toEqual({ one: { account: 'main', adopt: true, role: { existing: roleArnOf('shared') } } });
    expect(text).toContain('because it also serves two');
    expect(said('connection two ')).toEqual([expect.stringContaining('must not begin or end with a space')]);
  });

  it('keeps everything that an import would otherwise take away', async () => {
    const { hand } = bench;
    const { objectId } = hand.enhanced('auto', roleArnOf('made'));
    await hand.role('made', [enhancedSubject(objectId)], {
      MaxSessionDuration: '7200',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
    });
    await hand.inline('made', 'a', LIST_REGIONS, {
      Sid: 'One',
      Effect: 'Allow',
      Action: 'ec2:StopInstances',
      Resource: '*',
    });
    await hand.inline('made', 'b', {
      Sid: 'One',
      Effect: 'Deny',
      Action: ['s3:PutObject'],
      Resource: 'arn:aws:s3:::bucket/*',
      Condition: { Bool: { 'aws:SecureTransport': false } },
    });

    const { connections } = await bench.discover();

    expect(connections.auto?.role).toEqual({
      name: 'made',
      import: true,
      permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      maxSessionDuration: 7200,
    });
    expect(connections.auto?.permissions).toEqual({
      statements: [
        { sid: 'One', actions: 'ec2:StopInstances' },
        {
          effect: 'Deny',
          actions: ['s3:PutObject'],
          resources: 'arn:aws:s3:::bucket/*',
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
  });
});

describe('a connection whose role is not known is a comment to complete', () => {
  it.each<[string, () => Promise<unknown> | unknown, string]>([
    ['no role trusts it', () => {}, 'no role trusts dtid:connection/ops'],
    [
      'two roles trust it',
      async () => {
        await bench.hand.role('a', [legacySubject('ops')]);
        await bench.hand.role('b', [legacySubject('ops')]);
      },
      `2 roles trust dtid:connection/ops; it may be ${roleArnOf('a')} or ${roleArnOf('b')}`,
    ],
    [
      'a role trusts every connection',
      () => trusting(statement(conditions(audience(), undefined))),
      'no role trusts dtid:connection/ops; 1 trust every connection of this environment',
    ],
    [
      'roles cannot be listed',
      () => {
        bench.sandbox.aws.keys.denied = { AKIASANDBOX0EXAMPLE0: ['iam:ListRoles'] };
      },
      'the roles of main could not be listed',
    ],
  ])('%s', async (_, make, reason) => {
    bench.hand.legacy('ops', 'made');
    await make();

    const { connections, text, said, code } = await bench.discover();

    expect(connections).toEqual({});
    expect(said('connection ops')).toEqual([expect.stringContaining(reason)]);
    expect(text).toMatch(
      /# connections:\n(?: +# \S.*\n)+ +# {3}ops:\n +# {5}account: main\n +# {5}schema: legacy\n +# {5}adopt: true\n/,
    );
    expect(code).toBe(2);
  });

  it.each([
    ['', 'it has no role yet'],
    ['arn:aws:iam::210987654321:role/elsewhere', 'is in the account 210987654321, which was not read'],
    [roleArnOf('gone'), 'there is no role gone in the account main'],
  ])('the role %j of an enhanced connection', async (arn, reason) => {
    bench.hand.enhanced('auto', arn);

    const { connections, said } = await bench.discover();

    expect(connections).toEqual({});
    expect(said('connection auto')).toEqual([expect.stringContaining(reason)]);
  });

  it.each([[true], [false]])('becomes an entry when the comment signs go, beside others: %s', async (beside) => {
    bench.hand.legacy('lost', 'made');
    bench.hand.legacy('also', 'made');
    if (beside) {
      const { objectId } = bench.hand.enhanced('auto', roleArnOf('known'));
      await bench.hand.role('known', [enhancedSubject(objectId)]);
    }

    const { text } = await bench.discover();
    const completed = text
      .replace(/^( *)# (\w+:\n|(?: {2})+\S.*\n)/gm, '$1$2')
      .replace('write-its-role-here', 'mine')
      .replace('write-its-role-here', 'other');
    const { tenants } = examineDeployment(completed).deployment;

    expect(Object.keys(tenants.prod?.connections ?? {}).sort()).toEqual(['also', ...(beside ? ['auto'] : []), 'lost']);
    expect(tenants.prod?.connections.lost).toMatchObject({
      account: 'main',
      schema: 'legacy',
      adopt: true,
      role: { existing: roleArnOf('mine') },
    });
  });
});
