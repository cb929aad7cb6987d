import { xmlMembers, xmlText } from '../../aws/xml';
import { AUDIENCE, freshAws, ISSUER, iam, type Parameters, PROVIDER_ARN } from './client';

const aws = freshAws();
const arn = { OpenIDConnectProviderArn: PROVIDER_ARN };

function create(parameters: Parameters = {}) {
  return iam(aws(), 'CreateOpenIDConnectProvider', { Url: ISSUER, ClientIDList: [AUDIENCE], ...parameters });
}

async function clientIds(): Promise<string[]> {
  const { result } = await iam(aws(), 'GetOpenIDConnectProvider', arn);
  return xmlMembers(result, 'ClientIDList').map(({ text }) => text);
}

test('a provider is created, read without its scheme, listed and deleted', async () => {
  const created = await create({ Tags: [{ Key: 'team', Value: 'ops' }] });
  expect(created.status).toBe(200);
  expect(xmlText(created.result, 'OpenIDConnectProviderArn')).toBe(PROVIDER_ARN);

  const { result } = await iam(aws(), 'GetOpenIDConnectProvider', arn);
  expect(xmlText(result, 'Url')).toBe('token.dynatrace.com');
  expect(xmlText(result, 'CreateDate')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(xmlMembers(result, 'Tags').map((tag) => xmlText(tag, 'Value'))).toEqual(['ops']);
  const listed = await iam(aws(), 'ListOpenIDConnectProviders');
  expect(xmlMembers(listed.result, 'OpenIDConnectProviderList').map((item) => xmlText(item, 'Arn'))).toEqual([
    PROVIDER_ARN,
  ]);

  expect((await iam(aws(), 'DeleteOpenIDConnectProvider', arn)).status).toBe(200);
  expect(await iam(aws(), 'DeleteOpenIDConnectProvider', arn)).toMatchObject({ status: 404, code: 'NoSuchEntity' });
  expect(await aws().snapshot()).toEqual({ '123456789012': { policies: [], providers: [], roles: [] } });
});

test('a thumbprint is made up where none is given, and the given ones are kept in lower case', async () => {
  await create();
  await create({ Url: 'https://other.example.com', ThumbprintList: ['AB'.repeat(20)] });
  const { providers = [] } = (await aws().snapshot())['123456789012'] ?? {};
  expect(providers.map(({ thumbprints }) => thumbprints)).toEqual([
    ['ab'.repeat(20)],
    [expect.stringMatching(/^[0-9a-f]{40}$/)],
  ]);
});

test('a second provider of one URL is refused, one of a URL with another case or a slash is not', async () => {
  await create();
  expect(await create()).toMatchObject({
    status: 409,
    code: 'EntityAlreadyExists',
    message: 'Provider with url https://token.dynatrace.com already exists.',
  });
  expect((await create({ Url: `${ISSUER}/` })).status).toBe(200);
  expect((await create({ Url: 'https://Token.dynatrace.com' })).status).toBe(200);
});

test.each([
  ['token.dynatrace.com', 'ValidationError'],
  ['https://', 'ValidationError'],
  ['http://token.dynatrace.com', 'InvalidInput'],
  ['https://token.dynatrace.com:443', 'InvalidInput'],
  ['https://token.dynatrace.com/?tenant=1', 'InvalidInput'],
  ['https://user@token.dynatrace.com', 'InvalidInput'],
  [`https://${'a'.repeat(248)}`, 'ValidationError'],
  ['', 'ValidationError'],
])('the URL %p is refused with %s', async (Url, code) => {
  expect(await create({ Url })).toMatchObject({ status: 400, code });
});

test.each([
  [{ ThumbprintList: Array(6).fill('1'.repeat(40)) }, 400, 'InvalidInput'],
  [{ ThumbprintList: ['1'.repeat(39)] }, 400, 'ValidationError'],
  [{ ClientIDList: ['a'.repeat(256)] }, 400, 'ValidationError'],
  [{ ClientIDList: [''] }, 400, 'ValidationError'],
  [{ ClientIDList: Array.from({ length: 101 }, (_, index) => `a${index}`) }, 409, 'LimitExceeded'],
])('%j is refused with %i %s', async (parameters: Parameters, status, code) => {
  expect(await create(parameters)).toMatchObject({ status, code });
});

test('an account takes 100 providers', async () => {
  for (let index = 0; index < 100; index += 1) await create({ Url: `https://issuer${index}.example.com` });
  expect(await create()).toMatchObject({
    status: 409,
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100',
  });
});

test('client ids are added and removed, each as often as one likes', async () => {
  await create();
  for (let round = 0; round < 2; round += 1) {
    expect((await iam(aws(), 'AddClientIDToOpenIDConnectProvider', { ...arn, ClientID: 'b' })).status).toBe(200);
  }
  expect(await clientIds()).toEqual([AUDIENCE, 'b']);
  for (let round = 0; round < 2; round += 1) {
    expect((await iam(aws(), 'RemoveClientIDFromOpenIDConnectProvider', { ...arn, ClientID: 'b' })).status).toBe(200);
  }
  expect(await clientIds()).toEqual([AUDIENCE]);
});

test('the 101st client id and one that is too long are refused', async () => {
  await create({ ClientIDList: Array.from({ length: 100 }, (_, index) => `a${index}`) });
  const add = (ClientID: string) => iam(aws(), 'AddClientIDToOpenIDConnectProvider', { ...arn, ClientID });
  expect(await add('b')).toMatchObject({ status: 409, code: 'LimitExceeded' });
  expect(await add('b'.repeat(256))).toMatchObject({ status: 400, code: 'ValidationError' });
  expect((await add('a1')).status).toBe(200);
});

test('thumbprints are replaced, but not by none', async () => {
  await create();
  const update = (ThumbprintList: string[]) =>
    iam(aws(), 'UpdateOpenIDConnectProviderThumbprint', { ...arn, ThumbprintList });
  expect((await update(['2'.repeat(40)])).status).toBe(200);
  expect(await update([])).toMatchObject({ status: 400, code: 'InvalidInput' });
  const { result } = await iam(aws(), 'GetOpenIDConnectProvider', arn);
  expect(xmlMembers(result, 'ThumbprintList').map(({ text }) => text)).toEqual(['2'.repeat(40)]);
});

test('tags are added, replaced without regard to case, removed and listed page by page', async () => {
  await create({ Tags: [{ Key: 'team', Value: 'dev' }] });
  await iam(aws(), 'TagOpenIDConnectProvider', {
    ...arn,
    Tags: [
      { Key: 'Team', Value: 'ops' },
      { Key: 'cost', Value: '' },
    ],
  });
  const list = (parameters: Parameters = {}) => iam(aws(), 'ListOpenIDConnectProviderTags', { ...arn, ...parameters });
  const first = await list({ MaxItems: 1 });
  expect(xmlMembers(first.result, 'Tags').map((tag) => xmlText(tag, 'Key'))).toEqual(['Team']);
  expect(xmlText(first.result, 'IsTruncated')).toBe('true');
  const second = await list({ Marker: xmlText(first.result, 'Marker') ?? '' });
  expect(xmlMembers(second.result, 'Tags').map((tag) => xmlText(tag, 'Key'))).toEqual(['cost']);
  expect(xmlText(second.result, 'IsTruncated')).toBe('false');

  await iam(aws(), 'UntagOpenIDConnectProvider', { ...arn, TagKeys: ['cost', 'team'] });
  expect(xmlMembers((await list()).result, 'Tags')).toEqual([]);
});

test.each([
  'GetOpenIDConnectProvider',
  'UpdateOpenIDConnectProviderThumbprint',
  'TagOpenIDConnectProvider',
  'UntagOpenIDConnectProvider',
  'ListOpenIDConnectProviderTags',
  'AddClientIDToOpenIDConnectProvider',
  'RemoveClientIDFromOpenIDConnectProvider',
])('%s of a provider that does not exist is 404', async (action) => {
  const parameters = { ...arn, ClientID: 'a', ThumbprintList: ['1'.repeat(40)] };
  expect(await iam(aws(), action, parameters)).toMatchObject({
    status: 404,
    code: 'NoSuchEntity',
    message: `OpenIDConnect Provider not found for arn ${PROVIDER_ARN}`,
  });
});

test.each([
  ['arn:aws', 'ValidationError'],
  ['arn:aws:iam::123456789012:role/token.dynatrace.com', 'InvalidInput'],
  [PROVIDER_ARN.replace('arn:aws:', 'arn:aws-cn:'), 'ValidationError'],
])('the provider ARN %s is refused with %s', async (OpenIDConnectProviderArn, code) => {
  expect(await iam(aws(), 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn })).toMatchObject({
    status: 400,
    code,
  });
});

test('a provider of another account is not found', async () => {
  await create();
  const other = PROVIDER_ARN.replace('123456789012', '210987654321');
  expect(await iam(aws(), 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn: other })).toMatchObject({
    status: 404,
  });
});
