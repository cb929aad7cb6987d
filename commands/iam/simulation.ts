import type { AwsReader, Decision } from './account';
import type { Need } from './needs';

/** An action that the credentials may not call on some resources. */
export interface Lack {
  action: string;
  resources: string[];
  /** In IAM's words, for example `explicitDeny`. */
  decision: string;
}

/** What simulating a deployment's calls came to. */
export type Simulation =
  | { lacking: Lack[]; unclear: Lack[]; principal: string }
  /** Nobody could say, and why. */
  | { unknown: string };

/**
 * Lets IAM evaluate the policies of the caller for every call that a deployment makes. Nothing is changed.
 *
 * A refusal that depends on a condition whose value IAM was not given is unclear: the real request may have it.
 */
export async function simulateNeeds(
  reader: AwsReader,
  callerArn: string,
  needs: Need[],
  part: 'deploy' | 'remove',
): Promise<Simulation> {
  if (/^arn:[^:]+:iam::\d+:root$/.test(callerArn)) return { lacking: [], unclear: [], principal: callerArn };
  try {
    const principal = await principalOf(reader, callerArn);
    if (principal === undefined) return { unknown: `IAM cannot simulate what ${callerArn} may do` };
    const decisions: Decision[] = [];
    for (const { actions, resources, context } of questions(needs, part)) {
      decisions.push(...(await reader.simulate(principal, actions, resources, context)));
    }
    const refused = decisions.filter(({ decision }) => decision !== 'allowed');
    return {
      principal,
      lacking: byAction(refused.filter(({ missingContext }) => missingContext.length === 0)),
      unclear: byAction(refused.filter(({ missingContext }) => missingContext.length > 0)),
    };
  } catch (error) {
    const { name, message } = error as Error;
    return { unknown: `${name}: ${message.replace(/\s+/g, ' ').trim()}` };
  }
}

/** The user or role behind a caller: IAM simulates no sessions. */
async function principalOf(reader: AwsReader, callerArn: string): Promise<string | undefined> {
  const [, role] = /:assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  if (role !== undefined) return (await reader.role(role))?.arn;
  return /:(?:user|role)\//.test(callerArn) ? callerArn : undefined;
}

/** As few questions as possible: resources that need the same actions are asked about together. */
function questions(needs: Need[], part: 'deploy' | 'remove') {
  const groups = new Map<string, { actions: string[]; resources: string[]; context: Record<string, string> }>();
  for (const need of needs.filter((one) => one[part].length > 0)) {
    const key = JSON.stringify([need[part], need.context]);
    const group = groups.get(key) ?? { actions: need[part], resources: [], context: need.context };
    groups.set(key, { ...group, resources: [...group.resources, need.resource] });
  }
  return [...groups.values()];
}

function byAction(decisions: Decision[]): Lack[] {
  const lacks = new Map<string, Lack>();
  for (const { action, resource, decision } of decisions) {
    const key = `${action} ${decision}`;
    const lack = lacks.get(key) ?? { action, decision, resources: [] };
    lacks.set(key, { ...lack, resources: [...lack.resources, resource] });
  }
  return [...lacks.values()];
}
