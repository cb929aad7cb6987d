import { PROVIDER_ARN } from '../../support/by-hand';
import { put, removeTemporary, temporary } from '../../support/machine';
import { type DiscoverBench, startDiscoverBench } from './bench';

let bench: DiscoverBench;

beforeEach(async () => {
  bench = await startDiscoverBench();
  bench.hand.installApp();
  bench.hand.allow('*.amazonaws.com');
});
afterEach(async () => {
  await bench.close();
  removeTemporary();
});

/** A connection to complete keeps its account in the file. */
const openConnection = () => bench.hand.legacy('ops', 'made');
const deny = (...actions: string[]) => {
  bench.sandbox.aws.keys.denied = { AKIASANDBOX0EXAMPLE0: actions };
};

describe('the OIDC provider', () => {
  beforeEach(openConnection);

  it('is imported where it serves this environment alone', async () => {
    await bench.hand.provider();

    const { deployment, said } = await bench.discover();

    expect(deployment.accounts.main).toMatchObject({ oidcProvider: 'import', extraAudiences: [] });
    expect(said('OIDC provider of main')).toEqual(['taken: is imported']);
  });

  it.each<[string, () => Promise<unknown> | unknown, object, string]>([
    ['is not there', () => {}, { oidcProvider: 'create' }, `the account has no ${PROVIDER_ARN}`],
    ['has no audience', () => bench.hand.provider([]), { oidcProvider: 'import' }, 'and a deploy adds it'],
    [
      'serves others',
      () => bench.hand.provider([bench.sandbox.dynatrace.audience, 'theirs']),
      { oidcProvider: 'existing' },
      'serves theirs too, and a destroy would delete it with them. To manage it here all the same, write `import` and ' +
        '`extraAudiences: [theirs]`',
    ],
    [
      'has tags',
      () => bench.hand.provider(undefined, { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'x' }),
      { oidcProvider: 'existing' },
      'the OIDC provider has the tags team',
    ],
    ['cannot be read', () => deny('iam:GetOpenIDConnectProvider'), { oidcProvider: 'existing' }, 'could not be read'],
  ])('that %s needs a decision', async (_, make, account, detail) => {
    await make();

    const { deployment, said, comments, code } = await bench.discover();

    expect(deployment.accounts.main).toMatchObject(account);
    expect(said('OIDC provider of main')).toEqual([expect.stringContaining(detail)]);
    expect(comments).toContain(`DECIDE: ${said('OIDC provider of main')[0]?.replace('decide: ', '')}.`);
    expect(code).toBe(2);
  });
});

describe('an account', () => {
  const unreadable = (detail: string) => [expect.stringContaining(`unreadable: could not read ${detail}`)];

  it('whose credentials are wrong is told and left out', async () => {
    bench.sandbox.aws.keys.expired.add('AKIASANDBOX0EXAMPLE0');

    const { said, deployment, code } = await bench.discover();

    expect(said('account main')).toEqual(unreadable('the identity behind the credentials: ExpiredToken'));
    expect(deployment.accounts).toEqual({});
    expect(code).toBe(2);
  });

  it('that refuses is told with the reason', async () => {
    deny('iam:ListRoles', 'iam:GetOpenIDConnectProvider');

    expect((await bench.discover()).said('account main')).toEqual([
      'other: 123456789012, its roles could not be listed; no connection has a role in it',
      expect.stringContaining('could not read the OIDC provider of token.dynatrace.com: AccessDenied'),
      expect.stringContaining('could not read the roles: AccessDenied'),
    ]);
  });

  it('is read by its profile, and once', async () => {
    const { aws } = bench.sandbox;
    const other = aws.addAccount({ id: '210987654321' });
    const credentials = [
      `[other]\naws_access_key_id = ${other.accessKeyId}\naws_secret_access_key = ${other.secretAccessKey}`,
    ].join('\n');
    bench.signIn({ AWS_SHARED_CREDENTIALS_FILE: put(`${temporary()}/credentials`, credentials) });
    openConnection();

    const { said } = await bench.discover(
      '--accounts',
      'main=:us-east-1,other=other:eu-west-1,twin=:eu-central-1,lost=nowhere:us-east-1',
    );

    expect(said('account other')).toEqual(['other: 210987654321, 0 roles were read; no connection has a role in it']);
    expect(said('account twin')).toEqual([
      'unreadable: its credentials belong to the same account as those of main, 123456789012',
    ]);
    expect(said('account lost')).toEqual(unreadable('the identity behind the credentials'));
  });
});
