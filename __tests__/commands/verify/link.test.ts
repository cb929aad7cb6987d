import { type ChainCheck, chainTable, link, verifyCode } from '../../../commands/verify/link';
import { recordingOutput } from '../support';

function chain(...links: ChainCheck['links']): ChainCheck {
  return { connection: 'ops', schema: 'legacy', links };
}

const fine = link('app', 'ok', 'installed');
const broken = link('trust policy', 'broken', 'no such role', 'Deploy again.');
const unchecked = link('permissions', 'unchecked', 'AccessDenied');
const skipped = link('assume role', 'skipped', 'no dry run');

describe('a chain of links', () => {
  it('works when nothing is broken, also with a link that cannot be checked in this schema', () => {
    expect(verifyCode([chain(fine, skipped)])).toBe(0);
    expect(chainTable(chain(fine, skipped), recordingOutput()).split('\n')).toEqual([
      'ops (legacy): works',
      '  ok       app          installed',
      '  skipped  assume role  no dry run',
    ]);
  });

  it('says at which link it is broken, and what helps', () => {
    expect(verifyCode([chain(fine), chain(fine, broken, unchecked)])).toBe(2);
    expect(chainTable(chain(fine, broken, unchecked), recordingOutput()).split('\n')).toEqual([
      'ops (legacy): broken at trust policy',
      '  ok         app           installed',
      '  broken     trust policy  no such role',
      '             Deploy again.',
      '  unchecked  permissions   AccessDenied',
    ]);
  });

  it('admits what it could not check', () => {
    expect(verifyCode([chain(fine, unchecked)])).toBe(1);
    expect(chainTable(chain(fine, unchecked), recordingOutput())).toContain('could not be checked: permissions');
  });
});
