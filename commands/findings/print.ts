import { type Arguments, type Command, CommandError } from '../cli/command';
import type { Output } from '../cli/terminal';
import type { Finding } from './finding';
import type { RuleText } from './rule';
import { toSarif } from './sarif';
import { findingsTable, verdict } from './table';

/** Options of every command that reports findings. */
export const FINDINGS_OPTIONS: Command['options'] = {
  json: { type: 'boolean', description: 'print one JSON document instead of tables' },
  sarif: { type: 'boolean', description: 'print a SARIF 2.1.0 log, for code hosts' },
};

export type Format = 'table' | 'json' | 'sarif';

/** @throws CommandError when two formats are asked for */
export function formatOf({ json, sarif }: Arguments['flags']): Format {
  if (json && sarif) throw new CommandError('Choose one of --json and --sarif.');
  return json ? 'json' : sarif ? 'sarif' : 'table';
}

/** @param file path of the deployment file, which findings point into */
export function printFindings(
  findings: Finding[],
  { format, file, rules }: { format: Format; file: string; rules: RuleText[] },
  output: Output,
): void {
  if (format === 'json') output.print(JSON.stringify({ findings }, null, 2));
  else if (format === 'sarif') output.print(JSON.stringify(toSarif(findings, rules, file), null, 2));
  else output.print(`${findingsTable(findings, output)}\n\n${verdict(findings)}`);
}
