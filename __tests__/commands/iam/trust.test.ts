import { issuerOf, readTrust, trustProblems } from '../../../commands/iam/trust';
import { trustPolicy } from '../../../model/iam';

const providerArn = 'arn:aws:iam::123456789012:oidc-provider/token.dynatrace.com';
const issuer = 'https://token.dynatrace.com';
const audience = 'abc12345.apps.dynatrace.com/app-id/dynatrace.aws.connector';
const subject = 'dtid:connection/ops';
const wanted = { providerArn, issuer, audience, subject };

function statement(changes: object) {
  const [first] = trustPolicy({ providerArn, issuer, audience, subjects: [subject] }).Statement;
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...first, ...changes }] });
}

describe('readTrust', () => {
  it('reads what our own trust policies say', () => {
    const policy = trustPolicy({ providerArn, issuer, audience, subjects: ['dtid:connection/b', subject] });

    expect(readTrust(JSON.stringify(policy))).toEqual({
      providers: [providerArn],
      audiences: [audience],
      subjects: ['dtid:connection/b', subject],
      others: [],
    });
  });

  it('puts everything else into words', () => {
    const conditions = { StringLike: { 'token.dynatrace.com:sub': 'dtid:*' }, Bool: { 'aws:SecureTransport': 'true' } };

    expect(readTrust(statement({ Condition: conditions })).others).toEqual([
      'if Bool aws:SecureTransport = true',
      'if StringLike token.dynatrace.com:sub = dtid:*',
    ]);
    expect(readTrust(statement({ Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' })).others).toEqual([
      'Allow sts:AssumeRole to {"AWS":"123456789012"}',
    ]);
    expect(readTrust('{}')).toEqual({ providers: [], audiences: [], subjects: [], others: [] });
  });

  it('does not take a condition of another issuer for an audience', () => {
    const condition = { StringEquals: { 'dev.token.dynatracelabs.com:aud': audience } };

    expect(readTrust(statement({ Condition: condition }))).toMatchObject({
      audiences: [],
      others: [`if StringEquals dev.token.dynatracelabs.com:aud = ${audience}`],
    });
  });
});

describe('trustProblems', () => {
  const problems = (text: string) => trustProblems(readTrust(text), wanted);

  it('finds none in the policy of a deployment', () => {
    expect(problems(statement({}))).toEqual([]);
  });

  it.each([
    [
      { Condition: { StringEquals: { 'token.dynatrace.com:aud': audience } } },
      `its subject is not checked instead of ${subject}`,
    ],
    [
      { Condition: { StringEquals: { 'token.dynatrace.com:aud': 'other', 'token.dynatrace.com:sub': subject } } },
      `its audience is other instead of ${audience}`,
    ],
    [
      { Principal: { Federated: 'arn:aws:iam::1:oidc-provider/x' } },
      `it trusts arn:aws:iam::1:oidc-provider/x instead of`,
    ],
    [{ Effect: 'Deny' }, 'it also has the statement Deny'],
  ])('names what is different in %j', (changes, problem) => {
    expect(problems(statement(changes)).join('\n')).toContain(problem);
  });

  it('notices a provider of another issuer', () => {
    const other = { ...wanted, issuer: 'https://dev.token.dynatracelabs.com' };

    expect(trustProblems(readTrust(statement({})), other)).toEqual([
      `${providerArn} is not the provider of ${other.issuer}`,
    ]);
  });
});

describe('issuerOf', () => {
  it('takes the issuer from the ARN, its path included', () => {
    expect(issuerOf('arn:aws-us-gov:iam::123456789012:oidc-provider/example.com/a/b')).toBe('https://example.com/a/b');
  });
});
