import { edited, expectProblem, GOOD, problemsOf, sentencesOf, warningsOf } from '../support';

const inBackend = (region: string) => `${GOOD}backend: {type: s3, bucket: states, region: ${region}}\n`;

test.each([
  [
    'of an account, misspelt',
    edited('eu-central-1', 'eu-centrall-1'),
    'region-unknown accounts.main.region 5:5',
    'must be an AWS region, got "eu-centrall-1"; did you mean `eu-central-1`?',
  ],
  [
    'of an account, unlike any',
    edited('eu-central-1', 'xx-somewhere-1'),
    'region-unknown accounts.main.region 5:5',
    'must be an AWS region, got "xx-somewhere-1"',
  ],
  ['of the backend', inBackend('eu-nort-1'), 'region-unknown backend.region 12:37'],
])('a region %s is refused', (_, text, ...said) => {
  expectProblem(text, ...said);
});

test.each([
  ['of an account', edited('eu-central-1', 'eu-central-9'), 'accounts.main.region 5:5'],
  ['of a part of the world that is new', edited('eu-central-1', 'xx-east-1'), 'accounts.main.region 5:5'],
  ['of the backend', inBackend('ap-west-1'), 'backend.region 12:37'],
])('a region %s that may be newer than the list makes a warning', (_, text, place) => {
  expect(problemsOf(text)).toEqual([]);
  expect(warningsOf(text)).toEqual([`region-newer ${place}`]);
  expect(sentencesOf(text)).toEqual([
    expect.stringMatching(/^is not an AWS region known as of \d{4}-\d\d; it may be newer, got /),
  ]);
});

test.each(['us-gov-west-1', 'cn-northwest-1', 'ap-southeast-7', 'il-central-1'])('the region %s is known', (region) => {
  expect(warningsOf(edited('eu-central-1', region))).toEqual([]);
});
