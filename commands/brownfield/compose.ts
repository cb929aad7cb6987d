import type { DeploymentInput } from '../../deployment/load';
import type { Path } from '../../deployment/problem';
import { allowList } from '../../deployment/resolve';
import { hostPatternProblem } from '../../model/hosts';
import { partitionOf } from '../../model/iam';
import { hubPage } from '../../model/links';
import type { FoundAccount } from './account';
import type { ConnectionEntry, OpenConnection } from './connections';
import { draftLines } from './document';
import type { Comment, Line } from './inputs';
import type { Note } from './notes';
import { providerOf } from './provider';
import type { Target } from './target';
import type { FoundTenant } from './tenant';

/** A deployment file before it is written. */
export interface Draft {
  deployment: DeploymentInput;
  comments: Comment[];
  notes: Note[];
}

export interface Findings {
  target: Target;
  tenant: FoundTenant;
  accounts: FoundAccount[];
  entries: ConnectionEntry[];
  open: OpenConnection[];
}

/** Puts what was found into one deployment, with remarks where a person has to decide. */
export function compose({ target, tenant, accounts, entries, open }: Findings): Draft {
  const { key, name, audience } = target;
  const named = [...entries.map(({ input }) => input), ...open.flatMap(({ draft }) => Object.values(draft))];
  const used = accounts.filter((account) => named.some((input) => input.account === account.key));
  const providers = used.map((account) => ({ account, ...providerOf(account, audience) }));
  const hosts = hostsOf(tenant, used);
  const at = ['tenants', key];
  const connections = Object.fromEntries(entries.map((entry) => [entry.key, entry.input]));
  return {
    deployment: {
      name,
      accounts: Object.fromEntries(
        providers.map(({ account, input }) => [account.key, { ...account.input, ...input }]),
      ),
      tenants: {
        [key]: {
          ...target.tenant,
          schema: 'enhanced',
          ...(hosts.others.length > 0 && { allowedHosts: hosts.others }),
          ...(entries.length > 0 && { connections }),
        },
      },
    },
    comments: [
      ...providers.map(({ account, lines }) => ({ path: ['accounts', account.key], lines })),
      { path: at, lines: [...appLines(tenant, target), ...hosts.lines] },
      ...(hosts.others.length > 0 ? [{ path: [...at, 'allowedHosts'], lines: HOSTS }] : []),
      { path: [...at, 'schema'], lines: entries.length === 0 ? openLines(open, 'connections') : [] },
      ...connectionComments([...at, 'connections'], entries, open),
    ].filter(({ lines }) => lines.length > 0),
    notes: [
      ...accounts.map((account) => accountNote(account, used)),
      ...providers.map(({ note }) => note),
      ...entries.map(entryNote),
      ...open.map(({ connection, reason }) => ({
        subject: `connection ${connection.name}`,
        status: 'decide' as const,
        detail: reason,
        cure: 'Complete its entry, which is a comment in the file',
      })),
      ...hosts.notes,
      ...appNotes(tenant, target),
    ],
  };
}

const HOSTS = ['These are already allowed, and a destroy leaves them. Remove those that something else manages.'];

/** What is to be completed stands where it belongs, so that taking the comment signs away is enough. */
function connectionComments(at: Path, entries: ConnectionEntry[], open: OpenConnection[]): Comment[] {
  const lines = openLines(open);
  const [first, ...others] = entries.map((entry) => commentsOf([...at, entry.key], entry));
  if (!first) return [];
  return [
    ...first.map((one, index) => (index > 0 ? one : { ...one, lines: [...lines, ...one.lines] })),
    ...others.flat(),
  ];
}

function commentsOf(path: Path, { remarks, decide, shareNames }: ConnectionEntry): Comment[] {
  return [
    { path, lines: [...remarks, ...decide.map((line) => `DECIDE: ${line}`)] },
    ...shareNames.map((name, index) => ({ path: [...path, 'share', index], lines: name ? [name] : [] })),
  ];
}

/** @param under key of the mapping that the entries belong to, where the file has none */
function openLines(open: OpenConnection[], under?: 'connections'): Line[] {
  if (open.length === 0) return [];
  const lines = open.flatMap(({ connection, reason, draft }): Line[] => [
    `DECIDE: ${connection.name}: ${reason}. Complete it and uncomment it:`,
    ...draftLines(draft).map(({ code }) => ({ code: under ? `  ${code}` : code })),
  ]);
  return under ? [{ code: `${under}:` }, ...lines] : lines;
}

function entryNote({ key, connection, input, decide }: ConnectionEntry): Note {
  const subject = `connection ${connection.name}`;
  const role = input.roleOf ? `the role of ${input.roleOf}` : (input.role?.existing ?? `the role ${input.role?.name}`);
  const [first] = decide;
  if (first)
    return { subject, status: 'decide', detail: first.replace(/\. .*$/s, ''), cure: `See the comment at ${key}` };
  return { subject, status: 'taken', detail: `${connection.schema}, with ${role}` };
}

function accountNote({ key, id, roles }: FoundAccount, used: FoundAccount[]): Note {
  const subject = `account ${key}`;
  const read = roles ? `${roles.length} roles were read` : 'its roles could not be listed';
  if (used.some((one) => one.key === key)) return { subject, status: 'taken', detail: `${id}, ${read}` };
  return { subject, status: 'other', detail: `${id}, ${read}; no connection has a role in it` };
}

/** The hosts of AWS are allowed without being named. */
function hostsOf({ hosts }: FoundTenant, used: FoundAccount[]): { others: string[]; lines: string[]; notes: Note[] } {
  if (!hosts) return { others: [], lines: [], notes: [] };
  const subject = 'allowed hosts';
  const partitions = used.map(({ input }) => partitionOf(input.region));
  const own = allowList(partitions, []);
  const readable = hosts.hosts.filter((host) => !hostPatternProblem(host));
  const others = allowList(partitions, readable).filter((host) => !own.includes(host));
  if (!hosts.enforced) {
    const detail = 'the allow-list is not enforced: every host is allowed, and stays so';
    return { others: [], lines: [], notes: [{ subject, status: 'other', detail }] };
  }
  const missing = own.filter((host) => !hosts.hosts.includes(host));
  const taken: Note = { subject, status: 'taken', detail: [...own, ...others].join(', ') };
  if (missing.length === 0) return { others, lines: [], notes: [taken] };
  const detail = `a deploy allows ${missing.join(', ')}, which is not in the list`;
  return { others, lines: [`DECIDE: ${detail}.`], notes: [taken, { subject, status: 'decide', detail }] };
}

function appLines(tenant: FoundTenant, target: Target): string[] {
  return appNotes(tenant, target).flatMap(({ status, detail, cure }) =>
    status === 'decide' ? [`DECIDE: ${detail}. ${cure}.`] : [],
  );
}

function appNotes({ app }: FoundTenant, { environment }: Target): Note[] {
  if (!app) return [];
  const subject = 'app';
  if (app === 'missing') {
    const cure = `Install it at ${hubPage(environment)}, or set \`app.install\``;
    return [{ subject, status: 'decide', detail: 'the app AWS for Workflows is not installed', cure }];
  }
  const { status } = app.resourceStatus;
  if (status === 'OK')
    return [{ subject, status: 'taken', detail: `version ${app.version ?? 'unknown'}, stays as it is` }];
  return [
    { subject, status: 'decide', detail: `its state is ${status}`, cure: `Repair it at ${hubPage(environment)}` },
  ];
}
