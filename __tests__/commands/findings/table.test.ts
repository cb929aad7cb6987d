import { type Finding, findingsCode } from '../../../commands/findings/finding';
import { findingsTable, verdict } from '../../../commands/findings/table';
import { recordingOutput } from '../support';
import { finding } from './findings';

const fine = finding({ status: 'ok', detail: 'will be created' });

describe('findingsTable', () => {
  it('has a part for each area, and lists, reasons and cures below what they belong to', () => {
    const findings = [
      finding({ cure: 'Rename it.\nOr delete it.', detail: 'lacks:\niam:CreateRole\niam:GetRole' }),
      finding({ area: 'tenant prod', id: 'app-available', subject: 'app x', severity: 'warning', detail: 'not there' }),
      fine,
      finding({ acknowledged: 'approved in SEC-1', cure: 'Rename it.' }),
    ];

    expect(findingsTable(findings, recordingOutput()).split('\n')).toEqual([
      'account main: 1 error, 1 acknowledged, 1 ok',
      '  error         role-name  role ops  lacks:',
      '      iam:CreateRole',
      '      iam:GetRole',
      '      Rename it.',
      '      Or delete it.',
      '  ok            role-name  role ops  will be created',
      '  acknowledged  role-name  role ops  exists already',
      '      acknowledged: approved in SEC-1',
      '',
      'tenant prod: 1 warning',
      '  warning  app-available  app x  not there',
    ]);
  });

  it('sums up in plain numbers', () => {
    expect(verdict([])).toBe('nothing to report');
    expect(verdict([finding(), finding(), fine, finding({ status: 'unchecked' })])).toBe('2 errors, 1 unchecked, 1 ok');
  });
});

describe('findingsCode', () => {
  it.each<[string, 0 | 1 | 2, Finding[]]>([
    ['everything is fine', 0, [fine, finding({ status: 'skipped' })]],
    ['there are warnings and notes alone', 0, [finding({ severity: 'warning' }), finding({ severity: 'note' })]],
    ['a check failed', 2, [fine, finding()]],
    ['a failed check is acknowledged', 0, [finding({ acknowledged: 'known' })]],
    ['something could not be checked', 1, [finding(), finding({ status: 'unchecked' })]],
    ['what could not be checked is a warning', 0, [finding({ status: 'unchecked', severity: 'warning' })]],
  ])('when %s: %d', (_, code, findings) => {
    expect(findingsCode(findings)).toBe(code);
  });
});
