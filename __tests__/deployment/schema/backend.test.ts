import { GOOD, problemsOf } from '../support';

function withBackend(...lines: string[]): string {
  return `${GOOD}backend:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

describe('backend', () => {
  test.each([
    [
      'an unknown type',
      withBackend('type: azure'),
      '`backend.type` must be `local`, `hcp`, `s3` or `none`, got "azure" (deployment.yaml:13:3)',
    ],
    [
      'no type',
      withBackend('directory: state'),
      '`backend.type` is required: must be `local`, `hcp`, `s3` or `none` (deployment.yaml:12:1)',
    ],
    [
      'an absolute folder',
      withBackend('type: local', 'directory: /var/state'),
      '`backend.directory` must be a relative path, so that the output is the same on every machine, got "/var/state" (deployment.yaml:14:3)',
    ],
    [
      'a folder on a Windows drive',
      withBackend('type: local', 'directory: "C:\\\\state"'),
      '`backend.directory` must be a relative path, so that the output is the same on every machine, got "C:\\\\state" (deployment.yaml:14:3)',
    ],
    [
      'no organization',
      withBackend('type: hcp'),
      '`backend.organization` is required: Name of the organization (deployment.yaml:12:1)',
    ],
    [
      'a hostname with a scheme',
      withBackend('type: hcp', 'organization: acme', 'hostname: https://tfe.example.com'),
      '`backend.hostname` must be a host name without a scheme, got "https://tfe.example.com" (deployment.yaml:15:3)',
    ],
    [
      'a workspace prefix with a slash',
      withBackend('type: hcp', 'organization: acme', 'workspacePrefix: a/'),
      '`backend.workspacePrefix` must consist of letters, digits, "-" and "_", got "a/" (deployment.yaml:15:3)',
    ],
    [
      'a bucket in capitals',
      withBackend('type: s3', 'region: eu-central-1', 'bucket: State'),
      '`backend.bucket` must be the name of an S3 bucket, got "State" (deployment.yaml:15:3)',
    ],
    [
      'a key prefix with a slash before it',
      withBackend('type: s3', 'region: eu-central-1', 'bucket: state', 'keyPrefix: /a'),
      '`backend.keyPrefix` must not begin with "/", got "/a" (deployment.yaml:16:3)',
    ],
    [
      'a region that is none',
      withBackend('type: s3', 'region: Frankfurt', 'bucket: state'),
      '`backend.region` must be an AWS region, such as eu-central-1, got "Frankfurt" (deployment.yaml:14:3)',
    ],
    [
      "another type's key",
      withBackend('type: s3', 'region: eu-central-1', 'bucket: state', 'key_prefix: a'),
      '`backend.key_prefix` is not a known key; did you mean `keyPrefix`? (deployment.yaml:16:3)',
    ],
  ])('%s', (_, text, line) => {
    expect(problemsOf(text)).toEqual([line]);
  });
});
