import { ACCOUNT, ENVIRONMENTS, POLICIES } from './account';
import { IAM, STS } from './aws';
import type { Api, Operation } from './operation';
import { AUTOMATION, ISSUER, ITSELF, MANAGEMENT, REGISTRY, TOKENS } from './platform';
import { SETTINGS } from './settings';

export const APIS: Api[] = [
  ...[TOKENS, SETTINGS, REGISTRY, MANAGEMENT, AUTOMATION],
  ...[ENVIRONMENTS, ACCOUNT, POLICIES, ISSUER, IAM, STS, ITSELF],
];

const INTRODUCTION = `# Operations

<!-- Written from operations/; \`npm run generate\` in the folder above writes it anew. -->

What the sandbox answers, and on what basis: **documented** in published documentation or API descriptions, **seen in a client** that runs
against the real service, **recorded** on the real service, or **assumed**. A switch stands for what varies or is not known; all of them
are in [dynatrace/state.ts](dynatrace/state.ts). Everything else answers 404 or 405, or \`InvalidAction\` in AWS.`;

/** The page about all operations, in Markdown. */
export function operationsPage(): string {
  return `${[INTRODUCTION, ...APIS.map(section)].join('\n\n')}\n`;
}

function section({ title, prefixes, source, operations }: Api): string {
  const where = prefixes.map((prefix) => `\`${prefix}\``).join(' and ');
  const rows = Object.entries(operations).map(row);
  return [
    `## ${title}`,
    '',
    `At ${where}. Source: ${source}.`,
    '',
    '| operation | what it does | basis | note |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function row([name, [what, basis, note = '']]: [string, Operation]): string {
  return `| \`${name}\` | ${what} | ${basis} | ${note} |`;
}
