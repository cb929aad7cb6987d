import { unifiedDiff } from '../../../commands/least-privilege/unified-diff';

const lines = (...texts: (string | number)[]) => texts.map((text) => `${text}\n`).join('');
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('unifiedDiff', () => {
  it('is empty for equal texts', () => {
    expect(unifiedDiff('f', lines(1), lines(1))).toBe('');
  });

  it('shows changes with what is around them', () => {
    const after = lines(...numbers(1, 5), 'new', ...numbers(6, 9));

    expect(unifiedDiff('deployment.yaml', lines(...numbers(1, 9)), after).split('\n')).toEqual([
      '--- a/deployment.yaml',
      '+++ b/deployment.yaml',
      '@@ -3,6 +3,7 @@',
      ...[' 3', ' 4', ' 5', '+new', ' 6', ' 7', ' 8'],
    ]);
  });

  it('keeps changes apart that are far from each other', () => {
    const after = lines('first', ...numbers(2, 19), 'last');

    const hunks = unifiedDiff('f', lines(...numbers(1, 20)), after)
      .split('\n')
      .filter((line) => line.startsWith('@@'));
    expect(hunks).toEqual(['@@ -1,4 +1,4 @@', '@@ -17,4 +17,4 @@']);
  });

  it('removes lines, fills an empty file, and tells a missing line break', () => {
    expect(unifiedDiff('f', lines('a', 'b'), lines('b'))).toContain('@@ -1,2 +1,1 @@\n-a\n b');
    expect(unifiedDiff('f', '', lines('a'))).toContain('@@ -0,0 +1,1 @@\n+a');
    expect(unifiedDiff('f', 'a', lines('a'))).toContain('-a\n\\ No newline at end of file\n+a');
  });
});
