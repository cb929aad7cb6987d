import { table } from '../cli/terminal';
import type { Use } from '../usage/users';
import type { NeedFinding, Surplus } from './comparison';
import { isSure, type Need } from './needs';
import type { RoleReport } from './role-report';

/** What cannot be told from the id and the API alone, for each action that workflows use. */
export function marksOf({ known, workflowAction, action, extra }: Need): string[] {
  return [
    ...(known.id === 'assumed' ? ['the id of the workflow action was never seen, only its description'] : []),
    ...(known.basis === 'inferred' || action === 'iam:PassRole' ? ['inferred from the AWS API of the same name'] : []),
    ...(extra ? ['needed because of an input of the task'] : []),
    ...(known.actsAsCaller && !extra
      ? [`${workflowAction} runs a document as its caller: whatever that calls is needed too, and not in this list`]
      : []),
    ...(known.changesIam || action === 'iam:PassRole'
      ? ['changes who may do what: allow it on single roles only, by hand']
      : []),
  ];
}

/** The status for a reader; what only workflows need that may not use the connection at all is not certain. */
function statusText({ status, need }: NeedFinding): string {
  const text = status === 'partly' ? 'narrowed' : status === 'unknown' ? 'not known' : status;
  return isSure(need) ? text : `${text}, if used`;
}

/** Whether something that a workflow certainly uses does not work. */
export function isBroken({ status, need }: NeedFinding): boolean {
  return (status === 'missing' || status === 'denied') && isSure(need);
}

function usersText(uses: Use[]): string {
  return [...new Set(uses.map(({ workflow, task }) => `${workflow.title} / ${task}`))]
    .join(', ')
    .replace(/\p{Cc}+/gu, ' ');
}

/** One role for a reader: a table of what is needed, what is granted beyond it, and what to know. */
export function reportText(report: RoleReport): string {
  const { stack, name, connections, comparedWith, needs, surplus, unknown, notes } = report;
  const rows = needs.map((finding) => [
    statusText(finding),
    finding.need.action,
    finding.need.workflowAction,
    finding.need.known.basis,
    usersText(finding.need.uses),
  ]);
  const marks = new Map<string, string[]>();
  for (const { need } of needs) {
    for (const mark of marksOf(need)) {
      if (mark.startsWith('inferred')) continue;
      marks.set(mark, [...(marks.get(mark) ?? []), need.action]);
    }
  }
  return [
    `${stack}: role ${name} (connections ${connections.join(', ') || 'none'}), compared with ${comparedWith}`,
    ...(rows.length > 0
      ? [table([['STATUS', 'IAM ACTION', 'WORKFLOW ACTION', 'BASIS', 'NEEDED BY'], ...rows])]
      : ['None of their workflows needs anything from it.']),
    ...needs.flatMap(({ need, status, details }) =>
      status === 'allowed' ? [] : details.map((detail) => `${need.action} ${narrowText(status)} ${detail}`),
    ),
    ...surplus.map((one) => surplusText(one, needs)),
    ...[...unknown].map(
      ([action, uses]) => `Unknown action ${action}: what it needs is not known (${usersText(uses)}).`,
    ),
    ...[...marks].map(([mark, actions]) => `${[...new Set(actions)].join(', ')}: ${mark}.`),
    ...notes,
  ].join('\n');
}

function narrowText(status: NeedFinding['status']): string {
  if (status === 'denied') return 'is';
  return status === 'partly' ? 'depends on' : 'is allowed elsewhere only, by';
}

function surplusText({ policy, actions, resources, used }: Surplus, needs: NeedFinding[]): string {
  const what = `${actions} on ${resources} (${policy})`;
  if (used.length > 0) return `Wider than used: ${what}, of which is needed: ${used.join(', ')}.`;
  const runbook = needs.some(({ need }) => need.known.actsAsCaller);
  return `Granted and not used by a workflow: ${what}${runbook ? '; a document that runs as its caller may use it' : ''}.`;
}
