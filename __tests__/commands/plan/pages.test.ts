import { escapeHtml, escapeMarkdown } from '../../../commands/page/escape';
import { toHtml } from '../../../commands/page/html';
import { marker, toMarkdown } from '../../../commands/page/markdown';
import { mermaid } from '../../../commands/page/mermaid';
import { pictureOf } from '../../../commands/plan/picture';
import { type Review, reviewPlan } from '../../../commands/plan/review';
import { planOf, resource, tenantWith } from '../support';
import {
  audience,
  block,
  environment,
  legacyConnection,
  legacyObject,
  newEnhancedConnection,
  providerArn,
  roleArn,
  share,
  use,
} from './plans';

const reason = 'asked for by the team in SEC-1';
const stack = tenantWith({
  connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } },
  acknowledge: [{ rule: 'share-widened', subject: 'connection auto', reason }],
});
const plan = planOf(
  block('allowed-host', 'guard', '*.amazonaws.com', { after: { environment } }),
  resource('aws_iam_openid_connect_provider.main', {
    after: { url: 'https://token.dynatrace.com', client_id_list: [audience] },
  }),
  ...legacyConnection('ops'),
  ...legacyConnection('old', 'before'),
  ...newEnhancedConnection('auto'),
  ...share('auto', 'all-users', undefined, 'read'),
);
let review: Review;

beforeAll(async () => {
  review = await reviewPlan(plan, stack, new Map([['id-of-old', { uses: [use('<b>|Nightly|</b> @team')] }]]));
});

/** The same review with many connections that are created. */
function many(count: number): Review {
  const [first, , created] = review.connections;
  const connections = Array.from({ length: count }, (_, index) => ({
    ...created,
    key: `c${index}`,
    name: `connection ${index}`,
    roleArn: roleArn(`c${index}`),
    role: { ...created?.role, name: `dynatrace-prod-c${index}` },
  }));
  return { ...review, connections: [first, ...connections] as never };
}

describe('the picture', () => {
  it('leads from each connection to its own role, by account, with what changes first', () => {
    const [band, ...others] = pictureOf(review.connections, review.providers);

    expect(others).toEqual([]);
    expect(band).toMatchObject({
      account: 'main (123456789012)',
      provider: { title: 'token.dynatrace.com', caption: 'OIDC provider', mark: 'added' },
    });
    expect(
      band?.rows.map(({ connections, role, policies }) =>
        [...connections, role, ...policies].map(({ title, mark }) => `${title}: ${mark}`),
      ),
    ).toEqual([
      ['old: removed', 'dynatrace-prod-old: removed', 'inline policy: removed'],
      ['auto name: added', 'dynatrace-prod-auto: added', 'inline policy: added', 'ReadOnlyAccess: added'],
      ['ops: unchanged', 'dynatrace-prod-ops: unchanged', 'inline policy: unchanged'],
    ]);
    expect(review.providers.has(providerArn)).toBe(true);
  });

  it('joins connections that share a role, and knows roles and providers that something else owns', async () => {
    const shared = tenantWith({ connections: { ops: { account: 'main' }, too: { account: 'main', roleOf: 'ops' } } });
    const changes = [...legacyConnection('ops'), ...legacyObject('too', undefined, { role_arn: roleArn('ops') })];
    const far = legacyObject('far', undefined, { role_arn: 'arn:aws:iam::999999999999:role/team/theirs' });
    const { connections, providers } = await reviewPlan(planOf(...changes, ...far), shared, new Map());

    expect(pictureOf(connections, providers)).toMatchObject([
      {
        provider: { caption: 'OIDC provider, owned elsewhere', mark: 'unchanged' },
        rows: [{ connections: [{ title: 'ops' }, { title: 'too' }], role: { title: 'dynatrace-prod-ops' } }],
      },
      {
        account: '999999999999',
        rows: [{ role: { title: 'theirs', caption: 'role, owned elsewhere' }, policies: [] }],
      },
    ]);
  });

  it('is safe Mermaid, whatever the names are', () => {
    const evil = { title: '"]; click n0 <script>', caption: 'a#b', mark: 'added' as const };

    const text = mermaid([{ account: 'main', rows: [{ connections: [evil], role: evil, policies: [] }] }]);

    expect(text).toContain('n0["#34;#93;#59; click n0 #60;script#62;<br/>a#35;b"]:::added');
    expect(text).toContain('subgraph a0["account main"]');
    expect(text).toContain('n1 --> n0');
  });
});

