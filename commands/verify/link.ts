import { type Output, table } from '../cli/terminal';

/** One link of the chain from an app in Dynatrace to what its actions may do in AWS. */
export interface Link {
  name: string;
  /** `unchecked` when it could not be read, `skipped` when there is no way to check it. */
  status: 'ok' | 'broken' | 'unchecked' | 'skipped';
  detail: string;
  cure?: string;
}

/** A connection with its links, in the order in which a workflow passes them. */
export interface ChainCheck {
  connection: string;
  schema: string;
  links: Link[];
}

export function link(name: string, status: Link['status'], detail: string, cure?: string): Link {
  return { name, status, detail, ...(cure && { cure }) };
}

/** What is wrong with a chain, or nothing. */
function verdict({ links }: ChainCheck): string | undefined {
  const names = (status: Link['status']) =>
    links
      .filter((one) => one.status === status)
      .map(({ name }) => name)
      .join(', ');
  if (names('broken')) return `broken at ${names('broken')}`;
  return names('unchecked') ? `could not be checked: ${names('unchecked')}` : undefined;
}

/** 2 with a broken link, else 1 with one that could not be checked, else 0. */
export function verifyCode(chains: ChainCheck[]): 0 | 1 | 2 {
  const has = (status: Link['status']) => chains.some(({ links }) => links.some((one) => one.status === status));
  if (has('broken')) return 2;
  return has('unchecked') ? 1 : 0;
}

export function chainTable(chain: ChainCheck, { colors }: Pick<Output, 'colors'>): string {
  const paint = { ok: colors.green, broken: colors.red, unchecked: colors.yellow, skipped: colors.dim };
  const problem = verdict(chain);
  const head = `${colors.bold(chain.connection)} (${chain.schema}): ${problem ? colors.red(problem) : colors.green('works')}`;
  const lines = table(
    chain.links.map(({ name, status, detail }) => [`  ${paint[status](status)}`, name, detail]),
  ).split('\n');
  const withCures = chain.links.flatMap(({ cure }, index) => [
    lines[index] ?? '',
    ...(cure ? [`             ${colors.bold(cure)}`] : []),
  ]);
  return [head, ...withCures].join('\n');
}
