import type { TrackedLive } from '../../../commands/live/read';
import { driftSummary, driftTable, worst } from '../../../commands/live/report';
import type { Answer } from '../../../scripts/look';
import { recordingOutput } from '../support';

function entry(key: string, live: Answer): TrackedLive {
  return { kind: 'connection', key, address: key, blocks: {}, unfinished: false, instance: {} as never, live };
}

const inSync = entry('a', { status: 'in-sync', note: 'the API masks ARNs' });
const changes = [{ attribute: 'name', from: 'x\n y', to: '' }];
const changed = entry('bb', { status: 'changed', changes, note: 'who knows' });
const missing = entry('c', { status: 'missing' });
const hidden = entry('d', { status: 'hidden', note: 'private' });
const unreadable = entry('e', { status: 'unreadable', note: 'not allowed', error: new Error('not allowed') });

describe('a report about drift', () => {
  it('has one line per object with what is different and what the reader should know', () => {
    expect(driftTable([inSync, changed, missing, hidden, unreadable], recordingOutput()).split('\n')).toEqual([
      '  in sync     connection  a   the API masks ARNs',
      '  changed     connection  bb  name: x y -> nothing; who knows',
      '  missing     connection  c',
      '  hidden      connection  d   private',
      '  unreadable  connection  e   not allowed',
    ]);
  });

  it('counts', () => {
    expect(driftSummary([inSync, changed, changed, missing, hidden])).toBe('1 in sync, 2 changed, 1 missing, 1 hidden');
    expect(driftSummary([])).toBe('nothing is deployed yet');
  });
});

it.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 2, 0], 2],
  [[2, 1], 1],
])('the worst of the exit codes %j is %d', (codes, code) => {
  expect(worst(codes)).toBe(code);
});