describe('toMarkdown', () => {
  let text: string;

  beforeAll(() => {
    text = toMarkdown(review);
  });

  it('begins with the mark that finds the comment again', () => {
    expect(text.startsWith(`${marker('prod')}\n\n## AWS for Workflows: prod`)).toBe(true);
  });

  it('has warnings, what is shared, each connection with its account, and the picture of what changes', () => {
    expect(text).toContain('> [!WARNING]\n> The connection old is deleted');
    expect(text).toContain(
      `> [!NOTE]\n> The connection auto is shared with everyone (<code>share-widened</code>)\n>\n> Acknowledged: ${reason}`,
    );
    expect(text).toContain('| Dynatrace | allowed host &#42;.amazonaws.com | added if it is missing |');
    expect(text).toContain(
      '### Connection <code>auto name</code> (enhanced schema, account main &#40;123456789012&#41;): created',
    );
    expect(text).toContain(
      '| **Subject** | no such role | <code>dt:connection-id/&#40;object id, known after apply&#41;</code> |',
    );
    expect(text).toContain('Unchanged: <code>ops</code>');
    expect(text).toContain('```mermaid\nflowchart LR');
    expect(text).not.toContain('dynatrace-prod-ops');
  });

  it('lets no text of others format, mention or break a table', () => {
    expect(text).toContain('Workflow: &lt;b&gt;&#124;Nightly&#124;&lt;/b&gt; &#64;team');
    expect(escapeMarkdown('a\nb ![x](https://evil.example)')).toBe(
      'a b &#33;&#91;x&#93;&#40;https:&#47;&#47;evil.example&#41;',
    );
  });

  it('leaves out the picture first, then who may assume which role, rather than being too long for a comment', () => {
    const [picture, access, cut] = [40, 60, 400].map((count) => toMarkdown(many(count)));

    for (const page of [picture, access, cut]) expect(page?.length).toBeLessThanOrEqual(65_536);
    expect(picture).toContain('the picture is left out');
    expect(picture).not.toContain('mermaid');
    expect(picture).toContain('Who may assume');
    expect(access).toMatch(/the picture is left out, and who may assume the last \d+ of the 60 roles/);
    expect(access).toContain('Who may assume the role <code>dynatrace-prod-c0</code>');
    expect(access).not.toContain('Who may assume the role <code>dynatrace-prod-c59</code>');
    expect(access).toContain('<code>connection 59</code>');
    expect(cut).toContain('what does not fit is cut off at the end');
    expect(cut?.endsWith('|\n') || cut?.endsWith('\n\n')).toBe(true);
  });
});

describe('toHtml', () => {
  let page: string;

  beforeAll(() => {
    page = toHtml(review);
  });

  it('stands alone: no scripts, nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|href=/i);
    expect(page).toContain("default-src 'none'");
  });

  it('escapes what others wrote', () => {
    expect(page).toContain('Workflow: &lt;b&gt;|Nightly|&lt;/b&gt; @team');
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  });

  it('folds what does not change, and sets what is acknowledged apart', () => {
    expect(page).toContain('<details><summary>1 unchanged</summary>');
    expect(page).toContain('<h2>Unchanged connections</h2><details><summary><code>ops</code>');
    expect(page).toMatch(
      /<h2>Acknowledged<\/h2><div class="warning acknowledged">.*Acknowledged: asked for by the team/,
    );
  });

  it('puts many findings of one rule together', async () => {
    const old = ['a', 'b', 'c', 'd'].flatMap((key) => legacyConnection(key, 'before'));
    const users = new Map([['id-of-a', { uses: [use('Nightly')] }]]);
    const large = await reviewPlan(planOf(...old), tenantWith(), users);

    expect(toHtml(large)).toMatch(
      /<details class="warning"><summary>4 exceptions to: No connection is deleted <small>connection-deleted<\/small>/,
    );
    expect(toMarkdown(large)).toContain(
      '> - <code>The connection a is deleted: workflows that use it stop working: Workflow: Nightly: stop',
    );
  });

  it('is well-formed without warnings, connections and changes too', async () => {
    const empty = toHtml(await reviewPlan(planOf(), tenantWith(), new Map()));

    expect(empty).toContain('no changes on either side');
    expect(empty).not.toContain('<h2>');
  });
});
