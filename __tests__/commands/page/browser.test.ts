import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toHtml } from '../../../commands/page/html';
import { reviewPlan } from '../../../commands/plan/review';
import { type Browser, type Page, startBrowser, type Window } from '../../support/chromium';
import { findBrowser, hasBrowser } from '../../support/chromium-files';
import { notRunHere } from '../../support/not-run';
import { legacyConnection, legacyObject, newEnhancedConnection, roleArn, use } from '../plan/plans';
import { planOf, tenantWith } from '../support';

jest.setTimeout(120_000);

const WIDE: Window = { width: 1280, height: 1000 };
const NARROW: Window = { width: 400, height: 900 };

/** A page of a stack with this many connections: some are new, one goes, most stay, and two share a role. */
async function pageWith(count: number): Promise<string> {
  const keys = Array.from({ length: count - 2 }, (_, index) => `c${index}-with-quite-a-long-name-of-a-connection`);
  const [first = '', second = '', ...others] = keys;
  const shared = keys[3] === undefined ? [] : legacyObject('too', undefined, { role_arn: roleArn('removed') });
  const plan = planOf(
    ...newEnhancedConnection(first),
    ...(second ? newEnhancedConnection(second) : []),
    ...legacyConnection('removed', 'before'),
    ...shared,
    ...others.flatMap((key) => legacyConnection(key)),
  );
  const stack = tenantWith({
    connections: { too: { account: 'main', roleOf: 'removed' }, removed: { account: 'main' } },
  });
  return toHtml(await reviewPlan(plan, stack, new Map([['id-of-removed', { uses: [use('Nightly')] }]])));
}

/** Where a picture's boxes and arrows are, row by row. */
const ROWS = `[...document.querySelectorAll('.band > .rows > .row')].map((row) => {
  const place = (element) => { const { left, right, top, bottom } = element.getBoundingClientRect(); return { left, right, top, bottom }; };
  return {
    connections: [...row.querySelectorAll('.from .box')].map(place),
    arrows: [...row.querySelectorAll('.from i')].map(place),
    role: place(row.querySelector(':scope > .box')),
    policies: [...row.querySelectorAll('.to .box')].map(place),
  };
})`;

interface Place {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

type PlacedRow = { connections: Place[]; arrows: Place[]; role: Place; policies: Place[] };

describe('the review page in a browser', () => {
  if (!hasBrowser()) {
    notRunHere('fits, leads, folds, and darkens', 'Chromium on PATH or in CHROMIUM');
    return;
  }
  let browser: Browser;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'page-'));
    for (const count of [3, 60]) writeFileSync(join(directory, `${count}.html`), await pageWith(count));
    browser = await startBrowser(await findBrowser());
  });
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  function open(count: number, window: Window): Promise<Page> {
    return browser.open(pathToFileURL(join(directory, `${count}.html`)).href, window);
  }

  it.each([
    [3, WIDE],
    [60, WIDE],
    [3, NARROW],
    [60, NARROW],
  ])('has nothing beyond the edge of the window: %d connections, %j', async (count, window) => {
    const page = await open(count, window);

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(window.width);
    expect(await page.evaluate('document.querySelectorAll("h1").length')).toBe(1);
    expect((await page.screenshot()).length).toBeGreaterThan(15_000);
  });

  it('leads from each connection to its own role, at every size of the stack', async () => {
    const page = await open(60, WIDE);
    const rows = await page.evaluate<PlacedRow[]>(ROWS);

    expect(rows.map(({ connections }) => connections.length)).toEqual([2, 1, 1]);
    for (const { connections, arrows, role, policies } of rows) {
      expect(arrows).toHaveLength(connections.length);
      connections.forEach((connection, index) => {
        const arrow = arrows[index] as Place;
        expect(arrow.left).toBeGreaterThanOrEqual(connection.right);
        expect(arrow.right).toBeLessThanOrEqual(role.left);
        expect(arrow.top).toBeGreaterThan(connection.top);
        expect(arrow.bottom).toBeLessThan(connection.bottom);
        expect(arrow.top).toBeGreaterThan(role.top);
        expect(arrow.bottom).toBeLessThan(role.bottom);
      });
      for (const policy of policies) expect(policy.left).toBeGreaterThan(role.right);
    }
    const tops = rows.map(({ role }) => role.top);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
  });

  it('folds what does not change, and unfolds it', async () => {
    const page = await open(60, WIDE);
    const visible = `document.querySelector('.band details .row').checkVisibility()`;
    expect(await page.evaluate(`document.querySelector('.band details summary').textContent`)).toBe('56 unchanged');
    expect(await page.evaluate(visible)).toBe(false);

    await page.evaluate(`document.querySelector('.band details summary').click()`);

    expect(await page.evaluate(visible)).toBe(true);
  });

  it('puts a role below its connection on a narrow screen', async () => {
    const page = await open(3, NARROW);
    for (const { connections, role, policies } of await page.evaluate<PlacedRow[]>(ROWS)) {
      expect(role.top).toBeGreaterThan(connections[0]?.bottom ?? 0);
      expect(role.left).toBeGreaterThan(connections[0]?.left ?? 0);
      for (const policy of policies) expect(policy.top).toBeGreaterThan(role.bottom);
    }
  });

  it('has light text on dark ground where that is wanted', async () => {
    const brightness = (what: string) =>
      `getComputedStyle(document.body).${what}.match(/\\d+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0)`;
    for (const dark of [true, false]) {
      const page = await open(3, { ...WIDE, dark });
      const text = await page.evaluate<number>(brightness('color'));
      const ground = await page.evaluate<number>(brightness('backgroundColor'));
      expect(text > ground).toBe(dark);
      expect(Math.abs(text - ground)).toBeGreaterThan(500);
    }
  });
});
