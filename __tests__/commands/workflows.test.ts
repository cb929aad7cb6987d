import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runCommand } from '../../commands/cli/run';
import { command } from '../../commands/workflows';
import { type DynatraceSandbox, startDynatrace } from '../../sandbox/index';
import { CORPUS_CONNECTIONS, WORKFLOW_CORPUS } from '../support/workflow-corpus';
import { exportCredentials, recordingOutput } from './support';
import { type FakeTerraform, fakeTerraform } from './terraform';

const { dev, old } = CORPUS_CONNECTIONS;

describe('workflows', () => {
  let dynatrace: DynatraceSandbox;
  let terraform: FakeTerraform;
  let restore: () => void;

  const record = (resource: string, index: string, triggers: object) => ({
    address: `null_resource.${resource}["${index}"]`,
    mode: 'managed',
    type: 'null_resource',
    name: resource,
    index,
    values: { id: '1', triggers },
  });
  const state = (...resources: object[]) => JSON.stringify({ values: { root_module: { resources } } });
  const run = async (...args: string[]) => {
    const output = recordingOutput();
    const code = await runCommand(command, args, output);
    return { code, printed: output.printed.join('\n'), progressed: output.progressed.join('\n') };
  };

  beforeAll(async () => {
    dynatrace = await startDynatrace();
    const { url, ssoUrl, accountUrl, tenant, admin } = dynatrace;
    for (const workflow of WORKFLOW_CORPUS) dynatrace.addWorkflow(workflow);
    restore = exportCredentials({ DT_CLIENT_ID: admin.clientId, DT_CLIENT_SECRET: admin.clientSecret });
    const { issuer } = tenant.issuer;
    const connections = {
      ops: { account: 'main' },
      dev: { account: 'main', name: dev.name },
      spare: { account: 'main', schema: 'legacy' },
    };
    terraform = fakeTerraform(
      stringify({
        name: 'team',
        accounts: { main: { id: '123456789012', region: 'eu-central-1' } },
        tenants: { prod: { environment: url, ssoUrl, accountUrl, issuer, schema: 'enhanced', connections } },
      }),
    );
    terraform.write(
      'state.json',
      state(
        record('connection', 'dev', {}),
        record('connection_id', 'dev', { object_id: dev.objectId }),
        record('legacy_connection', 'gone', { name: old.name }),
        record('legacy_connection_id', 'gone', { object_id: old.objectId }),
      ),
    );
  });
  afterAll(async () => {
    restore();
    terraform.close();
    await dynatrace.close();
  });

  it('lists who uses the connections of the file, and those that only the state still has', async () => {
    const { code, printed } = await run();

    expect(code).toBe(0);
    expect(printed).toContain(`prod: ${WORKFLOW_CORPUS.length} workflows that these credentials can see`);
    expect(printed).toMatch(/^CONNECTION +SCHEMA +WORKFLOW +TASK +ACTION +USES IT +IF REPLACED +OWNER +ID$/m);
    expect(printed).toMatch(
      /^ops +enhanced +stop at night +stop +ec2-stop-instances +certainly, by name +goes on +\S+ +wf-stop-at-night$/m,
    );
    expect(printed).toMatch(/^dev +enhanced +store events +list .* certainly, by object id +stops /m);
    expect(printed).toMatch(/^gone +legacy +from the time before +reboot .* certainly, by object id +stops /m);
    expect(printed).toMatch(
      /run a runbook \(run by close a security group\) .*"connection", passed by close a security group/,
    );
    expect(printed).toContain('Used by no workflow among them: spare (legacy)');
  });

  it('gives the same as JSON', async () => {
    const { tenants, workflows } = JSON.parse((await run('--json')).printed);

    expect(tenants).toEqual([{ tenant: 'prod', stack: 'prod', workflows: WORKFLOW_CORPUS.length, unseen: [] }]);
    expect(workflows).toContainEqual({
      tenant: 'prod',
      connection: 'dev',
      name: dev.name,
      schema: 'enhanced',
      workflow: 'store events',
      id: 'wf-store-events',
      owner: expect.any(String),
      task: 'list',
      action: 'dynatrace.aws.connector:s3-list-buckets',
      certainty: 'certainly',
      by: 'object id',
      calledBy: [],
      ifReplaced: 'stops',
    });
  });

  it('finds names where no state can be read, and says what it did not see', async () => {
    const { platformToken } = dynatrace.addUser({ email: 'x@example.com', policy: 'ALLOW automation:workflows:read;' });
    const restoreToken = exportCredentials({
      DYNATRACE_PLATFORM_TOKEN: platformToken,
      DT_CLIENT_ID: undefined,
      DT_CLIENT_SECRET: undefined,
    });
    terraform.write('broken', 'Error: the backend is gone');

    const { code, printed } = await run();

    expect(code).toBe(0);
    expect(printed).toMatch(/^ops +enhanced +stop at night/m);
    expect(printed).not.toContain('by object id');
    expect(printed).toContain('Object ids are not known, so that only names were looked for: could not read the state');
    expect(printed).toContain('Private workflows of others are not among them: not allowed to list the workflows');
    restoreToken();
  });

  it('asks a tenant once that is several stacks, and shows those that hold connections', async () => {
    const file = join(terraform.directory, 'deployment.yaml');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('schema: enhanced', 'schema: enhanced\n    layout: account'));
    dynatrace.log.length = 0;

    const { code, printed } = await run();

    expect(code).toBe(0);
    expect(printed).toMatch(/^prod-main: 11 workflows/);
    expect(printed).toMatch(/^ops +enhanced +stop at night /m);
    expect(dynatrace.log.filter(({ path }) => path.endsWith('/workflows'))).toHaveLength(1);
    writeFileSync(file, before);
  });

  it('fails when the workflows cannot be read', async () => {
    const restoreToken = exportCredentials({ DT_CLIENT_ID: undefined, DT_CLIENT_SECRET: undefined });

    const { code, progressed } = await run();

    expect(code).toBe(1);
    expect(progressed).toContain('no Dynatrace credentials');
    restoreToken();
  });
});
