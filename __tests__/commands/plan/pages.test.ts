import { escapeHtml, escapeMarkdown } from '../../../commands/page/escape';
import { toHtml } from '../../../commands/page/html';
import { marker, toMarkdown } from '../../../commands/page/markdown';
import { mermaid } from '../../../commands/page/mermaid';
import { chainOf } from '../../../commands/plan/chain';
import { type Review, reviewPlan } from '../../../commands/plan/review';
import { planOf, resource, tenantWith, triggers } from '../support';
import { audience, environment, legacyConnection, newEnhancedConnection, providerArn, share, use } from './plans';

const tenant = tenantWith({
  connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } },
});
const plan = planOf(
  resource('null_resource.allowed_host["*.amazonaws.com"]', { after: triggers({ environment }) }),
  resource('aws_iam_openid_connect_provider.main', {
    after: { url: 'https://token.dynatrace.com', client_id_list: [audience] },
  }),
  ...legacyConnection('ops'),
  ...legacyConnection('old', 'before'),
  ...newEnhancedConnection('auto'),
  share('auto', 'all-users', undefined, 'read'),
);
let review: Review;

beforeAll(async () => {
  review = await reviewPlan(plan, tenant, new Map([['id-of-old', { uses: [use('<b>|Nightly|</b> @team')] }]]));
});

describe('the picture', () => {
  it('leads from the tenant through each connection to its policies', () => {
    const { nodes, edges } = chainOf(review);
    const titles = new Map(nodes.map(({ id, title }) => [id, title]));

    expect(nodes.map(({ column, title, fate }) => [column, title, fate])).toEqual(
      expect.arrayContaining([
        [0, 'prod', 'unchanged'],
        [1, 'ops', 'unchanged'],
        [1, 'old', 'removed'],
        [1, 'auto name', 'added'],
        [2, 'token.dynatrace.com', 'added'],
        [3, 'dynatrace-prod-auto', 'added'],
        [4, 'inline policy', 'removed'],
        [4, 'ReadOnlyAccess', 'added'],
      ]),
    );
    expect(edges.map(({ from, to }) => `${titles.get(from)} > ${titles.get(to)}`)).toEqual(
      expect.arrayContaining(['prod > ops', 'ops > token.dynatrace.com', 'dynatrace-prod-auto > ReadOnlyAccess']),
    );
    expect(nodes.filter(({ column }) => column === 2)).toHaveLength(1);
    expect(review.providers.has(providerArn)).toBe(true);
  });

  it('is safe Mermaid, whatever the names are', () => {
    const evil = { id: 'n0', column: 0, title: '"]; click n0 <script>', caption: 'a#b', fate: 'added' as const };

    expect(mermaid({ nodes: [evil], edges: [] })).toContain(
      'n0["#34;#93;#59; click n0 #60;script#62;<br/>a#35;b"]:::added',
    );
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

  it('has warnings, what is shared, each connection and the picture', () => {
    expect(text).toContain('> [!WARNING]\n> The connection old is deleted');
    expect(text).toContain('| Dynatrace | allowed host &#42;.amazonaws.com | created |');
    expect(text).toContain('### Connection <code>auto name</code> (enhanced schema): created');
    expect(text).toContain(
      '| **Subject** | no such role | <code>dt:connection-id/&#40;object id, known after apply&#41;</code> |',
    );
    expect(text).toContain('Unchanged: <code>ops</code>');
    expect(text).toContain('```mermaid\nflowchart LR');
  });

  it('lets no text of others format, mention or break a table', () => {
    expect(text).toContain('Workflow: &lt;b&gt;&#124;Nightly&#124;&lt;/b&gt; &#64;team');
    expect(escapeMarkdown('a\nb ![x](https://evil.example)')).toBe(
      'a b &#33;&#91;x&#93;&#40;https:&#47;&#47;evil.example&#41;',
    );
  });

  it('leaves out details rather than being too long for a comment', () => {
    const [first] = review.connections;
    const many = Array.from({ length: 80 }, (_, index) => ({ ...review.connections[2], key: `c${index}` }));

    const long = toMarkdown({ ...review, connections: [first, ...many] as never });

    expect(long.length).toBeLessThan(65_536);
    expect(long).toContain('would be too long for a comment');
    expect(long).not.toContain('Who may assume');
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

  it('is well-formed without warnings, connections and changes too', async () => {
    const empty = toHtml(await reviewPlan(planOf(), tenant, new Map()));

    expect(empty).toContain('no changes on either side');
    expect(empty).not.toContain('<h2>');
  });
});
