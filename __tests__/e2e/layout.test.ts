import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONNECTION_SCHEMAS } from '../../model/connection';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(900_000);

const ACCOUNTS = { first: '123456789012', second: '210987654321' };

/** One stack for what a tenant has once, and one for each account: deployed together, moved to and from one stack. */
describe('layout: account', () => {
  let workspace: Workspace;
  let before: object;
  let ids: Record<string, string>;
  const connections = {
    ops: { account: 'first', schema: 'legacy', share: [{ allUsers: true }] },
    auto: { account: 'first', schema: 'enhanced' },
    audit: { account: 'second', schema: 'enhanced' },
  };
  const objectIds = () =>
    Object.fromEntries(
      workspace.sandbox.dynatrace.tenant.objects
        .filter(({ schemaId }) => (Object.values(CONNECTION_SCHEMAS) as string[]).includes(schemaId))
        .map(({ value, objectId }) => [String(value.name), objectId]),
    );
  const writeDeployment = async (layout: string) => {
    const endpoints = { iam: workspace.sandbox.aws.url, sts: workspace.sandbox.aws.url };
    const accounts = Object.fromEntries(
      Object.entries(ACCOUNTS).map(([key, id]) => [key, { id, region: 'us-east-1', profile: key, endpoints }]),
    );
    succeed(await workspace.synthesize(workspace.deployment({ layout, connections }, { accounts })));
  };
  /** What a plan of everything changes, without what each stack checks and lists for itself. */
  const changes = async () => {
    const { stdout } = await workspace.command('diff');
    const lines = stdout.match(/# \S+ (?:will|must) be \w+/g) ?? [];
    return lines.filter((line) => !/null_resource\.(owner|preflight|inventory)\b|will be read/.test(line));
  };

  beforeAll(async () => {
    workspace = await createWorkspace({
      accounts: Object.fromEntries(Object.entries(ACCOUNTS).map(([key, id]) => [accessKey(key), id])),
    });
    const file = join(workspace.directory, 'credentials');
    await writeFile(
      file,
      Object.keys(ACCOUNTS)
        .map(
          (key) =>
            `[${key}]\naws_access_key_id = ${accessKey(key)}\naws_secret_access_key = ${workspace.sandbox.credentials.AWS_SECRET_ACCESS_KEY}\n`,
        )
        .join('\n'),
    );
    Object.assign(workspace.env, {
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    });
    before = await workspace.sandbox.snapshot();
  });
  afterAll(() => workspace.close());

  it('deploys everything in order, with one result', async () => {
    await writeDeployment('account');

    const { stdout } = succeed(await workspace.command('deploy', ['--auto-approve']));

    for (const stack of ['sandbox', 'sandbox-first', 'sandbox-second']) expect(stdout).toContain(`\n${stack}: `);
    ids = objectIds();
    expect(Object.keys(ids).sort()).toEqual(['audit', 'auto', 'ops']);
    expect(await changes()).toEqual([]);
  });

  it('becomes one stack without touching any object', async () => {
    await writeDeployment('tenant');
    const writes = () => workspace.sandbox.dynatrace.log.filter(({ method }) => /PUT|DELETE/.test(method)).length;
    const written = writes();

    succeed(await workspace.command('layout', ['sandbox', '--auto-approve']));

    expect(await changes()).toEqual([]);
    succeed(await workspace.command('deploy', ['--auto-approve']));
    expect(objectIds()).toEqual(ids);
    expect(writes()).toBe(written);
  });

  it('comes apart again without touching any object', async () => {
    await writeDeployment('account');

    succeed(await workspace.command('layout', ['sandbox', '--auto-approve']));

    expect(await changes()).toEqual([]);
    succeed(await workspace.command('deploy', ['--auto-approve']));
    expect(objectIds()).toEqual(ids);
    expect((await workspace.command('layout', ['sandbox', '--auto-approve'])).stdout).toContain(
      'Everything is where the deployment file expects it.',
    );
  });

  it('is destroyed from the top down, and leaves both sides as they were', async () => {
    succeed(await workspace.command('destroy', ['sandbox', '--auto-approve']));

    expect(await workspace.sandbox.snapshot()).toEqual(before);
  });
});

function accessKey(key: string): string {
  return `AKIA${key.toUpperCase().padEnd(16, '0')}`;
}
