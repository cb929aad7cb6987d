import { issuerHost } from '../../model/oidc';

/** Who may assume a role by web identity, as its trust policy says. Every list is sorted. */
export interface TrustFacts {
  /** ARNs of the OIDC providers. */
  providers: string[];
  audiences: string[];
  subjects: string[];
  /** Everything other than exact audiences and subjects, in words. */
  others: string[];
}

interface TrustStatement {
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

const ASSUME = 'sts:AssumeRoleWithWebIdentity';

/**
 * Reads a trust policy.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function readTrust(text: string): TrustFacts {
  const document = JSON.parse(text) as { Statement?: TrustStatement | TrustStatement[] };
  const facts: TrustFacts = { providers: [], audiences: [], subjects: [], others: [] };
  for (const statement of listOf(document.Statement)) {
    const federated = (statement.Principal as { Federated?: string | string[] } | undefined)?.Federated;
    const actions = listOf(statement.Action);
    if (statement.Effect !== 'Allow' || !federated || actions.length !== 1 || actions[0] !== ASSUME) {
      facts.others.push(`${statement.Effect} ${actions.join(', ')} to ${JSON.stringify(statement.Principal)}`);
      if (!federated) continue;
    }
    facts.providers.push(...listOf(federated));
    addConditions(facts, listOf(federated), statement.Condition ?? {});
  }
  return {
    providers: unique(facts.providers),
    audiences: unique(facts.audiences),
    subjects: unique(facts.subjects),
    others: unique(facts.others),
  };
}

/** The issuer of an OIDC provider, which its ARN ends with. */
export function issuerOf(providerArn: string): string {
  return `https://${providerArn.replace(/^.*?:oidc-provider\//, '')}`;
}

/** What is wrong with a trust policy, if one issuer, audience and subject have to be trusted exactly. */
export function trustProblems(
  facts: TrustFacts,
  wanted: { providerArn: string; issuer: string; audience: string; subject: string },
): string[] {
  const problems: string[] = [];
  if (!facts.providers.includes(wanted.providerArn)) {
    problems.push(`it trusts ${facts.providers.join(', ') || 'no OIDC provider'} instead of ${wanted.providerArn}`);
  }
  if (issuerOf(wanted.providerArn) !== `https://${issuerHost(wanted.issuer)}`) {
    problems.push(`${wanted.providerArn} is not the provider of ${wanted.issuer}`);
  }
  const { audiences, subjects } = facts;
  if (!audiences.includes(wanted.audience)) {
    problems.push(`its audience is ${audiences.join(', ') || 'not checked'} instead of ${wanted.audience}`);
  }
  if (!subjects.includes(wanted.subject)) {
    problems.push(`its subject is ${subjects.join(', ') || 'not checked'} instead of ${wanted.subject}`);
  }
  return [...problems, ...facts.others.map((other) => `it also has the statement ${other}`)];
}

/** A condition counts for an audience or a subject only under the issuer of the provider: IAM knows no other key. */
function addConditions(
  facts: TrustFacts,
  providers: string[],
  conditions: NonNullable<TrustStatement['Condition']>,
): void {
  const hosts = providers.map((provider) => issuerHost(issuerOf(provider)));
  for (const [operator, pairs] of Object.entries(conditions)) {
    for (const [key, value] of Object.entries(pairs)) {
      const values = listOf(value);
      const exact = operator === 'StringEquals';
      if (exact && hosts.some((host) => key === `${host}:aud`)) facts.audiences.push(...values);
      else if (exact && hosts.some((host) => key === `${host}:sub`)) facts.subjects.push(...values);
      else facts.others.push(`if ${operator} ${key} = ${values.join(' or ')}`);
    }
  }
}

/** One or several, as IAM's documents write both. */
export function listOf<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}
