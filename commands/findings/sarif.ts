import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Path } from '../../deployment/problem';
import { positionOf, readSource, type Source } from '../../deployment/source';
import { type Finding, isOpen, type Severity } from './finding';
import type { RuleText } from './rule';

/** SARIF's own words for severities. */
const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', note: 'note' };

/**
 * Findings as a log for code hosts, with the deployment file as the place of each. What is fine is left out; what is
 * acknowledged is suppressed with its reason. Source: SARIF 2.1.0, sections 3.13 to 3.35.
 *
 * @param file path of the deployment file
 */
export function toSarif(findings: Finding[], rules: RuleText[], file: string): object {
  const used = rules.filter(({ id }) => findings.some((finding) => finding.id === id));
  const source = sourceOf(file);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'dynatrace-aws-workflows', rules: used.map(ruleOf) } },
        results: findings
          .filter((finding) => isOpen(finding) || finding.acknowledged !== undefined)
          .map((finding) => resultOf(finding, used, { file, source })),
      },
    ],
  };
}

function ruleOf({ id, severity, what, why, cure }: RuleText): object {
  return {
    id,
    shortDescription: { text: what },
    fullDescription: { text: why },
    help: { text: cure },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(finding: Finding, rules: RuleText[], { file, source }: { file: string; source?: Source }): object {
  const { id, severity, status, area, subject, detail, cure, acknowledged, place } = finding;
  const said = status === 'unchecked' ? `could not be checked: ${detail}` : detail;
  return {
    ruleId: id,
    ruleIndex: rules.findIndex((rule) => rule.id === id),
    level: LEVELS[severity],
    message: { text: [`${area}, ${subject}: ${said}`, ...(cure ? [cure] : [])].join('\n') },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: regionOf(source, place) } }],
    partialFingerprints: { 'subject/v1': digest([id, area, subject]) },
    ...(acknowledged !== undefined && { suppressions: [{ kind: 'inSource', justification: acknowledged }] }),
  };
}

function regionOf(source: Source | undefined, place: Path = []): object {
  const { line, column } = source ? positionOf(source, place) : { line: 1, column: 1 };
  return { startLine: line, startColumn: column };
}

/** A path relative to the working directory, as code hosts want it, where the file lies in or below it. */
function uriOf(file: string): string {
  const short = relative(process.cwd(), file);
  const path = short.startsWith('..') || isAbsolute(short) ? file : short;
  return path.split(sep).map(encodeURIComponent).join('/');
}

function sourceOf(file: string): Source | undefined {
  try {
    return readSource(readFileSync(file, 'utf8'), file);
  } catch {
    return undefined;
  }
}

function digest(parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
