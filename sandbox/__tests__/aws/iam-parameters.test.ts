import { xmlMembers, xmlText } from '../../aws/xml';
import { ACCOUNT, createRole, freshAws, iam, type Parameters } from './client';

const aws = freshAws();

test.each([
  [{ RoleName: 'a/b' }, /^The specified value for roleName is invalid/],
  [{ RoleName: 'a'.repeat(65) }, /'roleName'.*less than or equal to 64$/],
  [{ RoleName: '' }, /'roleName'.*not be null$/],
  [{ Path: 'teams' }, /^The specified value for path is invalid/],
  [{ Path: '/teams' }, /^The specified value for path is invalid/],
  [{ Path: '/a//b/' }, /^The specified value for path is invalid/],
  [{ Path: `/${'a'.repeat(511)}/` }, /'path'.*less than or equal to 512$/],
  [{ Description: 'a'.repeat(1001) }, /'description'.*less than or equal to 1000$/],
  [{ Description: '\u2026' }, /'description'.*regular expression pattern/],
  [{ MaxSessionDuration: 3599 }, /'maxSessionDuration'.*greater than or equal to 3600$/],
  [{ MaxSessionDuration: 43_201 }, /'maxSessionDuration'.*less than or equal to 43200$/],
  [{ Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) }, /'tags'.*less than or equal to 50$/],
  [{ Tags: [{ Key: 'k'.repeat(129), Value: '' }] }, /'tags.1.member.key'.*less than or equal to 128$/],
  [{ Tags: [{ Key: '', Value: '' }] }, /'tags.1.member.key'.*greater than or equal to 1$/],
  [{ Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }, /'tags.1.member.value'.*less than or equal to 256$/],
  [{ Tags: [{ Key: 'k!', Value: '' }] }, /'tags.1.member.key'.*regular expression pattern/],
  [{ Tags: [{ Key: 'k', Value: '#' }] }, /'tags.1.member.value'.*regular expression pattern/],
])('%j is a validation error', async (parameters: Parameters, message) => {
  expect(await createRole(aws(), 'ops', parameters)).toMatchObject({
    status: 400,
    code: 'ValidationError',
    message: expect.stringMatching(message),
  });
  expect((await aws().snapshot())[ACCOUNT]?.roles).toEqual([]);
});

test('tags are added, listed and removed, up to 50', async () => {
  await createRole(aws(), 'ops', { Tags: Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' })) });
  expect(await iam(aws(), 'TagRole', { RoleName: 'ops', Tags: [{ Key: 'one', Value: '1' }] })).toMatchObject({
    status: 409,
    code: 'LimitExceeded',
  });
  const keys = Array.from({ length: 49 }, (_, n) => `K${n}`);
  expect((await iam(aws(), 'UntagRole', { RoleName: 'ops', TagKeys: keys })).status).toBe(200);
  expect((await iam(aws(), 'TagRole', { RoleName: 'ops', Tags: [{ Key: 'K49', Value: '1' }] })).status).toBe(200);
  const { result } = await iam(aws(), 'ListRoleTags', { RoleName: 'ops' });
  expect(xmlMembers(result, 'Tags').map((tag) => xmlText(tag, 'Key'))).toEqual(['K49']);
  expect(await iam(aws(), 'UntagRole', { RoleName: 'ops', TagKeys: Array(51).fill('k') })).toMatchObject({
    status: 400,
    code: 'ValidationError',
  });
});
