import { formatOf, printFindings } from '../../../commands/findings/print';
import { RULES } from '../../../commands/rules';
import { recordingOutput } from '../support';
import { finding } from './findings';

function printed(format: 'table' | 'json' | 'sarif'): string {
  const output = recordingOutput();
  printFindings([finding()], { format, file: 'deployment.yaml', rules: RULES }, output);
  return output.printed.join('\n');
}

describe('printFindings', () => {
  it('prints a table with a sum, JSON or SARIF', () => {
    expect(printed('table')).toMatch(/role-name {2}role ops {2}exists already\n\n1 error$/);
    expect(JSON.parse(printed('json'))).toEqual({ findings: [finding()] });
    expect(JSON.parse(printed('sarif'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'role-name' }] }],
    });
  });
});

describe('formatOf', () => {
  it('takes one format at a time', () => {
    expect([formatOf({}), formatOf({ json: true }), formatOf({ sarif: true })]).toEqual(['table', 'json', 'sarif']);
    expect(() => formatOf({ json: true, sarif: true })).toThrow('Choose one of --json and --sarif.');
  });
});
