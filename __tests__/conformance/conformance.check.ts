import { APIS } from '../../sandbox/operations/page';
import { answerProblems, readAwsExchanges, requestProblems } from './aws';
import { createJudge } from './dynatrace';
import { readExchanges } from './exchanges';
import { silentLines } from './senders';
import { UNPUBLISHED, UNPUBLISHED_APIS } from './unpublished';

const judge = createJudge();
const dynatrace = readExchanges('dynatrace');
const aws = readAwsExchanges(readExchanges('aws'));
const sent = groups(
  dynatrace.filter(({ product }) => product),
  judge.operationOf,
);
const answered = groups(
  dynatrace.filter(({ method, path }) => judge.isPublished(method, path)),
  judge.operationOf,
);
const called = groups(aws, ({ action }) => action);

/** Operations of the sandbox, as its page has them, with parameters filled in. */
const OPERATIONS = APIS.flatMap(({ title, prefixes, operations }) =>
  Object.keys(operations).map((key) => ({ title, prefix: prefixes[0] ?? '', key })),
);

function groups<T>(items: T[], nameOf: (item: T) => string): [name: string, items: T[]][] {
  const found = new Map<string, T[]>();
  for (const item of items) found.set(nameOf(item), [...(found.get(nameOf(item)) ?? []), item]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

const unique = (problems: string[]) => [...new Set(problems)];

afterAll(() => {
  const rows = UNPUBLISHED.map(({ operation, basis }) => `  ${operation}\n    ${basis}`);
  process.stdout.write(`\nSent, and described in no package:\n${rows.join('\n')}\n`);
});

describe('what the product sends to Dynatrace', () => {
  it.each(sent)('is published, with parameters and body: %s', (_, exchanges) => {
    expect(unique(exchanges.flatMap(judge.request))).toEqual([]);
  });

  it('is recorded from every line that sends something', () => {
    expect(silentLines()).toEqual([]);
  });

  it('uses all of the table of what is described in no package', () => {
    const names = sent.map(([name]) => name);
    expect(UNPUBLISHED.map(({ operation }) => operation).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('what the sandbox answers for Dynatrace', () => {
  it.each(answered)('is published, with status and body: %s', (_, exchanges) => {
    expect(unique(exchanges.flatMap(judge.answer))).toEqual([]);
  });

  const published = OPERATIONS.filter(
    ({ title, prefix }) => !prefix.includes(':') && !UNPUBLISHED_APIS.includes(title),
  );

  it.each(published.map(({ prefix, key }) => key.replace(' ', ` ${prefix}`)))(
    'is published, and judged: %s',
    (name) => {
      const [method = '', path = ''] = name.replace(/\{\w+\}/g, 'x').split(' ');
      const operation = judge.operationOf({ method, path, server: '', query: [], product: false, type: '', body: '' });
      const known = [...answered.map(([one]) => one), ...UNPUBLISHED.map((one) => one.operation)];
      expect(known).toContain(operation);
    },
  );
});

describe('AWS', () => {
  const asked = called.map(([action, exchanges]) => [action, exchanges.filter(({ product }) => product)] as const);

  it.each(asked.filter(([, exchanges]) => exchanges.length > 0))(
    'is asked for what is published: %s',
    (_, exchanges) => {
      expect(unique(exchanges.flatMap(requestProblems))).toEqual([]);
    },
  );

  it.each(called)('gives the answers that are published: %s', (_, exchanges) => {
    expect(unique(exchanges.flatMap(answerProblems))).toEqual([]);
  });

  const actions = OPERATIONS.filter(({ prefix }) => prefix.includes(':')).map(({ prefix, key }) => prefix + key);

  it.each(actions)('has answers of %s', (action) => {
    expect(called.find(([name]) => name === action)?.[1].some(({ status }) => status < 400)).toBe(true);
  });
});
