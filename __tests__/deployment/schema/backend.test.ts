import { expectProblem, GOOD } from '../support';

function withBackend(...lines: string[]): string {
  return `${GOOD}backend:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

describe('backend', () => {
  test.each([
    [
      'an unknown type',
      withBackend('type: azure'),
      'value-choice backend.type 13:3',
      'must be `local`, `hcp`, `s3` or `none`, got "azure"',
    ],
    [
      'no type',
      withBackend('directory: state'),
      'key-missing backend.type 12:1',
      'is required: must be `local`, `hcp`, `s3` or `none`',
    ],
    [
      'an absolute folder',
      withBackend('type: local', 'directory: /var/state'),
      'value-form backend.directory 14:3',
      'must be a relative path, so that the output is the same on every machine, got "/var/state"',
    ],
    [
      'a folder on a Windows drive',
      withBackend('type: local', 'directory: "C:\\\\state"'),
      'value-form backend.directory 14:3',
    ],
    [
      'no organization',
      withBackend('type: hcp'),
      'key-missing backend.organization 12:1',
      'is required: Name of the organization',
    ],
    [
      'a hostname with a scheme',
      withBackend('type: hcp', 'organization: acme', 'hostname: https://tfe.example.com'),
      'value-form backend.hostname 15:3',
      'must be a host name without a scheme, got "https://tfe.example.com"',
    ],
    [
      'a workspace prefix with a slash',
      withBackend('type: hcp', 'organization: acme', 'workspacePrefix: a/'),
      'value-form backend.workspacePrefix 15:3',
    ],
    [
      'a bucket in capitals',
      withBackend('type: s3', 'region: eu-central-1', 'bucket: State'),
      'value-form backend.bucket 15:3',
      'must be the name of an S3 bucket, got "State"',
    ],
    [
      'a key prefix with a slash before it',
      withBackend('type: s3', 'region: eu-central-1', 'bucket: state', 'keyPrefix: /a'),
      'value-form backend.keyPrefix 16:3',
      'must not begin with "/", got "/a"',
    ],
    [
      'a region that is none',
      withBackend('type: s3', 'region: Frankfurt', 'bucket: state'),
      'value-form backend.region 14:3',
      'must be an AWS region, such as eu-central-1, got "Frankfurt"',
    ],
    [
      "another type's key",
      withBackend('type: s3', 'region: eu-central-1', 'bucket: state', 'key_prefix: a'),
      'key-unknown backend.key_prefix 16:3',
    ],
  ])('%s', (_, text, ...said) => {
    expectProblem(text, ...said);
  });
});
