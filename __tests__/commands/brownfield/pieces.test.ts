import type { FoundAccount } from '../../../commands/brownfield/account';
import { documentOf } from '../../../commands/brownfield/document';
import { keysFor } from '../../../commands/brownfield/keys';
import { decideRole } from '../../../commands/brownfield/role';
import { carryOver } from '../../../commands/brownfield/statements';
import { trustPolicy } from '../../../model/iam';
import { legacySubject } from '../../../model/oidc';
import { PROVIDER_ARN, roleArnOf } from '../../support/by-hand';

const policy = (document: object) => new Map([['made', JSON.stringify(document)]]);

describe('inline policies', () => {
  it('of the first version have no variables, which a deployment file would give them', () => {
    const Statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::home/${aws:username}' };

    expect(carryOver(policy({ Version: '2008-10-17', Statement }))).toEqual({
      problem: 'its inline policy made has no version, so its variables are not expanded',
    });
    expect(carryOver(policy({ Version: '2012-10-17', Statement }))).toMatchObject({ listsRegions: false });
  });

  it('keep what lists regions under a condition', () => {
    const Statement = {
      Effect: 'Allow',
      Action: 'account:ListRegions',
      Resource: '*',
      Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': [60] } },
    };

    expect(carryOver(policy({ Version: '2012-10-17', Statement }))).toEqual({
      statements: [
        { actions: 'account:ListRegions', conditions: { NumericLessThan: { 'aws:MultiFactorAuthAge': ['60'] } } },
      ],
      listsRegions: false,
    });
  });
});

test('a role that another service of AWS manages stays with it', async () => {
  const trust = { providerArn: PROVIDER_ARN, issuer: 'https://token.dynatrace.com', audience: 'ours' };
  const role = {
    arn: roleArnOf('made'),
    name: 'made',
    path: '/',
    trustPolicy: JSON.stringify(trustPolicy({ ...trust, subjects: [legacySubject('ops')] })),
    maxSessionDuration: 3600,
    tags: { 'aws:cloudformation:stack-name': 'base' },
  };
  const account = { key: 'main', providerArn: PROVIDER_ARN, reader: { role: async () => role } };

  const decision = await decideRole({
    name: 'made',
    account: account as unknown as FoundAccount,
    audience: 'ours',
    connections: [],
  });

  expect(decision).toEqual({
    kind: 'existing',
    arn: role.arn,
    reason: 'its tag aws:cloudformation:stack-name says that another service of AWS manages it',
  });
});

test('keys stay apart and within their length', () => {
  const names = ['a'.repeat(80), 'a'.repeat(90), 'Ünï', 'uni', '::'];
  const keyOf = keysFor(names.map((name) => ({ thing: name, name })));

  const keys = names.map(keyOf);
  expect(keys.slice(2)).toEqual(['Uni', 'uni-2', 'connection']);
  expect(keys.slice(0, 2).map(({ length }) => length)).toEqual([64, 62]);
});

test('a comment ends with its line, whatever is in it', () => {
  const deployment = { name: 'team', tenants: { prod: { environment: 'abc12345.apps.dynatrace.com' } } };

  const text = documentOf({ deployment, comments: [{ path: ['tenants', 'prod'], lines: ['one\nname: evil'] }] }, 'x');

  expect(text).toContain('tenants:\n  # one name: evil\n  prod:\n');
  expect(text).not.toMatch(/[ \t]$/m);
});
