import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox';
import { readSeed } from '../../seed/read';
import { call, ENHANCED, HOSTS, LEGACY, PLATFORM, ROLE_ARN, requestToken } from '../dynatrace/support';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function seeded(text: string): Promise<Sandbox> {
  sandbox = await startSandbox({ seed: readSeed(text, 'seed.yaml') });
  return sandbox;
}

test('everything that a seed names is there', async () => {
  const { dynatrace, aws } = await seeded(`
    accounts: [{ name: other }]
    groups: [{ name: operators, policy: 'ALLOW automation:workflows:read, app-engine:apps:run;' }]
    users:
      - { email: ann@example.com, policy: '', groups: [operators], consent: [app-engine:apps:run] }
      - { email: bob@example.com, account: other }
    serviceUsers: [{ name: runner, policy: 'ALLOW app-engine:apps:run;' }]
    apps: [dynatrace.aws.connector]
    hosts: ['*.example.com']
    connections:
      - { name: shared, owner: ann@example.com, readers: [operators, runner, all-users] }
      - { name: old, schema: legacy, roleArn: '${ROLE_ARN}' }
    workflows:
      - title: Nightly
        owner: operators
        actor: runner
        private: true
        tasks: { stop: { action: 'dynatrace.aws.connector:ec2-stop-instances', input: { connection: shared } } }
    aws: { accounts: [{ id: '111111111111', role: deploy }] }
  `);
  const { account, objects, workflows, apps, otherAccounts, consent } = dynatrace.tenant;
  const [operators] = account.groups;
  const ann = account.users.find(({ email }) => email === 'ann@example.com');
  const runner = account.users.find(({ name }) => name === 'runner');

  expect(operators?.members).toEqual([ann?.uuid]);
  expect(consent.get(ann?.uuid ?? '')).toEqual(['app-engine:apps:run']);
  expect(otherAccounts[0]?.users.map(({ email }) => email)).toEqual(['bob@example.com']);
  expect([...apps.keys()]).toEqual(['dynatrace.aws.connector']);
  expect(objects.map(({ schemaId }) => schemaId)).toEqual([HOSTS, ENHANCED, LEGACY]);
  expect(objects[1]).toMatchObject({
    owner: { type: 'user', id: ann?.uuid },
    accessors: [
      { accessor: { type: 'group', id: operators?.uuid } },
      { accessor: { type: 'user', id: runner?.uuid } },
      { accessor: { type: 'all-users' } },
    ],
  });
  expect(workflows[0]).toMatchObject({
    ...{ owner: operators?.uuid, ownerType: 'GROUP', actor: runner?.uuid, isPrivate: true },
    tasks: { stop: { name: 'stop', action: 'dynatrace.aws.connector:ec2-stop-instances' } },
  });
  expect((await aws.snapshot())['111111111111']?.roles).toMatchObject([{ name: 'deploy' }]);

  const client = account.clients.find(({ userUuid }) => userUuid === ann?.uuid);
  const fields = { client_id: client?.id ?? '', client_secret: client?.secret ?? '', scope: '' };
  const token = (await requestToken(dynatrace, fields)).body.access_token;
  expect((await call(dynatrace, 'GET', '/platform/automation/v1/workflows', { token })).body.count).toBe(1);
  expect((await call(dynatrace, 'GET', `${PLATFORM}/objects?schemaIds=${ENHANCED}`, { token })).status).toBe(403);
});

test('the example is a seed', async () => {
  const { dynatrace } = await seeded(readFileSync(join(__dirname, '../../seed/example.yaml'), 'utf8'));
  expect(dynatrace.tenant.workflows).toHaveLength(1);
});

test.each([
  ['users: [{ email: a@b, groups: [x] }]', '`users[0].groups` must name a known group, got "x"'],
  ['users: [{ email: a@b, account: x }]', '`users[0].account` must name a known account, got "x"'],
  ['users: [{ email: a@b, policy: ALLOW }]', '`users[0].policy`: statement "ALLOW" must end with ";"'],
  ['connections: [{ name: a:b }]', '`connections[0]` is refused: name The symbol : is not allowed the name'],
  ['connections: [{ name: old, schema: legacy }]', '`connections[0]` is refused: webIdentity/roleArn length'],
  ['connections: [{ name: abc, owner: x }]', '`connections[0].owner` must name a known user, got "x"'],
  ['workflows: [{ title: x, owner: y, tasks: {} }]', '`workflows[0].owner` must name a known user, got "y"'],
])('%s does not fit', async (text, message) => {
  await expect(seeded(text)).rejects.toThrow(message);
});
