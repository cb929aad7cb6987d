import '@microsoft/jest-sarif';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSarif } from '../../../commands/findings/sarif';
import { RULES } from '../../../commands/rules';
import { finding } from './findings';

interface Log {
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
      partialFingerprints: Record<string, string>;
      suppressions?: object[];
    }[];
  }[];
}

describe('toSarif', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sarif-'));
    file = join(directory, 'my deployment.yaml');
    writeFileSync(file, 'name: team\ntenants:\n  prod:\n    connections:\n      ops: {}\n');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const findings = [
    finding({ place: ['tenants', 'prod', 'connections', 'ops'], cure: 'Rename it.' }),
    finding({ status: 'ok' }),
    finding({ id: 'app-available', status: 'unchecked', severity: 'warning', detail: 'AccessDenied' }),
    finding({ subject: 'role other', acknowledged: 'approved in SEC-1' }),
  ];
  const run = () => (toSarif(findings, RULES, file) as Log).runs[0];

  it('is valid', () => {
    expect(toSarif(findings, RULES, file)).toBeValidSarifLog();
    expect(toSarif([], RULES, file)).toBeValidSarifLog();
    expect({ ...toSarif(findings, RULES, file), version: '2.2' }).not.toBeValidSarifLog();
  });

  it('has what is open and what is acknowledged, each with its rule and its line of the deployment file', () => {
    const { tool, results = [] } = run() ?? {};

    expect(results.map(({ ruleIndex }) => tool?.driver.rules[ruleIndex]?.id)).toEqual([
      'role-name',
      'app-available',
      'role-name',
    ]);
    expect(results[0]).toMatchObject({
      ruleId: 'role-name',
      level: 'error',
      message: { text: 'account main, role ops: exists already\nRename it.' },
    });
    expect(results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: expect.stringMatching(/\/my%20deployment\.yaml$/) },
      region: { startLine: 5, startColumn: 7 },
    });
    expect(results[1]?.message.text).toBe('account main, role ops: could not be checked: AccessDenied');
    expect(results[2]?.suppressions).toEqual([{ kind: 'inSource', justification: 'approved in SEC-1' }]);
  });

  it('recognizes a finding again by its rule and subject, whatever was found', () => {
    const again = toSarif([finding({ detail: 'now something else' })], RULES, file) as Log;

    expect(again.runs[0]?.results[0]?.partialFingerprints).toEqual(run()?.results[0]?.partialFingerprints);
  });

  it('points at the first line of a file that cannot be read', () => {
    const missing = toSarif(findings, RULES, 'deployment.yaml') as Log;

    expect(missing.runs[0]?.results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'deployment.yaml' },
      region: { startLine: 1, startColumn: 1 },
    });
  });
});
