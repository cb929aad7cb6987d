import { planCode, summaryText, terraformCount } from '../../../commands/plan/plan-summary';
import { planOf, resource } from '../support';
import { block, legacyConnection, legacyObject, replacedLegacyConnection } from './plans';

const kept = resource('aws_iam_role.main["ops"]', { before: { name: 'ops' }, after: { name: 'ops' } });
const created = block('connection', 'guard', 'ops', { after: { key: 'ops' } });
const updated = resource('aws_iam_role.main["ops"]', { before: { path: '/' }, after: { path: '/team/' } });
const hidden = block('preflight', 'made', 'all', { before: { covers: 'x' }, after: { covers: 'y' } });
const deleted = resource('aws_iam_role.main["old"]', { before: { name: 'old' } });
const imported = { ...kept, change: { ...kept.change, importing: { id: 'arn' } } };
const read = { ...kept, mode: 'data' as const, change: { ...kept.change, actions: ['read' as const] } };

describe('planCode', () => {
  it('is 0 for a plan that changes nothing', () => {
    expect(planCode({})).toBe(0);
    expect(planCode(planOf(kept, read))).toBe(0);
    expect(planCode({ output_changes: { audience: { actions: ['no-op'] } } })).toBe(0);
  });

  it.each([
    ['a create', created],
    ['an update', updated],
    ['a replacement', hidden],
    ['a delete', deleted],
    ['an import', imported],
  ])('is 2 with %s', (_, change) => {
    expect(planCode(planOf(kept, change))).toBe(2);
  });

  it('is 2 when only an output changes', () => {
    expect(planCode({ output_changes: { audience: { actions: ['update'] } } })).toBe(2);
  });

  it('is 1 when planning stopped at an error', () => {
    expect(planCode({ ...planOf(created), errored: true })).toBe(1);
  });
});

describe('summaryText', () => {
  it('counts objects, however many resources Terraform keeps of each', () => {
    expect(summaryText(planOf(...legacyObject('ops', 'after'), updated, deleted))).toBe(
      '1 to create, 1 to update, 1 to delete',
    );
    expect(summaryText(planOf(...replacedLegacyConnection('ops')))).toBe('1 to replace');
    expect(summaryText(planOf(imported))).toBe('1 to import');
  });

  it('does not count what only keeps the books', () => {
    expect(summaryText(planOf(kept))).toBe('no changes on either side');
    expect(summaryText(planOf(hidden))).toBe('no changes on either side, only bookkeeping of Terraform');
    expect(summaryText(planOf(...legacyConnection('ops'), hidden, updated))).toBe('1 to update');
    expect(summaryText({ output_changes: { audience: { actions: ['create'] } } })).toBe('only outputs change');
  });
});

describe('terraformCount', () => {
  it('counts as Terraform does: a replacement adds and destroys', () => {
    expect(terraformCount(planOf(kept, created, updated, hidden, deleted))).toBe('2 to add, 1 to change, 2 to destroy');
  });
});
