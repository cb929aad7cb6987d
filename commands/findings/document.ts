import { RULES, WARNINGS } from '../../deployment/rules';
import { markdownTable } from '../../model/markdown';
import type { RuleText } from './rule';

const HEADINGS: Record<string, string> = {
  doctor: '`npm run doctor`, before a deploy',
  verify: '`npm run verify`, link by link of each connection',
  drift: '`npm run drift`, per object in Dynatrace',
  review: '`npm run review`, about a plan',
  all: 'In all of them',
};

const INTRODUCTION = `# Findings

<!-- Written by \`npm run generate\` from the rules in commands/rules/ and deployment/rules.ts. -->

\`doctor\`, \`verify\`, \`drift\` and \`review\` report findings in one form: the rule, its severity,
the subject, what was found and what helps. \`--json\` prints \`{ "findings": [...] }\`, \`--sarif\` a SARIF 2.1.0 log whose places
are lines of the deployment file.

An \`error\` fails the command; a \`warning\` or a \`note\` does not. A check that cannot be carried out is \`unchecked\`, which fails
the command as an error would. Exit codes are in the help of each command.

## Living with a finding

A tenant of the deployment file can acknowledge a finding, with the reason:

\`\`\`yaml
tenants:
  prod:
    acknowledge:
      - rule: role-unrestricted
        subject: role dynatrace-prod-break-glass
        reason: Emergency access, approved by security in SEC-1234
\`\`\`

It then fails no command and is shown with its reason, also in the review. An acknowledgement that matches nothing is a
finding itself.
`;

const FILE_HEADING = `## The deployment file, before every command

A file with an \`error\` is not used. Synthesis and every command print everything that is wrong, with line and column and what to
write instead; with \`--json\` each problem has the id of its rule. \`doctor\` reports them as findings. Only
\`unknown-aws-name\` can be acknowledged; its \`subject\` is the name that AWS has added.`;

/** docs/findings.md: every rule, by the command that checks it. */
export function findingsDocument(rulesOfCommands: Record<string, RuleText[]>): string {
  const parts = Object.entries(rulesOfCommands).map(([command, rules]) =>
    [
      `## ${HEADINGS[command]}`,
      '',
      '| Rule | Severity | What has to be true | Why | What helps |',
      '| --- | --- | --- | --- | --- |',
      ...rules.map(row),
    ].join('\n'),
  );
  return `${[INTRODUCTION.trimEnd(), ...parts, fileRules()].join('\n\n')}\n`;
}

function fileRules(): string {
  const rows = [
    ...Object.entries(RULES).map(([id, what]) => [`\`${id}\``, 'error', what]),
    ...Object.entries(WARNINGS).map(([id, what]) => [`\`${id}\``, 'warning', what]),
  ];
  return [FILE_HEADING, markdownTable(['Rule', 'Severity', 'What has to be true'], rows)].join('\n\n');
}

function row({ id, severity, what, why, cure }: RuleText): string {
  const cells = [`\`${id}\``, severity, what, why, cure].map((cell) => cell.replaceAll('|', '\\|'));
  return `| ${cells.join(' | ')} |`;
}
