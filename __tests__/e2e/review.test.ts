import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SettingsObject } from '../../sandbox/index';
import { createWorkspace, succeed, type Workspace } from '../support/harness';

jest.setTimeout(600_000);

/** A change of a deployment that exists, reviewed before it is deployed. */
describe('a review', () => {
  let workspace: Workspace;
  let markdown: string;
  let file: string;
  const statements = (...actions: string[]) => ({ statements: actions.map((action) => ({ actions: action })) });
  const kept = { account: 'main', schema: 'enhanced', share: [{ allUsers: true }] };

  beforeAll(async () => {
    workspace = await createWorkspace();
    const { dynatrace } = workspace.sandbox;
    const named = (name: string) => dynatrace.tenant.objects.find(({ value }) => value.name === name) as SettingsObject;
    const ops = { account: 'main', permissions: statements('ec2:StartInstances') };
    await workspace.deploy(workspace.deployment({ connections: { ops, reporting: { account: 'main' }, kept } }));
    dynatrace.addWorkflow({
      title: 'Nightly <report>',
      owner: dynatrace.admin.user.uuid,
      tasks: {
        put: {
          name: 'put',
          action: 'dynatrace.aws.connector:s3-put-object',
          input: { connection: named('reporting').objectId },
        },
      },
    });
    named('kept').value.name = 'renamed by hand';

    await workspace.synthesize(
      workspace.deployment({
        connections: {
          ops: {
            account: 'main',
            role: { maxSessionDuration: 7200 },
            permissions: statements('ec2:StartInstances', 'ec2:TerminateInstances'),
          },
          kept,
          fresh: { account: 'main', schema: 'enhanced', permissions: statements('ssm:SendCommand') },
        },
      }),
    );
    const diff = await workspace.command('diff');
    expect([diff.code, diff.stderr]).toEqual([2, expect.not.stringContaining('Error')]);
    markdown = succeed(await workspace.command('review')).stdout;
    const out = join(workspace.directory, 'reviews');
    succeed(await workspace.command('review', ['sandbox', '--html', '--out', out]));
    file = join(out, 'sandbox.html');
  });
  afterAll(() => workspace.close());

  it('warns in Markdown about what a reviewer has to know', () => {
    expect(markdown).toContain('<!-- aws-workflows-review: sandbox -->');
    expect(markdown).toContain('The connection reporting is deleted: workflows that use it stop working');
    expect(markdown).toContain('Workflow: Nightly &lt;report&gt;');
    expect(markdown).toContain('The role dynatrace-sandbox-ops gains permissions');
    expect(markdown).toContain('Sessions of the role dynatrace-sandbox-ops may last longer');
    expect(markdown).toContain(
      'name and role of the connection kept | repaired, because it is missing or was changed outside of Terraform',
    );
    expect(markdown).toContain(
      '| **Subject** | no such role | <code>dt:connection-id/&#40;object id, known after apply&#41;</code> |',
    );
    expect(markdown).toMatch(/```mermaid\nflowchart LR[\s\S]+:::removed[\s\S]+```/);
  });

  it('holds no credentials in any form', async () => {
    const page = await readFile(file, 'utf8');

    for (const secret of Object.values(workspace.sandbox.credentials).filter((value) => value.length > 8)) {
      expect(markdown).not.toContain(secret);
      expect(page).not.toContain(secret);
    }
    expect(`${markdown}${page}`).not.toMatch(/dt0[a-z]\d\d\.|Bearer /);
  });

  describe('as a page', () => {
    let page: string;

    beforeAll(async () => {
      page = await readFile(file, 'utf8');
    });

    function texts(pattern: RegExp): string[] {
      return [...page.matchAll(pattern)].map(([, inner = '']) =>
        inner
          .replace(/<[^>]+>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim(),
      );
    }

    it('has a heading for the tenant, its warnings, the picture and each connection', () => {
      expect(texts(/<h1>([\s\S]*?)<\/h1>/g)).toEqual(['AWS for Workflows: sandbox']);
      const account = 'account main (123456789012)';
      expect(texts(/<h2>([\s\S]*?)<\/h2>/g)).toEqual([
        'Warnings',
        'From each connection to what it may do',
        `Connection ops legacy schema, ${account} updated`,
        `Connection reporting legacy schema, ${account} deleted`,
        `Connection fresh enhanced schema, ${account} created`,
        `Connection kept enhanced schema, ${account} updated`,
      ]);
      expect(texts(/<div class="warning"><p>([\s\S]*?)<\/p>/g)).toHaveLength(3);
    });

    it('draws the way of each connection with what is added, changed and removed', () => {
      const boxes = [...page.matchAll(/<div class="box (\w+)"[^>]*><b>([^<]*)<\/b>/g)];
      const marks = Object.fromEntries(boxes.map(([, mark, title]) => [title, mark]));

      expect(marks).toMatchObject({
        ops: 'changed',
        reporting: 'removed',
        fresh: 'added',
        'token.dynatrace.com': 'unchanged',
        'dynatrace-sandbox-fresh': 'added',
        'dynatrace-sandbox-reporting': 'removed',
      });
    });

    it('marks what changes about who may do what', () => {
      const ops = /id="connection-legacy-ops"([\s\S]*?)<\/section>/.exec(page)?.[1] ?? '';
      const changed = [...ops.matchAll(/<tr class="changed"><th>([^<]*)<\/th>/g)].map(([, label]) => label);

      expect(changed).toEqual(['Longest session', 'Inline permissions']);
      expect(ops).toContain('<td><code>3600 s</code></td><td><code>7200 s</code></td>');
    });
  });
});
