import { edited, GOOD, problemsOf, warningsOf } from '../support';

const inBackend = (region: string) => `${GOOD}backend: {type: s3, bucket: states, region: ${region}}\n`;

test.each([
  [
    'of an account, misspelt',
    edited('eu-central-1', 'eu-centrall-1'),
    '`accounts.main.region` must be an AWS region, got "eu-centrall-1"; did you mean `eu-central-1`? (deployment.yaml:5:5)',
  ],
  [
    'of an account, unlike any',
    edited('eu-central-1', 'xx-somewhere-1'),
    '`accounts.main.region` must be an AWS region, got "xx-somewhere-1" (deployment.yaml:5:5)',
  ],
  [
    'of the backend',
    inBackend('eu-nort-1'),
    '`backend.region` must be an AWS region, got "eu-nort-1"; did you mean `eu-north-1`? (deployment.yaml:12:37)',
  ],
])('a region %s is refused', (_, text, line) => {
  expect(problemsOf(text)).toEqual([line]);
});

test.each([
  ['of an account', edited('eu-central-1', 'eu-central-9'), '`accounts.main.region`'],
  ['of a part of the world that is new', edited('eu-central-1', 'xx-east-1'), '`accounts.main.region`'],
  ['of the backend', inBackend('ap-west-1'), '`backend.region`'],
])('a region %s that may be newer than the list makes a warning', (_, text, path) => {
  expect(problemsOf(text)).toEqual([]);
  expect(warningsOf(text)).toEqual([
    expect.stringMatching(/ is not among AWS's regions of \d{4}-\d\d, and may be newer, got /),
  ]);
  expect(warningsOf(text)[0]?.startsWith(path)).toBe(true);
});

test.each(['us-gov-west-1', 'cn-northwest-1', 'ap-southeast-7', 'il-central-1'])('the region %s is known', (region) => {
  expect(warningsOf(edited('eu-central-1', region))).toEqual([]);
});
