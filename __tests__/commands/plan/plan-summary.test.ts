import { planCode, summaryText } from '../../../commands/plan/plan-summary';
import { planOf, resource, triggers } from '../support';

const kept = resource('aws_iam_role.ops', { before: { name: 'ops' }, after: { name: 'ops' } });
const created = resource('null_resource.connection["ops"]', { after: triggers({ key: 'ops' }) });
const updated = resource('aws_iam_role.ops', { before: { path: '/' }, after: { path: '/team/' } });
const replaced = resource('null_resource.hub_app["x"]', {
  before: triggers({ app_id: 'x' }),
  after: triggers({ app_id: 'y' }),
});
const deleted = resource('aws_iam_role.old', { before: { name: 'old' } });
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
    ['a replacement', replaced],
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
  it('counts as Terraform does', () => {
    expect(summaryText(planOf(kept, created, updated, replaced, deleted))).toBe('2 to add, 1 to change, 2 to destroy');
    expect(summaryText(planOf(imported))).toBe('1 to import, 0 to add, 0 to change, 0 to destroy');
    expect(summaryText(planOf(kept))).toBe('no changes on either side');
    expect(summaryText({ output_changes: { audience: { actions: ['create'] } } })).toContain('only outputs change');
  });
});
