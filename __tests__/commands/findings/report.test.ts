import { startReport } from '../../../commands/findings/report';
import { asWarning, failed, type Rule } from '../../../commands/findings/rule';

const text = { id: 'sample', severity: 'error', what: '', why: '', cure: '' } as const;
const about = { area: 'tenant prod', tenant: 'prod', place: ['tenants', 'prod'] };

describe('startReport', () => {
  it('puts what a rule found beside what the rule and the place say', async () => {
    const rule: Rule<string> = {
      ...text,
      check: (name) => [failed(name, 'is gone', 'Make it.'), asWarning(failed('b', 'c'))],
    };

    expect(await startReport().check(rule, 'a', about)).toEqual([
      {
        id: 'sample',
        severity: 'error',
        subject: 'a',
        status: 'failed',
        detail: 'is gone',
        cure: 'Make it.',
        ...about,
      },
      { id: 'sample', severity: 'warning', subject: 'b', status: 'failed', detail: 'c', ...about },
    ]);
  });

  it('goes on after a check that throws, and says why', async () => {
    const report = startReport();
    const broken: Rule<void> = {
      ...text,
      check: () => Promise.reject(new Error('out of reach')),
    };

    await report.check(broken, undefined, about);
    await report.check(broken, undefined, { ...about, describe: () => ({ said: 'refused', cure: 'Ask.' }) });

    expect(report.findings([], [])).toMatchObject([
      { subject: 'tenant prod', status: 'unchecked', detail: expect.stringContaining('out of reach') },
      { subject: 'tenant prod', status: 'unchecked', detail: 'refused', cure: 'Ask.' },
    ]);
  });

  it('keeps those of an area together, however long each check takes', async () => {
    const report = startReport();
    let end = () => {};
    const slow: Rule<string> = {
      ...text,
      check: async (name) => {
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return [failed(name, '')];
      },
    };
    const fast: Rule<string> = { ...text, check: (name) => [failed(name, '')] };
    const first = report.check(slow, 'first', { area: 'a' });
    await report.check(fast, 'third', { area: 'b' });
    end();
    await first;
    await report.check(fast, 'second', { area: 'a' });

    expect(report.findings([], []).map(({ subject }) => subject)).toEqual(['first', 'second', 'third']);
  });

  it('says once what several stacks of a tenant have in common', async () => {
    const report = startReport();
    const rule: Rule<string> = { ...text, check: (name) => [failed(name, '')] };
    for (const name of ['app', 'app', 'host']) await report.check(rule, name, about);

    expect(report.findings([], []).map(({ subject }) => subject)).toEqual(['app', 'host']);
  });

  it('knows which acknowledgements a rule could have matched', async () => {
    const report = startReport();
    await report.check({ ...text, check: () => [] }, undefined, about);
    await report.check({ ...text, id: 'machine', check: () => [] }, undefined, { area: 'this machine' });
    const of = (tenant: string, ...rules: string[]) => ({
      tenant,
      acknowledgements: rules.map((rule) => ({ rule, subject: 'x', reason: 'y' })),
    });

    const rules = [text, { ...text, id: 'machine' }, { ...text, id: 'other' }];
    const found = report.findings(
      [of('prod', 'sample', 'machine', 'other'), of('staging', 'sample', 'machine')],
      rules,
    );

    expect(found.map(({ tenant, subject }) => `${tenant} ${subject}`)).toEqual([
      'prod sample: x',
      'prod machine: x',
      'staging machine: x',
    ]);
  });
});
