import { acknowledge, acknowledgementsOf } from '../../../commands/findings/acknowledge';
import { finding } from './findings';

const reason = 'approved in SEC-1';
const rules = ['role-name', 'app-available', 'link-trust-policy'];
const checked = (rule: string) => rule !== 'link-trust-policy';

function acknowledged(entries: { rule: string; subject?: string }[], ...findings: Parameters<typeof acknowledge>[0]) {
  const acknowledgements = entries.map((entry) => ({ ...entry, reason }));
  return acknowledge(findings, [{ tenant: 'prod', acknowledgements }], { checked, rules });
}

describe('acknowledge', () => {
  it('gives the reason to the finding of that rule and subject, in the tenant and what tenants share', () => {
    const found = acknowledged(
      [{ rule: 'role-name', subject: 'role ops' }],
      finding(),
      finding({ tenant: 'prod', status: 'unchecked' }),
      finding({ tenant: 'staging' }),
      finding({ subject: 'role other' }),
      finding({ status: 'ok' }),
    );

    expect(found.map((one) => one.acknowledged)).toEqual([reason, reason, undefined, undefined, undefined]);
  });

  it('finds entries that match nothing', () => {
    const found = acknowledged([
      { rule: 'role-name', subject: 'role gone' },
      { rule: 'app-avialable', subject: 'app x' },
    ]);

    expect(found).toMatchObject([
      {
        id: 'unused-acknowledgement',
        severity: 'warning',
        subject: 'role-name: role gone',
        detail: 'the acknowledgement of role-name (role gone) matches nothing that was found',
        place: ['tenants', 'prod', 'acknowledge', 0],
      },
      {
        detail: 'the acknowledgement of app-avialable (app x) matches no rule that exists',
        cure: 'did you mean `app-available`?',
      },
    ]);
  });

  it('takes an entry without a subject for everything that the rule finds', () => {
    const found = acknowledged(
      [{ rule: 'role-name' }, { rule: 'app-available' }],
      finding(),
      finding({ subject: 'b' }),
    );

    expect(found.map(({ id, subject, acknowledged: why }) => [id, subject, why])).toEqual([
      ['role-name', 'role ops', reason],
      ['role-name', 'b', reason],
      ['unused-acknowledgement', 'app-available', undefined],
    ]);
  });

  it('leaves entries alone whose rule was not checked', () => {
    expect(acknowledged([{ rule: 'link-trust-policy', subject: 'connection ops' }])).toEqual([]);
  });
});

describe('acknowledgementsOf', () => {
  it('reads the entries of a tenant', () => {
    const entry = { rule: 'role-name', subject: 'role ops', reason };

    expect(acknowledgementsOf({ key: 'prod', config: { acknowledge: [entry] } as never })).toEqual({
      tenant: 'prod',
      acknowledgements: [entry],
    });
  });
});
