import { type Output, table } from '../cli/terminal';
import { type Finding, isOpen } from './finding';

/** Findings for a terminal: a part for each area, with lists and cures below what they belong to. */
export function findingsTable(findings: Finding[], { colors }: Pick<Output, 'colors'>): string {
  const areas = [...new Set(findings.map(({ area }) => area))];
  return areas
    .map((area) => {
      const inside = findings.filter((finding) => finding.area === area);
      const rows = inside.map((finding) => [
        `  ${paint(finding, colors)}`,
        finding.id,
        finding.subject,
        finding.detail.split('\n')[0] ?? '',
      ]);
      const lines = table(rows).split('\n');
      const details = inside.flatMap((finding, index) => [
        lines[index] ?? '',
        ...below(finding, colors).map((line) => `      ${line}`),
      ]);
      return [`${colors.bold(area)}: ${verdict(inside)}`, ...details].join('\n');
    })
    .join('\n\n');
}

/** One sentence about all findings, for example `12 ok, 1 error, 2 acknowledged`. */
export function verdict(findings: Finding[]): string {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(label(finding), (counts.get(label(finding)) ?? 0) + 1);
  const order = ['error', 'unchecked', 'warning', 'note', 'acknowledged', 'skipped', 'ok'];
  const parts = order.flatMap((name) => (counts.has(name) ? [`${counts.get(name)} ${plural(name, counts)}`] : []));
  return parts.join(', ') || 'nothing to report';
}

/** What a finding counts as: its severity where a check failed, else its status. */
export function label({ status, severity, acknowledged }: Finding): string {
  if (acknowledged !== undefined) return 'acknowledged';
  return status === 'failed' ? severity : status;
}

function below(finding: Finding, colors: Output['colors']): string[] {
  const items = finding.detail.split('\n').slice(1);
  const reason = finding.acknowledged === undefined ? [] : [`acknowledged: ${finding.acknowledged}`];
  const cure = isOpen(finding) && finding.cure ? finding.cure.split('\n').map((line) => colors.bold(line)) : [];
  return [...items, ...reason, ...cure];
}

function paint(finding: Finding, colors: Output['colors']): string {
  const name = label(finding);
  if (name === 'error') return colors.red(name);
  if (name === 'warning' || name === 'unchecked') return colors.yellow(name);
  return name === 'ok' ? colors.green(name) : colors.dim(name);
}

function plural(name: string, counts: Map<string, number>): string {
  return counts.get(name) !== 1 && ['error', 'warning', 'note'].includes(name) ? `${name}s` : name;
}
