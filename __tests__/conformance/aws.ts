import { readXml, type XmlNode } from '../../sandbox/aws/xml';
import type { Recorded } from './exchanges';
import { actionOf, COMMON_ERRORS } from './published-aws';
import { RECORDED_ERRORS } from './unpublished';

const SERVICES: Record<string, 'iam' | 'sts'> = { '2010-05-08': 'iam', '2011-06-15': 'sts' };

/** An exchange with IAM or STS. */
export interface AwsExchange {
  /** For example `iam:GetRole`. */
  action: string;
  product: boolean;
  parameters: string[];
  status: number;
  answer: XmlNode;
}

/** What was said to IAM and STS, without what is no request of theirs at all. */
export function readAwsExchanges(recorded: Recorded[]): AwsExchange[] {
  return recorded.flatMap(({ body, query, product, answer }) => {
    const parameters = new URLSearchParams([...query, ...new URLSearchParams(body)]);
    const service = SERVICES[parameters.get('Version') ?? ''];
    if (!service || !answer || typeof answer.body !== 'string') return [];
    const names = [...new Set(parameters.keys())].filter((name) => !['Action', 'Version'].includes(name));
    const action = `${service}:${parameters.get('Action')}`;
    return [{ action, product, parameters: names, status: answer.status, answer: readXml(answer.body) }];
  });
}

/** What is wrong with what the product asked for. */
export function requestProblems({ action, parameters }: AwsExchange): string[] {
  return described(action)?.parameters(parameters) ?? ['no such action is published'];
}

/** What is wrong with what the sandbox answered. */
export function answerProblems({ action, status, answer }: AwsExchange): string[] {
  const known = described(action);
  if (status >= 400) {
    const code = answer.children
      .find(({ name }) => name === 'Error')
      ?.children.find(({ name }) => name === 'Code')?.text;
    // The sandbox says so of what it has not got.
    if (code === 'NotImplemented') return [];
    const expected = { ...COMMON_ERRORS, ...known?.errors, ...RECORDED_ERRORS[action] }[code ?? ''];
    if (expected === undefined) return [`the error ${code} is not documented for it`];
    return expected === status ? [] : [`the error ${code} has status ${expected}, not ${status}`];
  }
  const result = answer.children.find(({ name }) => name.endsWith('Result'));
  return [
    ...new Set(result && known ? result.children.flatMap((child) => unknownElements(known.result, child, [])) : []),
  ];
}

function unknownElements(check: (path: string[]) => string[], node: XmlNode, above: string[]): string[] {
  const path = [...above, node.name];
  const problems = check(path);
  return problems.length > 0 ? problems : node.children.flatMap((child) => unknownElements(check, child, path));
}

function described(action: string) {
  const [service, name = ''] = action.split(':');
  return actionOf(service as 'iam' | 'sts', name);
}
