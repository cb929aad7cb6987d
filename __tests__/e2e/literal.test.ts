import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(300_000);

const FILE = '${file("secret.txt")}';
const DIRECTIVE = '%{ if true }yes%{ endif }';
const SECRET = 'what-only-the-file-says';

/** Texts of the deployment file reach both sides as they are written, whatever they would mean to Terraform. */
describe('texts that look like expressions', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace();
  });
  afterAll(() => workspace.close());

  it('are planned and applied literally', async () => {
    const { dynatrace } = workspace.sandbox;
    for (const name of ['Ops ${team}', `Of ${FILE}`, `$${FILE}`]) dynatrace.addGroup({ name });
    const credentials = join(workspace.directory, 'credentials');
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key } = workspace.sandbox.credentials;
    await writeFile(credentials, `[${FILE}]\naws_access_key_id = ${id}\naws_secret_access_key = ${key}\n`);
    Object.assign(workspace.env, {
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    });
    const deployment = workspace.deployment({
      accountUuid: dynatrace.tenant.account.uuid,
      connections: {
        auto: {
          account: 'main',
          schema: 'enhanced',
          name: `Auto ${DIRECTIVE}`,
          share: [{ group: 'Ops ${team}' }, { group: `Of ${FILE}` }, { group: `$${FILE}` }],
          role: { description: `For ${FILE} and ${DIRECTIVE}` },
          permissions: {
            statements: [{ actions: 's3:GetObject', resources: 'arn:aws:s3:::bucket/${aws:username}/*' }],
          },
        },
        ops: { account: 'main', name: `Ops ${FILE}` },
      },
      workflowActors: {
        bot: { serviceUser: { create: `Bot ${DIRECTIVE}` }, connections: 'all' },
        team: { group: `Of ${FILE}`, connections: 'all' },
      },
    });
    const { main } = deployment.accounts as { main: object };
    const file = { ...deployment, accounts: { main: { ...main, profile: FILE, extraAudiences: [FILE, DIRECTIVE] } } };
    succeed(await workspace.synthesize(file));
    await writeFile(join(workspace.stack(), 'secret.txt'), SECRET);

    succeed(await workspace.terraform(['apply', '-auto-approve', '-input=false']));

    const { objects, account } = dynatrace.tenant;
    const names = objects.map(({ value }) => value.name).filter(Boolean);
    expect(names.sort()).toEqual([`Auto ${DIRECTIVE}`, `Ops ${FILE}`]);
    const groups = account.groups.filter(({ name }) => name.includes('$'));
    const auto = objects.find(({ value }) => value.name === `Auto ${DIRECTIVE}`);
    expect(auto?.accessors.map(({ accessor }) => accessor.id)).toEqual(
      expect.arrayContaining(groups.map(({ uuid }) => uuid)),
    );
    expect(account.users.map(({ name }) => name)).toContain(`Bot ${DIRECTIVE}`);
    const [aws] = Object.values(await workspace.sandbox.aws.snapshot());
    expect(aws?.providers[0]?.clientIds).toEqual(expect.arrayContaining([FILE, DIRECTIVE]));
    const roles = JSON.stringify(aws?.roles);
    expect(roles).toContain('bucket/${aws:username}/*');
    expect(roles).toContain(JSON.stringify(`For ${FILE} and ${DIRECTIVE}`).slice(1, -1));

    expect(await workspace.plan()).toEqual({});
    const plan = succeed(await workspace.terraform(['show', '-json', 'plan'])).stdout;
    const state = succeed(await workspace.terraform(['state', 'pull'])).stdout;
    for (const text of [plan, state, workspace.transcript()]) expect(text).not.toContain(SECRET);
    expect(await readFile(join(workspace.stack(), 'secret.txt'), 'utf8')).toBe(SECRET);
  });
});
