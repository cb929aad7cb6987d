import { edited, expectProblem, problemsOf, withAccount, withConnection } from '../support';

const forty = (prefix: string) => Array.from({ length: 40 }, (_, index) => `${prefix}${index}: x`).join(', ');

test('an account and a role together may have 50 tags', () => {
  const text = edited(
    '    region: eu-central-1\n',
    `    region: eu-central-1\n    tags: {${forty('a')}}\n`,
    withConnection(`role: {tags: {${forty('b')}}}`),
  );

  expectProblem(
    text,
    'tag-count tenants.prod.connections.ops.role.tags 13:16',
    'must have at most 50 tags, including those of the account, got 80',
  );
});

test('a role may write a tag of its account anew', () => {
  const text = edited(
    '    region: eu-central-1\n',
    '    region: eu-central-1\n    tags: {team: a}\n',
    withConnection('role: {tags: {team: b}}'),
  );

  expect(problemsOf(text)).toEqual([]);
});

test('tags must differ by more than case', () => {
  expectProblem(
    withAccount('tags: {Team: a, team: b}'),
    'key-case accounts.main.tags.team 6:21',
    'must differ from the tag "Team" by more than case',
  );
});
